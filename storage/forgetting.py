"""Queries that forget what is long over: found outside the turn to write, deleted there by id.

What has ended changes no more, so a look beforehand is as good as one in the unit. The newest row
of a table stays: SQLite would give its id to the next one, and dedupe keys name ids.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, exists, func, or_, select

from domain.delivery import DeliveryStatus, ReminderKind, ReminderStatus
from domain.due_work import DueItem
from storage.due_pages import page, paged
from storage.tables.base import Id, among
from storage.tables.campaigns import task
from storage.tables.delivery import broadcast_response, delivery, reminder

_newest, _latest = delivery.alias("newest"), reminder.alias("latest")
_NO_NEWEST: Final = delivery.c.id != select(func.max(_newest.c.id)).scalar_subquery()
# Along the index of streams, where those of no broadcast stand together: by status and priority,
# then by time. To PostgreSQL "no broadcast" is no constant: it must be named in the order, too.
_MESSAGES: Final = paged(
    select(delivery.c.due_at, delivery.c.id)
    .where(
        delivery.c.broadcast_id.is_(None),
        delivery.c.status == bindparam("of_status"),
        delivery.c.priority == bindparam("of_priority"),
        delivery.c.due_at < bindparam("before"),
        delivery.c.ended_at < bindparam("before"),
        _NO_NEWEST,
    )
    .order_by(delivery.c.broadcast_id),
    delivery.c.due_at,
    delivery.c.id,
)
# By id alone: asked for the status once more, SQLite would walk along all that have it.
_FORGET_MESSAGES: Final = delete(delivery).where(
    delivery.c.id.in_(bindparam("ids", expanding=True))
)


def messages(
    conn: Connection,
    after: DueItem,
    status: DeliveryStatus,
    priority: int,
    before: datetime,
    most: int,
) -> list[DueItem]:
    """Those of no broadcast that ended so before that, in the order of when they were due."""
    values = {"of_status": status, "of_priority": priority, "before": before}
    return page(conn, _MESSAGES, after, most, **values)


def forget_messages(conn: Connection, ids: Sequence[int]) -> int:
    return conn.execute(_FORGET_MESSAGES, {"ids": ids}).rowcount


# The sums keep an index out: PostgreSQL would look for the least id along all that are less …
_SPAN: Final = select(func.min(delivery.c.id + 0), func.max(delivery.c.id + 0)).where(
    delivery.c.broadcast_id == bindparam("of_broadcast")
)
# … and sort all that is left of a million for each page. By id they stand as they were frozen.
_OF_BROADCAST: Final = (
    select(delivery.c.id)
    .where(
        delivery.c.id > bindparam("after_id"),
        delivery.c.id <= bindparam("last_id"),
        delivery.c.broadcast_id + 0 == bindparam("of_broadcast", type_=Id),
        _NO_NEWEST,
    )
    .order_by(delivery.c.id)
    .limit(bindparam("most"))
)


def span(conn: Connection, broadcast_id: int) -> tuple[int, int]:
    """Its first message and its last; (1, 0): it has none."""
    first, last = conn.execute(_SPAN, {"of_broadcast": broadcast_id}).one()
    return (1, 0) if first is None else (first, last)


def of_broadcast(
    conn: Connection, broadcast_id: int, after_id: int, last_id: int, most: int
) -> list[int]:
    """Its messages behind `after_id`, up to `last_id`."""
    values = {"of_broadcast": broadcast_id, "after_id": after_id, "last_id": last_id, "most": most}
    return list(conn.execute(_OF_BROADCAST, values).scalars())


_RESPONDED: Final = (
    select(broadcast_response.c.person_id)
    .where(
        broadcast_response.c.broadcast_id == bindparam("of_broadcast"),
        broadcast_response.c.person_id > bindparam("after_id"),
    )
    .distinct()
    .order_by(broadcast_response.c.person_id)
    .limit(bindparam("most"))
)
_FORGET_RESPONSES: Final = delete(broadcast_response).where(
    broadcast_response.c.broadcast_id == bindparam("of_broadcast"),
    broadcast_response.c.person_id.in_(bindparam("people", expanding=True)),
)


def responded(conn: Connection, broadcast_id: int, after_id: int, most: int) -> list[int]:
    """Persons behind `after_id` who answered it."""
    values = {"of_broadcast": broadcast_id, "after_id": after_id, "most": most}
    return list(conn.execute(_RESPONDED, values).scalars())


def forget_responses(conn: Connection, broadcast_id: int, people: Sequence[int]) -> int:
    values = {"of_broadcast": broadcast_id, "people": people}
    return conn.execute(_FORGET_RESPONSES, values).rowcount


_DONE: Final = among(reminder.c.status, (ReminderStatus.DROPPED, ReminderStatus.QUEUED))
# Of a task that may still be claimed it says that it was announced: a campaign that is launched
# once more announces what was not.
_SAYS_NOTHING: Final = or_(
    reminder.c.kind != ReminderKind.OCCURRENCE_OPENS,
    exists().where(task.c.id == reminder.c.subject_id, task.c.due_at < bindparam("before")),
)
_REMINDERS: Final = paged(
    select(reminder.c.due_at, reminder.c.id).where(
        _DONE,
        reminder.c.due_at < bindparam("before"),
        reminder.c.id != select(func.max(_latest.c.id)).scalar_subquery(),
        _SAYS_NOTHING,
    ),
    reminder.c.due_at,
    reminder.c.id,
)
# One that was dropped may wait again by now.
_FORGET_REMINDERS: Final = delete(reminder).where(
    reminder.c.id.in_(bindparam("ids", expanding=True)),
    reminder.c.status != ReminderStatus.WAITING,
)


def reminders(conn: Connection, after: DueItem, before: datetime, most: int) -> list[DueItem]:
    """Those that were due before that and wait no more, oldest first."""
    return page(conn, _REMINDERS, after, most, before=before)


def forget_reminders(conn: Connection, ids: Sequence[int]) -> int:
    return conn.execute(_FORGET_REMINDERS, {"ids": ids}).rowcount
