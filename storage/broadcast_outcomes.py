"""Queries about what came of broadcasts that are long over: written down once, before rows go."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, update

from domain.broadcast import Outcome, Reason, Tally, VariantOutcome
from domain.delivery import DeliveryStatus
from storage.dialects import in_both
from storage.tables.base import among
from storage.tables.delivery import broadcast, broadcast_response, delivery
from storage.tables.delivery import broadcast_outcome as kept

_CLOSE: Final = in_both(lambda sql: sql.insert(kept).on_conflict_do_nothing())
_OF: Final = kept.c.broadcast_id == bindparam("of_broadcast")
_WAITS: Final = exists().where(
    delivery.c.broadcast_id == broadcast.c.id,
    among(delivery.c.status, (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)),
)
_OVER: Final = (
    select(broadcast.c.id)
    .outerjoin(kept, kept.c.broadcast_id == broadcast.c.id)
    .where(broadcast.c.ended_at < bindparam("before"), kept.c.counted_at.is_(None), ~_WAITS)
    .order_by(broadcast.c.id)
)
_COUNTED: Final = (
    select(kept.c.broadcast_id)
    .where(kept.c.counted_at.is_not(None), kept.c.gone_at.is_(None))
    .order_by(kept.c.broadcast_id)
)
_LEFT: Final = or_(
    exists().where(delivery.c.broadcast_id == bindparam("of_broadcast")),
    exists().where(broadcast_response.c.broadcast_id == bindparam("of_broadcast")),
)


def over(conn: Connection, before: datetime) -> list[int]:
    """Broadcasts that ended before that, of which only rows tell what came of them."""
    return list(conn.execute(_OVER, {"before": before}).scalars())


def close(conn: Connection, broadcast_id: int, now: datetime) -> None:
    """What its readers do from here on is not counted."""
    values = {"broadcast_id": broadcast_id, "closed_at": now}
    conn.execute(_CLOSE[conn.dialect.name], values)


def is_closed(conn: Connection, broadcast_id: int) -> bool:
    asked = select(kept.c.broadcast_id).where(_OF)
    return conn.execute(asked, {"of_broadcast": broadcast_id}).first() is not None


def keep(conn: Connection, broadcast_id: int, outcome: Outcome, now: datetime) -> None:
    """The first who counted it is believed: for the next one rows may be gone."""
    tally = outcome.tally
    conn.execute(
        update(kept)
        .where(kept.c.broadcast_id == broadcast_id, kept.c.counted_at.is_(None))
        .values(
            counted_at=now,
            sent=tally.sent,
            dead=tally.dead,
            in_doubt=tally.in_doubt,
            cancelled=tally.cancelled,
            variants=[asdict(each) for each in outcome.variants],
            reasons=[[each.status.value, each.problem, each.messages] for each in outcome.reasons],
        )
    )


def counted(conn: Connection) -> list[int]:
    """Those of which rows are not needed any more, and may still be there."""
    return list(conn.execute(_COUNTED).scalars())


def of(conn: Connection, broadcast_id: int) -> Outcome | None:
    """None while its rows tell it."""
    asked = select(kept).where(_OF, kept.c.counted_at.is_not(None))
    row: Any = conn.execute(asked, {"of_broadcast": broadcast_id}).first()
    if row is None:
        return None
    return Outcome(
        Tally(0, row.sent, row.dead, row.in_doubt, row.cancelled),
        tuple(VariantOutcome(**each) for each in row.variants),
        tuple(Reason(DeliveryStatus(status), why, many) for status, why, many in row.reasons),
    )


def note_gone(conn: Connection, broadcast_id: int, now: datetime) -> bool:
    """False while a row of it is left."""
    gone = and_(_OF, kept.c.counted_at.is_not(None), ~_LEFT)
    marked = update(kept).where(gone).values(gone_at=now)
    return conn.execute(marked, {"of_broadcast": broadcast_id}).rowcount == 1
