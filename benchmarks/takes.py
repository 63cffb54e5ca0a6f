"""What the pump asks under the lock of all writers, with a million waiting and no statistics.

One broadcast; two for the same people, of which the earlier one falls due later; both paused, and
decisions beside them.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    cast,
    create_engine,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy import String as Text

from benchmarks.figure import Figure
from benchmarks.stage import scratch
from domain.broadcast_rules import FREE_PER_SECOND
from domain.delivery import PRIORITY, BroadcastStatus, DeliveryClass, DeliveryStatus
from domain.locales import ZH
from domain.people import Standing
from services import deliveries, sendings
from services.limits import Pace
from services.sendings import Outcome
from storage.database import open_database
from storage.migrate import sync_url, upgrade
from storage.tables.audience_triggers import put_aside, put_up
from storage.tables.base import Id, Utc
from storage.tables.delivery import broadcast, delivery
from storage.tables.people import person
from tools.postgres import postgres

READERS: Final = 1_000_000
TAKES: Final = 20
DECISIONS: Final = 5_000
NOW: Final = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PACES: Final = ((3, Pace(FREE_PER_SECOND)), (100, Pace(1000, free_per_second=1000)))
_ROWS: Final = (
    *("person_id", "class", "kind", "facts", "dedupe_key", "broadcast_id", "status", "priority"),
    *("due_at", "queued_at"),
)


def on_sqlite() -> Iterator[Figure]:
    """A few milliseconds, however many wait and whatever stands before them."""
    with scratch() as name:
        yield from _figures("take", f"sqlite:///{Path(name) / 'koc.db'}")


def on_postgresql() -> Iterator[Figure]:
    with postgres() as server:
        yield from _figures("take-pg", server.url(server.create_database()))


def _figures(bench: str, url: str) -> Iterator[Figure]:
    upgrade(url)
    engine = create_engine(sync_url(url))
    _do(engine, _people)
    for scene, prepare in (("plain", _one), ("overlapping", _another), ("paused", _pause)):
        _do(engine, prepare)
        for most, pace in PACES:
            taken, looked = asyncio.run(_takes(url, pace, most))
            yield _figure(f"{bench}_{scene}_{most}", taken)
        yield _figure(f"{bench}_{scene}_look", looked)
    engine.dispose()


def _figure(bench: str, seconds: list[float]) -> Figure:
    """The first one makes its plan too."""
    return Figure(bench, round(median(seconds) * 1000, 2), None, "", None, "ms", len(seconds))


async def _takes(url: str, pace: Pace, most: int) -> tuple[list[float], list[float]]:
    """Wave by wave, each sent before the next: how long each take and each look before it took."""
    db = open_database(url)
    taken, looked = [], []
    for _ in range(TAKES):
        now = next(_seconds)
        looked.append(await _timed(db.read, deliveries.any_due, now=now))
        began = time.perf_counter()
        wave = await db.write(deliveries.take, pace, most=most, now=now)
        taken.append(time.perf_counter() - began)
        assert len(wave.parcels) == most, len(wave.parcels)
        sent = [Outcome(each, DeliveryStatus.SENT, message_id=1) for each in wave.parcels]
        await db.write(sendings.settle, sent, now=now)
    await db.close()
    return taken, looked


_seconds: Final = iter(NOW + timedelta(seconds=second) for second in range(1, 1_000_000))


async def _timed(run: Callable[..., Any], *args: Any, **kwargs: Any) -> float:
    began = time.perf_counter()
    await run(*args, **kwargs)
    return time.perf_counter() - began


def _do(engine: Engine, prepare: Callable[[Connection], None]) -> None:
    with engine.begin() as conn:
        prepare(conn)


def _people(conn: Connection) -> None:
    put_aside(conn)
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < READERS))
    told = {
        "id": numbers.c.n,
        "telegram_id": cast(numbers.c.n, Id) + 5_000_000,
        "name": literal("Creator"),
        "locale": literal(ZH),
        "timezone": literal("Asia/Shanghai"),
        "standing": literal(Standing.ACTIVE.value),
        "invite_code": literal("c") + cast(numbers.c.n, Text),
        "created_at": literal(NOW, Utc),
        "last_seen_at": literal(NOW, Utc),
    }
    conn.execute(insert(person).from_select(list(told), select(*told.values())))
    put_up(conn)


def _one(conn: Connection) -> None:
    _broadcast(conn, 1, NOW)


def _another(conn: Connection) -> None:
    """It began before, and is still going when the other one falls due."""
    _broadcast(conn, 2, NOW - timedelta(hours=1))


def _pause(conn: Connection) -> None:
    conn.execute(update(broadcast).values(status=BroadcastStatus.PAUSED))
    some = person.c.id <= DECISIONS
    _queue(conn, DeliveryClass.TRANSACTIONAL, NOW, some, kind="expired", facts={})


def _broadcast(conn: Connection, number: int, due_at: datetime) -> None:
    conn.execute(
        insert(broadcast).values(
            id=number,
            status=BroadcastStatus.SENDING,
            title="春茶上新",
            body=[{ZH: {"html": "春茶上新"}}],
            created_by=1,
            created_at=NOW,
            confirmed_at=NOW,
        )
    )
    facts = {"broadcast_id": number}
    _queue(conn, DeliveryClass.BROADCAST, due_at, person.c.id > 0, kind="broadcast", facts=facts)


def _queue(
    conn: Connection, cls: DeliveryClass, due_at: datetime, who: Any, *, kind: str, facts: Any
) -> None:
    number = facts.get("broadcast_id")
    rows = select(
        person.c.id,
        literal(cls.value),
        literal(kind),
        literal(facts, JSON),
        literal(f"{kind}:{number}:") + cast(person.c.id, Text),
        cast(number, Id),
        literal(DeliveryStatus.QUEUED.value),
        literal(PRIORITY[cls]),
        literal(due_at, Utc),
        literal(NOW, Utc),
    )
    rows = rows.where(who).order_by(person.c.id)
    conn.execute(insert(delivery).from_select(_ROWS, rows))
