"""Queries an operator's monitor asks every few seconds: the schema's revision, queues, totals."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, inspect, select, text

from domain.delivery import DeliveryClass, DeliveryStatus
from storage.tables.chat import kept_update
from storage.tables.delivery import delivery
from storage.tables.work import assignment

_REVISION = text("SELECT version_num FROM alembic_version")
_QUEUED = (
    select(delivery.c["class"], func.count(), func.min(delivery.c.due_at))
    .where(delivery.c.status == DeliveryStatus.QUEUED)
    .group_by(delivery.c["class"])
)
_ENDED = (
    select(delivery.c.status, func.count())
    .where(delivery.c.status.in_([DeliveryStatus.IN_DOUBT, DeliveryStatus.DEAD]))
    .group_by(delivery.c.status)
)
_CLAIMS = select(func.count()).select_from(assignment)
_KEPT = select(func.count()).select_from(kept_update)


@dataclass(frozen=True, slots=True)
class Queued:
    """What of a class waits to be sent; `oldest_due_at` may lie ahead."""

    delivery_class: DeliveryClass
    deliveries: int
    oldest_due_at: datetime | None


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
    waiting = {row[0]: (row[1], row[2]) for row in conn.execute(_QUEUED)}
    return tuple(Queued(each, *waiting.get(each, (0, None))) for each in DeliveryClass)


def totals(conn: Connection) -> Totals:
    ended = {row[0]: row[1] for row in conn.execute(_ENDED)}
    return Totals(
        conn.execute(_CLAIMS).scalar_one(),
        ended.get(DeliveryStatus.IN_DOUBT, 0),
        ended.get(DeliveryStatus.DEAD, 0),
        conn.execute(_KEPT).scalar_one(),
    )
