"""Freezing a part of a roll into deliveries; who is on the roll, `storage.rolls` says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, select, update

from domain.arrival import Arrival, Moments
from domain.delivery import BroadcastStatus
from domain.freezing import Freezing
from storage import freezing_shapes
from storage.freezing_shapes import Shape
from storage.prepared import Prepared
from storage.tables.base import among
from storage.tables.delivery import broadcast

_GOES_ON: Final = (BroadcastStatus.SENDING, BroadcastStatus.PAUSED)
_IS_LEFT: Final = and_(
    broadcast.c.frozen_to < broadcast.c.freeze_to, among(broadcast.c.status, _GOES_ON)
)
_WAITING: Final = select(broadcast.c.id).where(_IS_LEFT).order_by(broadcast.c.id)
_STANDING: Final = Prepared(
    select(
        broadcast.c.starts_at,
        broadcast.c.local_time,
        broadcast.c.freeze_to,
        broadcast.c.frozen_to,
        broadcast.c.audience,
        broadcast.c.paid_messages,
    ).where(broadcast.c.id == bindparam("of_broadcast"), _IS_LEFT)
)
_COUNTED: Final = Prepared(
    update(broadcast)
    .where(broadcast.c.id == bindparam("of_broadcast"))
    .values(
        frozen_to=broadcast.c.frozen_to + bindparam("persons"),
        audience=broadcast.c.audience + bindparam("added"),
        left_unreachable=broadcast.c.left_unreachable + bindparam("unreachable"),
        left_muted=broadcast.c.left_muted + bindparam("muted"),
        left_capped=broadcast.c.left_capped + bindparam("capped"),
    )
)


def waiting(conn: Connection) -> list[int]:
    """Broadcasts of whose roll a part is still to be frozen."""
    return list(conn.execute(_WAITING).scalars())


def standing(conn: Connection, broadcast_id: int) -> Freezing | None:
    """None where nothing is left to freeze, or nothing may be."""
    row = _STANDING.first(conn, of_broadcast=broadcast_id)
    if row is None:
        return None
    starts_at, local_time, *numbers = row
    return Freezing(broadcast_id, Arrival.of(starts_at, local_time), *numbers)


def freeze(
    conn: Connection,
    found: Freezing,
    persons: Sequence[int],
    moments: Moments,
    now: datetime,
) -> int:
    """A queued delivery for whomever of these it may be sent to now; how many.

    Who is no creator any more has no chat to be written to: they count as unreachable.
    """
    shape, values = freezing_shapes.of_part(found, persons, moments, now)
    added = freezing_shapes.insertion(shape).run(conn, **values)
    passed_over = len(persons) - added
    muted, capped = _unwilling(conn, shape, values) if passed_over else (0, 0)
    _COUNTED.run(
        conn,
        of_broadcast=found.broadcast_id,
        persons=len(persons),
        added=added,
        unreachable=passed_over - muted - capped,
        muted=muted,
        capped=capped,
    )
    return added


def _unwilling(conn: Connection, shape: Shape, values: dict[str, Any]) -> tuple[int, int]:
    statement = freezing_shapes.unwilling(leaves_later=shape.leaves_later)
    row = statement.first(conn, **values)
    return (int(row[0]), int(row[1])) if row else (0, 0)
