"""Queries about notices that ask something, while the message that told them still asks it.

Which those are the notice's own facts say: what came of it is written there, once it shows.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select

from domain.delivery import DeliveryStatus, ReminderKind, ReminderStatus
from domain.notices import NoticeKind
from storage import deliveries
from storage.prepared import Prepared
from storage.tables.base import among
from storage.tables.delivery import delivery, reminder
from storage.tables.work import assignment

OVER: Final = "over"  # the fact that says that its message asks no more

_DEADLINES: Final = (NoticeKind.DUE_IN_24H, NoticeKind.DUE_IN_2H)
_CALLS: Final = (
    NoticeKind.REVIEW_WAITING,
    NoticeKind.REVIEW_HALF_GONE,
    NoticeKind.REVIEW_NEARLY_OVER,
)
_SENT = select(
    delivery.c.id, delivery.c.person_id, delivery.c.kind, delivery.c.message_id, delivery.c.facts
).where(delivery.c.status == DeliveryStatus.SENT)
# Of a work that nobody has been reminded of there is no such moment, and nothing is looked for.
_REMINDED_SINCE = (
    select(func.min(reminder.c.due_at))
    .where(
        reminder.c.subject_id == bindparam("assignment_id"),
        among(reminder.c.kind, (ReminderKind.DUE_IN_24H, ReminderKind.DUE_IN_2H)),
        reminder.c.status == ReminderStatus.QUEUED,
    )
    .scalar_subquery()
)
_HOLDER = (
    select(assignment.c.person_id)
    .where(assignment.c.id == bindparam("assignment_id"))
    .scalar_subquery()
)
_OF_WORK: Final = Prepared(  # each claim's card asks it, as it is kept
    _SENT.where(
        delivery.c.person_id == _HOLDER,
        delivery.c.ended_at >= _REMINDED_SINCE,
        among(delivery.c.kind, _DEADLINES),
    ).order_by(delivery.c.id)
)
# Each replaces the one before: the last of a kind is the only one.
_LAST_CALL = {
    kind: _SENT.where(delivery.c.person_id == bindparam("person_id"), delivery.c.kind == kind)
    .order_by(delivery.c.ended_at.desc(), delivery.c.id.desc())
    .limit(1)
    for kind in _CALLS
}
_ONE = _SENT.where(delivery.c.id == bindparam("delivery_id"))


@dataclass(frozen=True, slots=True)
class Asking:
    """A message that asks; `assignment_id` where it is its holder's own work, else None."""

    delivery_id: int
    person_id: int
    message_id: int
    assignment_id: int | None
    facts: dict[str, Any]


def of_work(conn: Connection, assignment_id: int) -> list[Asking]:
    """Reminders of its deadline in its holder's chat."""
    rows = _OF_WORK.all(conn, assignment_id=assignment_id)
    return [each for each in map(_asking, rows) if each and each.assignment_id == assignment_id]


def of_reader(conn: Connection, person_id: int) -> list[Asking]:
    """What calls them to reviews."""
    about = {"person_id": person_id}
    found = (conn.execute(asked, about).first() for asked in _LAST_CALL.values())
    return [each for each in map(_asking, found) if each]


def one(conn: Connection, delivery_id: int) -> Asking | None:
    """None once it asks no more, or is forgotten."""
    return _asking(conn.execute(_ONE, {"delivery_id": delivery_id}).first())


def _asking(row: Any) -> Asking | None:
    if row is None:
        return None
    delivery_id, person_id, kind, message_id, facts = row
    if OVER in facts:
        return None
    number = facts.get("assignment_id") if kind in _DEADLINES else None
    return Asking(delivery_id, person_id, message_id, number, facts)


def end(conn: Connection, asking: Asking) -> None:
    """Its message shows what came of it, or something else."""
    deliveries.keep_facts(conn, asking.delivery_id, asking.facts | {OVER: True})
