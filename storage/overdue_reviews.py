"""Queries about reviews that a reminder of their clock fell due of, as one reader may decide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, func, select

from domain.delivery import ReminderKind, ReminderStatus
from domain.platforms import Platform
from storage.linked import CONCERNED
from storage.reviews import UNDER_REVIEW, WAITING
from storage.tables.base import among
from storage.tables.campaigns import task
from storage.tables.delivery import reminder
from storage.tables.people import account, person
from storage.tables.work import assignment, submission

# Of this round: what was dropped, or came before the newest submission, is of an earlier one.
_FELL_DUE: Final = and_(
    reminder.c.subject_id == assignment.c.id,
    reminder.c.kind == bindparam("kind"),
    reminder.c.due_at <= bindparam("now"),
    reminder.c.due_at > submission.c.at,
    among(reminder.c.status, [ReminderStatus.WAITING, ReminderStatus.QUEUED]),
)
_OF_READER = (
    select(
        func.count().over(),
        func.max(reminder.c.due_at).over(),
        assignment.c.id,
        task.c.title,
        person.c.name,
        task.c.platform,
        account.c.handle,
        assignment.c.review_due_at,
    )
    .select_from(UNDER_REVIEW.join(reminder, _FELL_DUE))
    .where(WAITING, ~CONCERNED, assignment.c.review_due_at > bindparam("now"))
    .order_by(assignment.c.review_due_at, submission.c.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many wait, and the one whose clock runs out first."""

    waiting: int
    assignment_id: int
    title: str
    creator: str
    platform: Platform
    handle: str
    due_at: datetime


def of_reader(
    conn: Connection, reader_id: int, kind: ReminderKind, told_to: datetime | None, now: datetime
) -> Overdue | None:
    """None when none of them fell due after `told_to`."""
    asked = {"reviewer_id": reader_id, "kind": kind, "now": now}
    row: Any = conn.execute(_OF_READER, asked).first()
    if row is None or (told_to is not None and row[1] <= told_to):
        return None
    return Overdue(row[0], row[2], row[3], row[4], Platform(row[5]), row[6], row[7])
