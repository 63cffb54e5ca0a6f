"""Reviews that nobody has made: one notice to each who is called of all of them, once an hour.

Coordinators when half of a work's clock is gone, owners when little is left; which rows say so, and
who is called next, is told by reminders.py and escalations.py.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass, ReminderKind
from domain.notices import NoticeKind
from domain.people import Role
from services import notices
from storage import notices as stored_notices
from storage import overdue_reviews, reviews
from storage.reminders import ReminderRow

EVERY: Final = timedelta(hours=1)
_CLASSES: Final = {
    ReminderKind.REVIEW_HALF_GONE: DeliveryClass.REMINDER,
    ReminderKind.REVIEW_NEARLY_OVER: DeliveryClass.TRANSACTIONAL,
}


def call(
    conn: Connection, row: ReminderRow, creator_id: int, roles: tuple[Role, ...], *, now: datetime
) -> Role | None:
    """Whoever of the first of these roles may decide on this creator's work hears of it, with all
    else that is overdue; that role, or None when nobody may."""
    staff = reviews.unconcerned_staff(conn, creator_id)
    for role in roles:
        if called := [person_id for person_id, held in staff if held is role]:
            for person_id in called:
                _call(conn, person_id, row, now)
            return role
    return None


def _call(conn: Connection, person_id: int, row: ReminderRow, now: datetime) -> None:
    """One that is queued counts this work when it goes; one that went may have done so."""
    kind = NoticeKind(row.kind)
    if stored_notices.hold_queued(conn, person_id, kind):
        return
    facts = as_it_stands(conn, kind, {"reviewer_id": person_id}, now=now)
    if facts is None:
        return
    notices.queue(
        conn,
        person_id,
        kind,
        facts,
        cls=_CLASSES[row.kind],
        dedupe_key=f"reminder:{row.reminder_id}:{person_id}",
        now=now,
        earliest=_next(conn, person_id, kind, now),
    )


def _next(conn: Connection, person_id: int, kind: NoticeKind, now: datetime) -> datetime | None:
    """When the reader may hear of more."""
    if stored_notices.is_on_its_way(conn, person_id, kind):
        return now + EVERY
    last = stored_notices.last_sent(conn, person_id, kind)
    return last.at + EVERY if last else None


def as_it_stands(
    conn: Connection, kind: str, facts: dict[str, Any], *, now: datetime
) -> dict[str, Any] | None:
    """What is overdue now, the most pressing by name; None when the last one told of all of it.

    Work is told by the moment it became overdue and not by its row, which the job may yet come to.
    """
    reader_id = facts["reviewer_id"]
    last = stored_notices.last_sent(conn, reader_id, kind)
    counted_at = last.facts.get("counted_at") if last else None
    told_to = datetime.fromisoformat(counted_at) if counted_at else None
    found = overdue_reviews.of_reader(conn, reader_id, ReminderKind(kind), told_to, now)
    if found is None:
        return None
    return facts | {
        "waiting": found.waiting,
        "assignment_id": found.assignment_id,
        "title": found.title,
        "creator": found.creator,
        "platform": found.platform,
        "handle": found.handle,
        "review_due_at": found.due_at.isoformat(),
        "counted_at": now.isoformat(),
        "replaces_message": last.message_id if last else None,
    }
