"""Looks at published posts: what is due, what is asked, what is kept of it; the web is not here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.assignment import DONE, AssignmentStatus
from domain.checks import judging, schedule
from domain.checks.findings import DOWN, Look, PageState
from domain.checks.page import PageFacts, PagePicture
from domain.checks.places import Place, places
from domain.checks.schedule import CheckKind, Standing
from domain.fetching.urls import UrlFlaw, judged
from domain.links import ShortLink, parse
from domain.platforms import Platform
from domain.proof import UNREADABLE
from services import proof_requests, watch
from storage import check_results, post_checks, post_pages
from storage.post_checks import CheckedPost

LEASE: Final = timedelta(minutes=2)  # a look takes ten seconds a place, and there are two at most
AGAIN_IN_REVIEW: Final = timedelta(hours=6)  # what is down or silent may come back meanwhile
PATIENCE: Final = timedelta(hours=12)  # with hosts that have no time for a post
STUBBORN: Final = 4  # refusals in a row: a host that is left alone for longer than a moment


@dataclass(frozen=True, slots=True)
class Asked:
    """One look that is ours until `leased_until`: a share link to resolve, or places to read."""

    post_id: int
    platform: Platform
    post_key: str
    leased_until: datetime
    places: tuple[Place, ...]
    short_link: ShortLink | None
    wants_pictures: bool = False  # none of its page's pictures is known yet


def begin(
    conn: Connection,
    post_id: int,
    platform: Platform,
    post_key: str,
    url: str,
    *,
    kind: CheckKind = CheckKind.REVIEW,
    now: datetime,
) -> None:
    """A post was handed in, or a share link was resolved: it is looked at as soon as may be."""
    host = asked_first(platform, post_key, url)
    if host:
        post_checks.plan(conn, post_id, kind, host, now)
    else:
        check_results.add(conn, post_id, kind, Look(PageState.SILENT, {}), now=now)
        proof_requests.want(conn, post_id, now=now)


def asked_first(platform: Platform, post_key: str, url: str) -> str:
    """The host that a post is looked up at first; empty: nowhere."""
    found = places(platform, post_key, url)
    target = judged(found[0].url) if found else UrlFlaw.UNREADABLE
    return "" if isinstance(target, UrlFlaw) else target.host


def due(conn: Connection, *, most: int, now: datetime) -> list[int]:
    """Posts to look at, one a host, oldest first."""
    return post_checks.due(conn, most=most, now=now)


def take(conn: Connection, post_id: int, *, now: datetime) -> Asked | None:
    """None: another process is at it, or nobody needs to know any more."""
    post = post_checks.one(conn, post_id)
    if post is None or post.due_at is None:
        return None
    if not _matters(post):
        post_checks.end(conn, post_id)
        return None
    leased_until = now + LEASE
    if not post_checks.lease(conn, post_id, leased_until, now=now):
        return None
    link = parse(post.url) if post.is_short else None
    return Asked(
        post_id,
        post.platform,
        post.post_key,
        leased_until,
        places(post.platform, post.post_key, post.url),
        link if isinstance(link, ShortLink) else None,
        wants_pictures=_lacks_pictures(conn, post_id),
    )


def _lacks_pictures(conn: Connection, post_id: int) -> bool:
    page = post_pages.of(conn, [post_id]).get(post_id)
    return page is None or not any(each.picture for each in page.pictures)


def _matters(post: CheckedPost) -> bool:
    """While it is reviewed, and as long as it must stay up; not a link that was replaced."""
    if not post.is_current:
        return False
    if post.standing.kind is CheckKind.REVIEW:
        return post.status is AssignmentStatus.SUBMITTED
    return post.status in DONE


def put_off(
    conn: Connection, asked: Asked, until: datetime, *, now: datetime, grace: timedelta
) -> None:
    """A host on the way is not to be asked yet: that costs the post no try, and has an end."""
    post = held(conn, asked)
    if post is None:
        return
    if post_checks.put_off_since(conn, post.post_id, now) <= now - PATIENCE:
        _give_up(conn, post, now=now, grace=grace)
    else:
        post_checks.put_off(conn, asked.post_id, asked.leased_until, max(until, now))


def kept_waiting(conn: Connection, *, most: int, now: datetime) -> list[int]:
    """Posts that were due long ago at a host that goes on refusing, so that none gets its turn."""
    since = now - PATIENCE
    return post_checks.kept_waiting(conn, most=most, since=since, strikes=STUBBORN, now=now)


def give_up(conn: Connection, post_id: int, *, now: datetime, grace: timedelta) -> bool:
    """False where it was looked at meanwhile, or does not matter any more."""
    asked = take(conn, post_id, now=now)
    post = None if asked is None else held(conn, asked)
    if post is not None:
        _give_up(conn, post, now=now, grace=grace)
    return post is not None


def _give_up(conn: Connection, post: CheckedPost, *, now: datetime, grace: timedelta) -> None:
    """As a page that did not answer, however often: nothing is known, and a person is asked."""
    tried = replace(post, standing=replace(post.standing, attempt=schedule.MOST_TRIES))
    note(conn, tried, Look(PageState.UNREACHABLE, {}), now=now, grace=grace)


def held(conn: Connection, asked: Asked) -> CheckedPost | None:
    """The post of a look, while the lease is ours and it still matters."""
    post = post_checks.one(conn, asked.post_id)
    if post is None or post.due_at != asked.leased_until:
        return None
    if not _matters(post):
        post_checks.end(conn, asked.post_id)
        return None
    return post


def record(
    conn: Connection,
    asked: Asked,
    page: PageFacts,
    pictures: Iterable[PagePicture] = (),
    *,
    now: datetime,
    grace: timedelta,
) -> bool:
    """What a page said is kept; False: somebody else was first, or it does not matter any more."""
    post = held(conn, asked)
    if post is None:
        return False
    if page.state is PageState.SHOWN:
        post_pages.keep(conn, post.post_id, page, pictures, now)
    note(conn, post, judging.judged(page, post.expected), now=now, grace=grace)
    return True


def note(
    conn: Connection, post: CheckedPost, look: Look, *, now: datetime, grace: timedelta
) -> None:
    """The result, and when it is looked at next. What is down is believed the second time."""
    standing, was = _seen(post.standing, look.seen, now), post.standing
    is_down = look.seen in DOWN and standing.confirmed_at is not None
    kept = look if look.seen not in DOWN or is_down else judging.in_doubt(look)
    check_results.add(conn, post.post_id, was.kind, kept, now=now)
    due_at = _soon(standing, look.seen, now)
    is_unread = look.seen in UNREADABLE or look.seen is PageState.UNREACHABLE
    if is_unread and due_at is None and was.kind is CheckKind.REVIEW:
        proof_requests.want(conn, post.post_id, now=now)
    if due_at is None and was.kind is CheckKind.REVIEW:
        is_later = is_down or look.seen is PageState.UNREACHABLE
        due_at = now + AGAIN_IN_REVIEW if is_later else None
        if is_down and was.confirmed_at is None:
            watch.tell_down(conn, post, look.seen, None, now=now)
    elif due_at is None:
        standing, due_at = watch.next_step(conn, post, standing, look, now=now, grace=grace)
    if was.confirmed_at is not None and look.seen is PageState.SHOWN:
        watch.tell_back(conn, post, now=now)
    assert post.due_at is not None  # it is leased
    post_checks.keep(conn, post.post_id, post.due_at, standing, due_at)


def _seen(was: Standing, seen: PageState, now: datetime) -> Standing:
    """Shown wipes the slate; silence and walls change nothing but the count of tries."""
    if seen is PageState.SHOWN:
        return Standing(was.kind)
    attempt = was.attempt + 1 if seen is PageState.UNREACHABLE else 0
    if seen not in DOWN:
        return replace(was, attempt=attempt)
    confirmed_at = was.confirmed_at or (now if schedule.is_confirmed(was, seen, now) else None)
    return replace(
        was,
        attempt=attempt,
        down=seen,
        down_since=was.down_since or now,
        confirmed_at=confirmed_at,
    )


def _soon(standing: Standing, seen: PageState, now: datetime) -> datetime | None:
    """Once more, for want of an answer or to confirm; None: this look says all it will."""
    if schedule.is_worth_another_try(seen, standing.attempt):
        return now + schedule.pause_after(standing.attempt)
    if seen in DOWN and standing.confirmed_at is None:
        assert standing.down_since is not None  # it was seen down just now
        return max(now, standing.down_since) + schedule.CONFIRM_AFTER
    return None
