"""How the house is: for probes and monitors, never for people; changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.due_work import DueWork
from storage import health, setbacks
from storage.health import Totals
from storage.migrate import HEAD


@dataclass(frozen=True, slots=True)
class Queue:
    """What of a class waits to be sent, and for how long the oldest is due."""

    delivery_class: DeliveryClass
    deliveries: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Gauges:
    queues: tuple[Queue, ...]
    totals: Totals
    set_back: dict[DueWork, int]  # due items that raised and wait for their next try


def schema_is_current(conn: Connection) -> bool:
    return health.revision(conn) == HEAD


def write_nothing(conn: Connection) -> None:
    """A unit that only has to come to its turn."""


def gauges(conn: Connection, *, now: datetime) -> Gauges:
    queues = (
        Queue(each.delivery_class, each.deliveries, _age_seconds(each.oldest_due_at, now))
        for each in health.queued(conn)
    )
    counted = {each.work: each.items for each in setbacks.counts(conn)}
    set_back = {work: counted.get(work, 0) for work in DueWork}
    return Gauges(tuple(queues), health.totals(conn), set_back)


def _age_seconds(due_at: datetime | None, now: datetime) -> float:
    return 0.0 if due_at is None else max(0.0, (now - due_at).total_seconds())
