"""How the house is: for probes and monitors, never for people; changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.broadcast_rules import PLAIN, BroadcastRules
from domain.delivery import DeliveryClass
from domain.due_work import DueWork
from services import overdue
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
class Running:
    """A broadcast on its way: how many wait, how long they take at the rate that is allowed."""

    broadcast_id: int
    waiting: int
    eta_seconds: float


@dataclass(frozen=True, slots=True)
class Gauges:
    queues: tuple[Queue, ...]
    totals: Totals
    set_back: dict[DueWork, int]  # due items that raised and wait for their next try
    late_seconds: dict[DueWork, float]  # of what should be done at a moment
    running: tuple[Running, ...]


def schema_is_current(conn: Connection) -> bool:
    return health.revision(conn) == HEAD


def write_nothing(conn: Connection) -> None:
    """A unit that only has to come to its turn."""


def gauges(conn: Connection, rules: BroadcastRules = PLAIN, *, now: datetime) -> Gauges:
    """Counts what waits, so it takes the longer the more that is: not for every second.

    `rules` say the rates at which messages may go.
    """
    queues = (
        Queue(each.delivery_class, each.deliveries, _age_seconds(each.oldest_due_at, now))
        for each in health.queued(conn)
    )
    counted = {each.work: each.items for each in setbacks.counts(conn)}
    return Gauges(
        tuple(queues),
        health.totals(conn),
        {work: counted.get(work, 0) for work in DueWork},
        overdue.seconds(conn, now=now),
        tuple(_running(each, rules) for each in health.running(conn)),
    )


def _running(found: health.Waiting, rules: BroadcastRules) -> Running:
    takes = rules.takes(found.deliveries, found.paid_messages, found.audience)
    return Running(found.broadcast_id, found.deliveries, takes.total_seconds())


def _age_seconds(due_at: datetime | None, now: datetime) -> float:
    return 0.0 if due_at is None else max(0.0, (now - due_at).total_seconds())
