"""Calling reviewers: one live notice of all that waits for them, one in five minutes at most."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.notices import NoticeKind
from domain.people import Role
from services import asking, notices
from storage import notices as stored_notices
from storage import review_queue, reviews

KIND: Final = NoticeKind.REVIEW_WAITING
EVERY: Final = timedelta(minutes=5)


def call(conn: Connection, creator_id: int, submission_id: int, *, now: datetime) -> None:
    """Reviewers hear by day of what this creator handed in; where there is none, coordinators do,
    then owners."""
    for person_id in _called(conn, creator_id):
        _call(conn, person_id, submission_id, now)


def _called(conn: Connection, creator_id: int) -> list[int]:
    staff = reviews.unconcerned_staff(conn, creator_id)
    for role in (Role.REVIEWER, Role.COORDINATOR, Role.OWNER):
        if called := [person_id for person_id, held in staff if held is role]:
            return called
    return []


def _call(conn: Connection, person_id: int, submission_id: int, now: datetime) -> None:
    """Whatever waits is counted when the notice goes: one that is queued will tell of this too.

    It is held meanwhile, so that it does not go before this submission is there to be counted.
    """
    if stored_notices.hold_queued(conn, person_id, KIND):
        return
    cause = {"reviewer_id": person_id, "since_id": submission_id}
    notices.queue(
        conn,
        person_id,
        KIND,
        as_it_stands(conn, cause, now=now) or cause,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"{KIND}:{submission_id}:{person_id}",
        now=now,
        earliest=_next(conn, person_id, now),
    )


def none_left(conn: Connection, creator_id: int, *, now: datetime) -> None:
    """This creator's link is gone: whoever was called and has nothing else to review reads so.

    Whatever called them: coordinators and owners are called to what is overdue.
    """
    for person_id, _ in reviews.unconcerned_staff(conn, creator_id):
        if asking.calls(conn, person_id) and not review_queue.count(conn, person_id):
            asking.none_waits(conn, person_id, None, now=now)


def _next(conn: Connection, person_id: int, now: datetime) -> datetime | None:
    """When the reader may hear of more."""
    if stored_notices.is_on_its_way(conn, person_id, KIND):
        return now + EVERY
    last = stored_notices.last_sent(conn, person_id, KIND)
    return last.at + EVERY if last else None


def as_it_stands(
    conn: Connection, facts: dict[str, Any], *, now: datetime
) -> dict[str, Any] | None:
    """What waits now, the most pressing one by name, and the message that this notice replaces.

    None when nothing waits that came when the notice was queued, or since. After a night away
    some clocks have run out already: those works are the clock's, which approves them by itself.
    """
    reviewer_id = facts["reviewer_id"]
    standing = review_queue.standing(conn, reviewer_id, facts["since_id"], now)
    first = review_queue.next_line(conn, reviewer_id, now)
    if not standing.waiting_since or first is None:
        return None
    last = stored_notices.last_sent(conn, reviewer_id, KIND)
    return facts | {
        "waiting": standing.waiting,
        "new_links": standing.new_links_since,
        "title": first.title,
        "creator": first.creator,
        "platform": first.platform,
        "is_draft": first.url is None,
        "review_due_at": first.due_at.isoformat(),
        "replaces_message": last.message_id if last else None,
    }
