"""Freezing a part of a roll into deliveries; who is on the roll, `storage.rolls` says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    FromClause,
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
from storage.dialects import each_of
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
    conn: Connection,
    found: BroadcastFacts,
    persons: Sequence[int],
    moments: Moments,
    now: datetime,
) -> int:
    """A queued delivery for whomever of these it may be sent to now; how many.

    Who is no creator any more has no chat to be written to: they count as unreachable.
    """
    look = Look(now, leaves_later=found.arrival.is_ahead(now))
    among = _called(persons)
    added = conn.execute(
        insert(delivery).from_select(_COLUMNS, _part(found, len(persons), among, moments, look)),
        execution_options={"preserve_rowcount": True},  # else psycopg's is not asked for
    ).rowcount
    passed_over = len(persons) - added
    muted, capped = audiences.unwilling(conn, among, look) if passed_over else (0, 0)
    conn.execute(
        update(broadcast)
        .where(broadcast.c.id == found.broadcast_id)
        .values(
            frozen_to=found.frozen_to + len(persons),
            audience=broadcast.c.audience + added,
            left_unreachable=broadcast.c.left_unreachable + (passed_over - muted - capped),
            left_muted=broadcast.c.left_muted + muted,
            left_capped=broadcast.c.left_capped + capped,
        )
    )
    return added


def _called(persons: Sequence[int]) -> FromClause:
    """Those that are still there, in the order of the list, each found by its number."""
    of_list = each_of(literal(persons, JSON)).table_valued("value")
    return of_list.join(audience, audience.c.person_id == cast(of_list.c.value, Id))


def dedupe_key(broadcast_id: int, person_id: ColumnElement[int]) -> ColumnElement[str]:
    """Whoever has it already has a delivery with this key."""
    return literal(f"broadcast:{broadcast_id}:") + cast(person_id + literal(_FIRST_KEY, Id), String)


def _part(
    found: BroadcastFacts, persons: int, among: FromClause, moments: Moments, look: Look
) -> Select[Any]:
    return (
        select(
            audience.c.person_id,
            literal(DeliveryClass.BROADCAST.value),
            literal(KIND),
            literal({"broadcast_id": found.broadcast_id}, JSON),
            dedupe_key(found.broadcast_id, audience.c.person_id),
            cast(found.broadcast_id, Id),
            literal(DeliveryStatus.QUEUED.value),
            _priority(found, persons),
            _due_at(moments),
            literal(look.now, Utc),
            select(broadcast.c.trace).where(broadcast.c.id == found.broadcast_id).scalar_subquery(),
        )
        .select_from(among)
        .where(audiences.willing(look))
    )


def _priority(found: BroadcastFacts, persons: int) -> ColumnElement[int]:
    """The first `paid_messages` of the audience are paid for, however many a part reaches."""
    left = found.paid_messages - found.audience
    unpaid, paid = literal(PRIORITY[DeliveryClass.BROADCAST]), literal(PAID_PRIORITY)
    if left <= 0:
        return unpaid
    if persons <= left:
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
