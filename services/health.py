"""How the house is: for probes and monitors, never for people; changes nothing."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.broadcast_rules import PLAIN, Ahead, BroadcastRules, Rest
from domain.delivery import PAID_PRIORITY, PRIORITY, DeliveryClass, priorities_of
from domain.due_work import Due, DueElsewhere, DueWork
from services import overdue
from storage import health, outages, revisions, setbacks
from storage.health import Stream, Totals
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
    set_back: dict[Due, int]  # due items that raised and wait for their next try
    late_seconds: dict[Due, float]  # since the most overdue item should have been done
    running: tuple[Running, ...]
    silent_seconds: float = 0.0  # for how long Telegram has answered nothing; 0: it does


def schema_serves(conn: Connection) -> bool:
    """Newer tables may, too: an upgrade makes them first, while older processes go on."""
    return revisions.found(conn).serve(HEAD)


def write_nothing(conn: Connection) -> None:
    """A unit that only has to come to its turn."""


def gauges(
    conn: Connection,
    rules: BroadcastRules = PLAIN,
    switched_off: Set[Due] = frozenset(),
    *,
    now: datetime,
) -> Gauges:
    """Counts what waits, so it takes the longer the more that is: not for every second.

    `rules` say the rates at which messages may go, `switched_off` what this house does not do.
    """
    streams = health.streams(conn)
    running = [each for each in streams if each.runs and each.broadcast_id]
    counted = {each.work: each.items for each in setbacks.counts(conn)}
    return Gauges(
        tuple(_queue(cls, streams, now) for cls in DeliveryClass),
        health.totals(conn),
        {work: counted.get(work, 0) for work in (*DueWork, DueElsewhere.MESSAGE)},
        overdue.seconds(conn, switched_off, now=now),
        tuple(_running(each, running, rules) for each in running),
        _silent_seconds(conn, now),
    )


def _silent_seconds(conn: Connection, now: datetime) -> float:
    outage = outages.find(conn)
    return _age_seconds(outage.since if outage.is_on else None, now)


def _queue(cls: DeliveryClass, streams: Iterable[Stream], now: datetime) -> Queue:
    """What pauses waits too, but for a person: it is not late."""
    asked = [(each, priority) for each in streams for priority in priorities_of(cls)]
    due = [each.oldest_due_at.get(priority) for each, priority in asked if each.runs]
    oldest = min((at for at in due if at), default=None)
    waiting = sum(each.deliveries.get(priority, 0) for each, priority in asked)
    return Queue(cls, waiting, _age_seconds(oldest, now))


def _running(found: Stream, running: Iterable[Stream], rules: BroadcastRules) -> Running:
    others = tuple(_rest(each) for each in running if each is not found)
    takes = rules.takes(_rest(found), Ahead(others))
    return Running(found.broadcast_id, sum(found.deliveries.values()), takes.total_seconds())


def _rest(found: Stream) -> Rest:
    unpaid = found.deliveries.get(PRIORITY[DeliveryClass.BROADCAST], 0)
    return Rest(unpaid, found.deliveries.get(PAID_PRIORITY, 0))


def _age_seconds(due_at: datetime | None, now: datetime) -> float:
    return 0.0 if due_at is None else max(0.0, (now - due_at).total_seconds())
