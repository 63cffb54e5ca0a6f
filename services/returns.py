"""Data return as it is owed: planned with the approval, asked for once, of whoever owes it."""

from dataclasses import asdict
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain import local_times
from domain import returns as rules
from domain.delivery import DeliveryClass, ReminderKind
from domain.notices import NoticeKind
from domain.people import Role
from domain.returns import Checkpoint, OwedBy
from services import notices, staff_notices
from storage import reminders, returns, terms
from storage.reminders import ReminderRow

DIGEST_AT: Final = time(10)  # by the campaign's clock
CALLED: Final = (Role.COORDINATOR, Role.OWNER)


def plan(
    conn: Connection,
    assignment_id: int,
    terms_id: int,
    post_id: int,
    *,
    published_at: datetime,
    now: datetime,
) -> None:
    """Its post was approved: the rows of its returns, and those that remind of them."""
    agreed = terms.by_id(conn, terms_id)
    if agreed is None or not agreed.returns:
        return
    found = rules.checkpoints(agreed, published_at, now)
    campaign_id, timezone = returns.place(conn, assignment_id)
    ids = returns.add(conn, assignment_id, post_id, campaign_id, found)
    zone = ZoneInfo(timezone)
    reminders.add(
        conn,
        [
            _reminder(each, return_id, campaign_id, zone)
            for each, return_id in zip(found, ids, strict=True)
        ],
    )


def _reminder(
    checkpoint: Checkpoint, return_id: int, campaign_id: int, zone: ZoneInfo
) -> ReminderRow:
    if checkpoint.owed_by is OwedBy.CREATOR:
        return ReminderRow(ReminderKind.RETURN_DUE, "return", return_id, checkpoint.asked_at)
    # All that was asked for since the last digest is one row, and one notice.
    at = local_times.first(checkpoint.asked_at, DIGEST_AT, zone)
    return ReminderRow(ReminderKind.RETURNS_MISSING, "campaign", campaign_id, at)


def remind(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    """The creator, of what they have not entered yet; False when that applies no more."""
    owed = _still_owed(conn, row, now)
    if owed is None:
        return False
    notices.queue(
        conn,
        owed.person_id,
        NoticeKind(row.kind),
        {
            "reminder_id": row.reminder_id,
            "assignment_id": owed.assignment_id,
            **asdict(reminders.called(conn, owed.assignment_id)),
            "day": owed.day,
            "late_at": min(owed.late_at, owed.cutoff_at).isoformat(),
        },
        cls=DeliveryClass.REMINDER,
        dedupe_key=f"reminder:{row.reminder_id}:{owed.person_id}",
        now=now,
    )
    return True


def is_still_owed(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    return _still_owed(conn, row, now) is not None


def _still_owed(conn: Connection, row: ReminderRow, now: datetime) -> returns.Owed | None:
    """While what is read now would answer it, and could still pay."""
    owed = returns.owed(conn, row.subject_id)
    if owed is None or now > owed.cutoff_at or (owed.closes_at and now > owed.closes_at):
        return None
    return owed


def digest(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    """Coordinators, of a campaign's returns of one day that are missing; owners where none is."""
    facts = missing_of(conn, row)
    if facts is None:
        return False
    key = f"{row.reminder_id}"
    staff_notices.tell_first(conn, CALLED, NoticeKind.RETURNS_MISSING, facts, key, now=now)
    return True


def missing_of(conn: Connection, row: ReminderRow) -> dict[str, Any] | None:
    """What is missing now, for the digest's words; None when all came."""
    zone = ZoneInfo(returns.timezone(conn, row.subject_id))
    since = local_times.last(row.due_at, DIGEST_AT, zone)
    found = returns.missing(conn, row.subject_id, since, row.due_at)
    if found is None:
        return None
    return {
        "reminder_id": row.reminder_id,
        "campaign_id": row.subject_id,
        "title": found.title,
        "posts": found.posts,
    }


def as_it_stands(conn: Connection, facts: dict[str, Any]) -> dict[str, Any] | None:
    """A digest that waited for the morning counts anew."""
    row = reminders.by_id(conn, facts["reminder_id"])
    return None if row is None else missing_of(conn, row)
