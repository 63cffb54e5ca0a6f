"""Freezing an audience into deliveries, a range of persons at a time; audiences say who matches."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from domain.arrival import Moments
from domain.broadcast import BroadcastFacts
from domain.delivery import (
    PAID_PRIORITY,
    PRIORITY,
    BroadcastStatus,
    DeliveryClass,
    DeliveryStatus,
)
from storage import audiences
from storage.audience_look import Look
from storage.audiences import reached
from storage.tables.audience import audience
from storage.tables.base import Id, Utc
from storage.tables.delivery import broadcast, delivery

KIND: Final = "broadcast"
# Keys as long as each other come in the order of persons, and an index grows at its end.
_FIRST_KEY: Final = 10**12
_COLUMNS: Final = (
    *("person_id", "class", "kind", "facts", "dedupe_key", "broadcast_id", "status", "priority"),
    *("due_at", "queued_at", "trace"),
)
_GOES_ON: Final = (BroadcastStatus.SENDING, BroadcastStatus.PAUSED)


def waiting(conn: Connection) -> list[int]:
    """Broadcasts of whose audience a part is still to be frozen."""
    return list(conn.execute(_WAITING).scalars())


_WAITING: Final = (
    select(broadcast.c.id)
    .where(broadcast.c.frozen_to < broadcast.c.freeze_to, broadcast.c.status.in_(_GOES_ON))
    .order_by(broadcast.c.id)
)


def freeze(
    conn: Connection, found: BroadcastFacts, moments: Moments, most: int, now: datetime
) -> int:
    """A queued delivery for whomever it reaches among the next `most` persons; how many."""
    last = min(found.frozen_to + most, found.freeze_to)
    later = found.arrival.is_ahead(now)
    look = Look(now, tuple(moments.others), one_by_one=True, leaves_later=later)
    passed_over = audiences.passed_over(conn, found.segment, look, _between(found, last))
    added = conn.execute(
        insert(delivery).from_select(_COLUMNS, _part(found, moments, last, look)),
        execution_options={"preserve_rowcount": True},  # else psycopg's is not asked for
    ).rowcount
    conn.execute(
        update(broadcast)
        .where(broadcast.c.id == found.broadcast_id)
        .values(
            frozen_to=last,
            audience=broadcast.c.audience + added,
            left_unreachable=broadcast.c.left_unreachable + passed_over.unreachable,
            left_muted=broadcast.c.left_muted + passed_over.opted_out,
            left_capped=broadcast.c.left_capped + passed_over.capped,
        )
    )
    return added


def _between(found: BroadcastFacts, last: int) -> ColumnElement[bool]:
    """The persons of the next part."""
    return and_(audience.c.person_id > found.frozen_to, audience.c.person_id <= last)


def _part(found: BroadcastFacts, moments: Moments, last: int, look: Look) -> Select[Any]:
    return select(
        audience.c.person_id,
        literal(DeliveryClass.BROADCAST.value),
        literal(KIND),
        literal({"broadcast_id": found.broadcast_id}, JSON),
        literal(f"broadcast:{found.broadcast_id}:")
        + cast(audience.c.person_id + literal(_FIRST_KEY, Id), String),
        cast(found.broadcast_id, Id),
        literal(DeliveryStatus.QUEUED.value),
        _priority(found, last),
        _due_at(moments),
        literal(look.now, Utc),
        select(broadcast.c.trace).where(broadcast.c.id == found.broadcast_id).scalar_subquery(),
    ).where(_between(found, last), reached(found.segment, look))


def _priority(found: BroadcastFacts, last: int) -> ColumnElement[int]:
    """The first `paid_messages` of the audience are paid for, however many a part reaches."""
    left = found.paid_messages - found.audience
    unpaid, paid = literal(PRIORITY[DeliveryClass.BROADCAST]), literal(PAID_PRIORITY)
    if left <= 0:
        return unpaid
    if last - found.frozen_to <= left:
        return paid
    place = func.row_number().over(order_by=audience.c.person_id)
    return case((place <= left, paid), else_=unpaid)


def _due_at(moments: Moments) -> ColumnElement[datetime]:
    hours = and_(
        audience.c.quiet_from_hour == moments.usual_hours[0],
        audience.c.quiet_to_hour == moments.usual_hours[1],
    )
    usual, others = (_by_zone(each, moments) for each in (moments.usual, moments.others))
    return case((hours, usual), else_=others)


def _by_zone(by_zone: Mapping[str, datetime], moments: Moments) -> ColumnElement[datetime]:
    differ = {zone: literal(at, Utc) for zone, at in by_zone.items() if at != moments.otherwise}
    otherwise = literal(moments.otherwise, Utc)
    return case(differ, value=audience.c.timezone, else_=otherwise) if differ else otherwise
