"""A million creators: counting a segment, freezing and queueing it, and the first message of it."""

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, delete, func, insert, select, text

from benchmarks import pasts
from benchmarks.confirming import confirm
from benchmarks.figure import Figure
from benchmarks.stage import BOTS_CORE, scratch
from domain.locales import ZH
from domain.message import Version
from domain.people import Actor, Role, Standing
from domain.segment_text import parse
from scheduler import freezing as job
from services import broadcast_drafts, deliveries, freezing
from services.limits import Pace
from services.seam import Database
from storage import audience_samples, audiences
from storage.database import open_database
from storage.migrate import sync_url, upgrade
from storage.tables.audience import audience
from storage.tables.audience_triggers import put_aside, put_up
from storage.tables.delivery import broadcast, broadcast_response, delivery
from storage.tables.people import account, account_category, person, staff_role
from tools.postgres import postgres

CREATORS: Final = 1_000_000
PAIRS: Final = 3
NOW: Final = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
_AT_ONCE: Final = 20_000
_PEER: Final = "one bare INSERT … SELECT of the same rows into the same table"
# Wide and narrow ones, by accounts, by people, by both.
SEGMENTS: Final = (
    "",
    "platform:douyin",
    "platform:douyin,xiaohongshu category:food,beauty region:east,south",
    "platform:douyin followers:1000..50000 language:zh -seen:30d",
    "language:en seen:30d",
    "-claimed:ever -quiet:now",
)


def on_sqlite() -> Iterator[Figure]:
    """Issue: 0.6 of the bare speed, the lock held 50 ms at most, a count in 0.3 s, 2 s to go."""
    with scratch() as name:
        yield from _figures("audience", f"sqlite:///{Path(name) / 'koc.db'}", _alone)


def on_postgresql() -> Iterator[Figure]:
    with postgres() as server:
        yield from _figures("audience-pg", server.url(server.create_database()), server.keep_to)


def _alone(_: Iterable[int]) -> None:
    """No server is to be kept to the core."""


def _figures(
    bench: str, url: str, keep_server_to: Callable[[Iterable[int]], None]
) -> Iterator[Figure]:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {BOTS_CORE})
    _fill(url)
    os.sched_setaffinity(0, cores)  # a count is shared by all of them, as the house would
    yield from _counts(bench, "count", url, SEGMENTS)
    pasts.fill(url, CREATORS, NOW)
    yield from _counts(bench, "past", url, pasts.SEGMENTS)
    os.sched_setaffinity(0, {BOTS_CORE})
    keep_server_to({BOTS_CORE})
    runs = [(_frozen(url), _bare(url)) for _ in range(PAIRS)]
    ratios = sorted(CREATORS / ours.seconds / (CREATORS / bare) for ours, bare in runs)
    ours = [ours for ours, _ in runs]
    yield Figure(
        bench,
        round(CREATORS / sorted(each.seconds for each in ours)[PAIRS // 2]),
        round(CREATORS / sorted(bare for _, bare in runs)[PAIRS // 2]),
        _PEER,
        round(ratios[PAIRS // 2], 3),
        "recipients/s",
        PAIRS,
    )
    held = max(each.longest_hold for each in ours)
    yield Figure(f"{bench}_lock", round(held * 1000, 1), None, "", None, "ms, the longest", PAIRS)
    first = max(each.first_message for each in ours)
    yield Figure(f"{bench}_first", round(first, 3), None, "", None, "s from the confirm", PAIRS)


def _counts(bench: str, what: str, url: str, segments: tuple[str, ...]) -> Iterator[Figure]:
    slowest, line = max((_count_seconds(url, each), each) for each in segments)
    unit = f"s, the slowest of {len(segments)}: {line}"
    yield Figure(f"{bench}_{what}", round(slowest, 3), None, "", None, unit, 3)


class _Frozen:
    """What one freezing took, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.longest_hold = 0.0
        self.first_message = 0.0


class _Timed:
    """The database, with a clock at its writes: from the first statement to the commit's end."""

    def __init__(self, db: Database, note: _Frozen) -> None:
        self._db, self._note = db, note

    async def read(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self._db.read(work, *args, **kwargs)

    async def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        began = [0.0]

        def timed(conn: Connection) -> Any:
            began[0] = time.perf_counter()
            return work(conn, *args, **kwargs)

        result = await self._db.write(timed)
        self._note.longest_hold = max(self._note.longest_hold, time.perf_counter() - began[0])
        return result

    def figures(self) -> Any:
        return self._db.figures()

    async def close(self) -> None:
        await self._db.close()


def _frozen(url: str) -> _Frozen:
    """From the confirm until everybody has a delivery."""
    _forget(url)
    return asyncio.run(_freeze(url))


async def _freeze(url: str) -> _Frozen:
    note = _Frozen()
    db = _Timed(open_database(url), note)
    actor = Actor(1, 1, "", ZH, "Asia/Shanghai", Standing.ACTIVE, frozenset({Role.OWNER}))
    number = await db.write(broadcast_drafts.draft, actor, {ZH: Version("春茶上新")}, now=NOW)
    note.longest_hold = 0.0
    began = time.perf_counter()
    await confirm(db, actor, number, now=NOW)
    wave = await db.write(deliveries.take, Pace(), most=1, now=NOW)
    note.first_message = time.perf_counter() - began if wave.parcels else float("inf")
    await job.go_on(db, lambda: NOW)
    note.seconds = time.perf_counter() - began
    frozen = await db.read(_audience_of, number)
    assert frozen == await db.read(_everybody), frozen
    assert await db.read(freezing.waiting) == []
    await db.close()
    return note


def _audience_of(conn: Connection, number: int) -> tuple[int, int]:
    planned = select(broadcast.c.audience).where(broadcast.c.id == number)
    queued = select(func.count()).where(delivery.c.broadcast_id == number)
    return conn.execute(planned).scalar_one(), conn.execute(queued).scalar_one()


def _everybody(conn: Connection) -> tuple[int, int]:
    reached = audiences.counted(conn, parse(""), NOW).reached
    return reached, reached


def _bare(url: str) -> float:
    """The rows that were just frozen, once more into the same emptied table, in one statement."""
    engine = create_engine(sync_url(url))
    columns = [each.name for each in delivery.c]
    listed = ", ".join(f'"{each}"' for each in columns)
    with engine.begin() as conn:
        conn.execute(text(f"CREATE TABLE kept AS SELECT {listed} FROM delivery"))
    _empty(engine)
    with engine.begin() as conn:
        began = time.perf_counter()
        conn.execute(text(f"INSERT INTO delivery ({listed}) SELECT {listed} FROM kept ORDER BY id"))
    seconds = time.perf_counter() - began
    with engine.begin() as conn:
        conn.execute(text("DROP TABLE kept"))
    engine.dispose()
    return seconds


def _forget(url: str) -> None:
    engine = create_engine(sync_url(url))
    _empty(engine)
    with engine.begin() as conn:
        conn.execute(delete(broadcast_response))
        conn.execute(delete(broadcast))
    engine.dispose()


def _empty(engine: Any) -> None:
    """As a new table is: nothing of the run before makes this one slower or faster."""
    with engine.begin() as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(text("TRUNCATE delivery"))
        else:
            conn.execute(delete(delivery))


def _count_seconds(url: str, line: str) -> float:
    async def counted() -> float:
        db = open_database(url)
        took = []
        for _ in range(3):
            began = time.perf_counter()
            await db.read(audience_samples.preview, parse(line), NOW, seed=line)
            took.append(time.perf_counter() - began)
        await db.close()
        return sorted(took)[1]

    return asyncio.run(counted())


def _fill(url: str) -> None:
    """A million creators, a fifth of whom have two accounts; some muted, some gone."""
    upgrade(url)
    engine = create_engine(sync_url(url))
    with engine.begin() as conn:
        put_aside(conn)
        for first in range(0, CREATORS, _AT_ONCE):
            numbers = range(first + 1, first + _AT_ONCE + 1)
            conn.execute(insert(person), [_person(n) for n in numbers])
            accounts = [_account(n, n) for n in numbers]
            accounts += [_account(CREATORS + n, n) for n in numbers if n % 5 == 0]
            conn.execute(insert(account), accounts)
            about = [
                {"account_id": each["id"], "category": _about(each["id"])} for each in accounts
            ]
            conn.execute(insert(account_category), about)
        conn.execute(insert(staff_role).values(person_id=1, role=Role.OWNER, granted_at=NOW))
        conn.execute(text("ANALYZE"))  # before it PostgreSQL joins accounts one by one: for hours
        put_up(conn)
        assert conn.execute(select(func.count()).select_from(audience)).scalar() == CREATORS
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))
    engine.dispose()


def _person(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "telegram_id": 5_000_000 + number,
        "name": f"Creator {number}",
        "locale": "en" if number * 7919 % 10 > 7 else ZH,
        "timezone": _ZONES.get(number * 31 % 20, "Asia/Shanghai"),
        "standing": Standing.PAUSED if number * 13 % 100 < 2 else Standing.ACTIVE,
        "invite_code": f"c{number}",
        "wants_broadcasts": number * 17 % 100 >= 5,
        "reachable": number * 29 % 100 >= 3,
        "created_at": NOW - timedelta(days=number * 37 % 400),
        "last_seen_at": NOW - timedelta(days=number * 41 % 200),
    }


_ZONES: Final = {0: "Europe/London", 1: "Asia/Tokyo"}
_PLATFORMS: Final = ("douyin", "douyin", "douyin", "xiaohongshu", "weibo", "kuaishou")
_REGIONS: Final = ("east", "south", "north", "central", "southwest")
_CATEGORIES: Final = ("food", "beauty", "life", "games", "pets", "home")


def _account(account_id: int, person_id: int) -> dict[str, Any]:
    return {
        "id": account_id,
        "person_id": person_id,
        "platform": _PLATFORMS[account_id * 11 % 6],
        "handle": f"h{account_id}",
        "handle_key": f"h{account_id}",
        "followers": account_id * 7907 % 60_000,
        "region": _REGIONS[account_id * 23 % 5],
        "created_at": NOW,
    }


def _about(account_id: int) -> str:
    return _CATEGORIES[account_id * 13 % 6]
