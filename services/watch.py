"""Approved posts through their retention: who is told when one goes down; a person decides."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.checks import schedule
from domain.checks.findings import DOWN, Look, PageState
from domain.checks.schedule import CheckKind, Standing
from domain.delivery import DeliveryClass
from domain.notices import NoticeKind
from domain.people import Role
from domain.platforms import Platform
from services import notices, proof_requests, staff_notices
from storage import post_checks
from storage.post_checks import CheckedPost

NOWHERE = ""  # the host of what has no page in the web
RESPONSIBLE = frozenset({Role.COORDINATOR, Role.OWNER})


def begin(conn: Connection, post_id: int, retained_until: datetime, *, now: datetime) -> None:
    """A post was approved: it must stay up from here on. What has no page its creator shows.

    A share link that is still to be resolved, and what was down, are looked at without delay.
    """
    post = post_checks.one(conn, post_id)
    if post is None:
        post_checks.plan(conn, post_id, CheckKind.WATCH, NOWHERE, now)
        post = post_checks.one(conn, post_id)
    if post is None:  # nothing of the work says what the post must be
        post_checks.end(conn, post_id)
        return
    is_pressing = post.is_short or post.standing.down is not None
    due_at = now if is_pressing else schedule.next_watch(post.first_seen_at, retained_until, now)
    if due_at is None:
        post_checks.end(conn, post_id)
    else:
        post_checks.replan(conn, post_id, CheckKind.WATCH, due_at)


def next_step(
    conn: Connection,
    post: CheckedPost,
    standing: Standing,
    look: Look,
    *,
    now: datetime,
    grace: timedelta,
) -> tuple[Standing, datetime | None]:
    """How a watched post stands after a look, and when the next one is due.

    Down twice: its creator has until the end of the grace; still down then, or not to be seen: a
    person is asked, once. Money and status stay as they are.
    """
    is_down = standing.confirmed_at is not None and look.seen is not PageState.SHOWN
    if is_down and standing.kind is CheckKind.WATCH and standing.grace_until is None:
        until = now + grace
        tell_down(conn, post, look.seen, until, now=now)
        return replace(standing, kind=CheckKind.GRACE, attempt=0, grace_until=until), until
    if is_down and standing.kind is CheckKind.GRACE:
        ask_a_person(conn, post, look.seen, now=now)
        standing = replace(standing, raised_at=now)
    standing = replace(standing, kind=CheckKind.WATCH, attempt=0)
    if post.retained_until is None:
        return standing, None
    due_at = schedule.next_watch(post.first_seen_at, post.retained_until, now)
    if look.seen is PageState.SHOWN or look.seen in DOWN:
        return standing, due_at
    return _shown_instead(conn, post, standing, look, due_at, now=now, grace=grace)


def _shown_instead(
    conn: Connection,
    post: CheckedPost,
    standing: Standing,
    look: Look,
    due_at: datetime | None,
    *,
    now: datetime,
    grace: timedelta,
) -> tuple[Standing, datetime | None]:
    """Its creator shows at times what we cannot read; who does not, a person is told of, once."""
    assert post.retained_until is not None  # it is watched
    was, will = schedule.asked_to_show(post.first_seen_at, post.retained_until, now)
    seen = proof_requests.showings(conn, post.submission_id)
    if seen.awaited_since is not None:
        waited_until = seen.awaited_since + grace
        if now < waited_until:
            return standing, _soonest(due_at, will, waited_until)
        if standing.raised_at is None or standing.raised_at < seen.awaited_since:
            ask_a_person(conn, post, look.seen, now=now)
            standing = replace(standing, raised_at=now)
    if was is not None and (seen.last_at is None or seen.last_at < was):
        proof_requests.want_again(conn, post.submission_id, now=now)
        return standing, _soonest(due_at, will, now + grace)
    return standing, _soonest(due_at, will)


def _soonest(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


def tell_down(
    conn: Connection, post: CheckedPost, seen: PageState, until: datetime | None, *, now: datetime
) -> None:
    """To its creator; `until` is the end of the grace, None while it is still reviewed."""
    facts = facts_of(post, seen) | {"until": until.isoformat() if until else ""}
    _tell(conn, post, NoticeKind.POST_DOWN, facts, now)


def tell_back(conn: Connection, post: CheckedPost, *, now: datetime) -> None:
    _tell(conn, post, NoticeKind.POST_BACK, facts_of(post, PageState.SHOWN), now)


def ask_a_person(conn: Connection, post: CheckedPost, seen: PageState, *, now: datetime) -> None:
    """Whether it stops counting is theirs to say."""
    since = post.standing.down_since
    facts = facts_of(post, seen) | {"since": since.isoformat() if since else ""}
    key = f"{post.post_id}:{now.isoformat()}"
    staff_notices.tell(
        conn, RESPONSIBLE, NoticeKind.POST_TO_JUDGE, facts, key, now=now, but=post.person_id
    )


def _tell(
    conn: Connection, post: CheckedPost, kind: NoticeKind, facts: dict[str, object], now: datetime
) -> None:
    notices.queue(
        conn,
        post.person_id,
        kind,
        facts,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"{kind}:{post.post_id}:{now.isoformat()}",
        now=now,
    )


def facts_of(post: CheckedPost, seen: PageState) -> dict[str, object]:
    """What every notice of it says."""
    return {
        "assignment_id": post.assignment_id,
        "submission_id": post.submission_id,
        "title": post.title,
        "platform": Platform(post.platform).value,
        "seen": seen.value,
    }
