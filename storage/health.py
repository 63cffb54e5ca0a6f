"""Queries an operator's monitor asks every few seconds: the schema's revision, queues, totals."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, inspect, select, text

from domain.delivery import BroadcastStatus, DeliveryClass, DeliveryStatus, priorities_of
from storage.kept_updates import BROKEN
from storage.tables.delivery import broadcast, delivery
from storage.tables.work import assignment

_REVISION = text("SELECT version_num FROM alembic_version")
# By priority, which says the class: so the index that sending goes by answers alone.
_QUEUED = (
    select(delivery.c.priority, func.count())
    .where(delivery.c.status == DeliveryStatus.QUEUED)
    .group_by(delivery.c.priority)
)
_OLDEST = (
    select(delivery.c.due_at)
    .where(
        delivery.c.status == DeliveryStatus.QUEUED,
        delivery.c.priority == bindparam("of_priority"),
    )
    .order_by(delivery.c.due_at)
    .limit(1)
)
_RUNNING = (
    select(broadcast.c.id, broadcast.c.paid_messages, broadcast.c.audience)
    .where(broadcast.c.status == BroadcastStatus.SENDING)
    .order_by(broadcast.c.id)
)
# One by one: its index alone answers. Joined, SQLite looks up every row.
_OF_BROADCAST = select(func.count()).where(
    delivery.c.broadcast_id == bindparam("of_broadcast"),
    delivery.c.status == DeliveryStatus.QUEUED,
)
_ENDED = (
    select(delivery.c.status, func.count())
    .where(delivery.c.status.in_([DeliveryStatus.IN_DOUBT, DeliveryStatus.DEAD]))
    .group_by(delivery.c.status)
)
_CLAIMS = select(func.count()).select_from(assignment)


@dataclass(frozen=True, slots=True)
class Queued:
    """What of a class waits to be sent; `oldest_due_at` may lie ahead."""

    delivery_class: DeliveryClass
    deliveries: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a broadcast wait; of its audience the first `paid_messages` are paid for."""

    broadcast_id: int
    paid_messages: int
    audience: int
    deliveries: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Since the beginning, but `kept_updates`, which somebody may clear away."""

    claims: int
    in_doubt: int
    dead: int
    kept_updates: int


def revision(conn: Connection) -> str | None:
    """None where no migration ever ran."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    found: str | None = conn.execute(_REVISION).scalar()
    return found


def queued(conn: Connection) -> tuple[Queued, ...]:
    """Every class, in the order of DeliveryClass."""
    waiting = {row[0]: row[1] for row in conn.execute(_QUEUED)}
    return tuple(
        Queued(each, sum(waiting.get(one, 0) for one in priorities_of(each)), _oldest(conn, each))
        for each in DeliveryClass
    )


def _oldest(conn: Connection, cls: DeliveryClass) -> datetime | None:
    asked = [{"of_priority": priority} for priority in priorities_of(cls)]
    found = [conn.execute(_OLDEST, each).scalar() for each in asked]
    return min((at for at in found if at), default=None)


def running(conn: Connection) -> tuple[Waiting, ...]:
    """Broadcasts on their way, oldest first."""
    return tuple(
        Waiting(
            broadcast_id,
            paid_messages,
            audience,
            conn.execute(_OF_BROADCAST, {"of_broadcast": broadcast_id}).scalar_one(),
        )
        for broadcast_id, paid_messages, audience in conn.execute(_RUNNING).all()
    )


def totals(conn: Connection) -> Totals:
    ended = {row[0]: row[1] for row in conn.execute(_ENDED)}
    return Totals(
        conn.execute(_CLAIMS).scalar_one(),
        ended.get(DeliveryStatus.IN_DOUBT, 0),
        ended.get(DeliveryStatus.DEAD, 0),
        conn.execute(BROKEN).scalar_one(),
    )
