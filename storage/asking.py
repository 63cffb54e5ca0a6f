"""Queries about notices that ask something, while the message that told them still asks it.

Which those are the notice's own facts say: what came of it is written there, once it shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select

from domain.delivery import DeliveryStatus, ReminderKind, ReminderStatus
from domain.follow_ups import FollowUp
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
_BATCHES: Final = (
    NoticeKind.PAYOUT_PREPARED,
    NoticeKind.PAYOUT_WAITING,
    NoticeKind.PAYOUT_STUCK,
    NoticeKind.PAYOUT_CONFIRM,
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
_OF_BATCH = _SENT.where(
    delivery.c.person_id.in_(bindparam("people", expanding=True)),
    delivery.c.ended_at >= bindparam("since"),
    among(delivery.c.kind, _BATCHES),
).order_by(delivery.c.id)
_ONE = _SENT.where(delivery.c.id == bindparam("delivery_id"))
_HELD = _ONE.with_for_update()
_DRAWN_SINCE = (
    select(delivery.c.id)
    .where(
        delivery.c.person_id == bindparam("person_id"),
        delivery.c.status == DeliveryStatus.SENT,
        delivery.c.ended_at >= bindparam("since"),
        delivery.c.kind == FollowUp.ANSWERED,
        delivery.c.message_id == bindparam("message_id"),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Asking:
    """A message that asked; `assignment_id` where it is its holder's own work, `batch_id` where a
    payout batch waits for its second person."""

    delivery_id: int
    person_id: int
    message_id: int
    assignment_id: int | None
    facts: dict[str, Any]
    batch_id: int | None = None

    @property
    def is_over(self) -> bool:
        return OVER in self.facts


def of_work(conn: Connection, assignment_id: int) -> list[Asking]:
    """Reminders of its deadline in its holder's chat."""
    return [each for each in _told_of_work(conn, assignment_id) if not each.is_over]


def told_in(conn: Connection, assignment_id: int, message_id: int) -> Asking | None:
    """The reminder of its deadline that this message was, whether it asks still or not."""
    told = _told_of_work(conn, assignment_id)
    return next((each for each in told if each.message_id == message_id), None)


def _told_of_work(conn: Connection, assignment_id: int) -> list[Asking]:
    told = map(_told, _OF_WORK.all(conn, assignment_id=assignment_id))
    return [each for each in told if each.assignment_id == assignment_id]


def of_reader(conn: Connection, person_id: int) -> list[Asking]:
    """What calls them to reviews."""
    about = {"person_id": person_id}
    found = (conn.execute(asked, about).first() for asked in _LAST_CALL.values())
    return [each for each in map(_told, filter(None, found)) if not each.is_over]


def of_batch(
    conn: Connection, batch_id: int, people: Iterable[int], since: datetime
) -> list[Asking]:
    """What calls any of them to approve it."""
    rows = conn.execute(_OF_BATCH, {"people": sorted(people), "since": since})
    told = [each for each in map(_told, rows) if each.batch_id == batch_id]
    return [each for each in told if not each.is_over]


def one(conn: Connection, delivery_id: int) -> Asking | None:
    """None once it is forgotten."""
    row = conn.execute(_ONE, {"delivery_id": delivery_id}).first()
    return None if row is None else _told(row)


def hold(conn: Connection, delivery_id: int) -> Asking | None:
    """The same, and nobody else ends it, or says what its message shows, before this unit does."""
    row = conn.execute(_HELD, {"delivery_id": delivery_id}).first()
    return None if row is None else _told(row)


def drawn_since(conn: Connection, told: Asking, since: datetime) -> bool:
    """Whether what came of it was drawn in its message from then on."""
    asked = {"person_id": told.person_id, "message_id": told.message_id, "since": since}
    return conn.execute(_DRAWN_SINCE, asked).first() is not None


def _told(row: Any) -> Asking:
    delivery_id, person_id, kind, message_id, facts = row
    number = facts.get("assignment_id") if kind in _DEADLINES else None
    batch_id = facts.get("batch_id") if kind in _BATCHES else None
    return Asking(delivery_id, person_id, message_id, number, facts, batch_id)


def end(conn: Connection, asking: Asking) -> None:
    """Its message shows what came of it, or something else."""
    deliveries.keep_facts(conn, asking.delivery_id, asking.facts | {OVER: True})
