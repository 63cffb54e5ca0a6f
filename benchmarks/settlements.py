"""A million snapshots settled by the clock's own job, against SQL that writes the same rows."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, text

from benchmarks import due_works, world
from benchmarks.due_works import Crowd
from benchmarks.figure import Figure, alone, paired
from benchmarks.peers import bare_settlement
from benchmarks.stage import one_core, scratch
from storage.migrate import sync_url
from tools.postgres import PostgresServer, postgres

READ_OFTEN: Final = Crowd(creators=10_000, works_each=1, readings=100)
READ_DAILY: Final = Crowd(creators=20_000, works_each=5, readings=10)
_CUT_OFF: Final = datetime(2026, 3, 2, tzinfo=UTC)
_NOW: Final = datetime(2026, 3, 2, 6, tzinfo=UTC)
_PAIRS: Final = 5
_PEER: Final = "SQL alone: picks, prices, writes the same rows"


@dataclass(frozen=True, slots=True)
class House:
    """A filled database, and copies of it for one run each."""

    bench: str
    crowd: Crowd
    copy: Callable[[], str]


def on_sqlite() -> Iterator[Figure]:
    """Issue: at least a third of the bare SQL's speed, under 300 MB."""
    with one_core(), scratch() as name:
        folder = Path(name)
        for bench, crowd in (("settle", READ_OFTEN), ("settle_daily", READ_DAILY)):
            filled = folder / f"{bench}.sqlite3"
            due_works.fill(f"sqlite:///{filled}", crowd, _CUT_OFF)
            yield from _figures(House(bench, crowd, lambda filled=filled: _copied(filled)))
            filled.unlink()


def on_postgresql() -> Iterator[Figure]:
    with one_core(), postgres(durable=True) as server:
        for bench, crowd in (("settle-pg", READ_OFTEN), ("settle_daily-pg", READ_DAILY)):
            filled = server.create_database()
            due_works.fill(server.url(filled), crowd, _CUT_OFF)
            yield from _figures(House(bench, crowd, _copies(server, filled)))
            server.drop_database(filled)


def _figures(house: House) -> Iterator[Figure]:
    megabytes: list[float] = []
    sums: list[tuple[int, ...]] = []

    def ours() -> float:
        url = house.copy()
        seconds, most = _settled(url, house.crowd)
        megabytes.append(most)
        sums.append(_sums(url))
        return house.crowd.snapshots / seconds

    def peer() -> float:
        url = house.copy()
        began = time.perf_counter()
        bare_settlement.settle(url, _CUT_OFF, _NOW)
        seconds = time.perf_counter() - began
        sums.append(_sums(url))
        return house.crowd.snapshots / seconds

    yield paired(house.bench, "snapshots/s", ours, peer, _PEER, pairs=_PAIRS)
    assert len(set(sums)) == 1, f"ours and the peer differ: {sums}"
    assert sums[0][0] == house.crowd.works, sums
    yield alone(f"{house.bench}_memory", "MB", lambda: max(megabytes), runs=1)


_JOB: Final = """
import asyncio, resource, sys, time
from datetime import datetime
from bot.memory import settle
from scheduler.due_items import work_off
from scheduler.jobs import SETTLEMENTS
from storage.database import open_database

async def main(url, now):
    db = open_database(url)
    settle()  # as `koc run` does once it is up
    began = time.perf_counter()
    done = await work_off(db, lambda: now, SETTLEMENTS)
    seconds = time.perf_counter() - began
    await db.close()
    print(done, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
"""


def _settled(url: str, crowd: Crowd) -> tuple[float, float]:
    """Seconds and the most megabytes, of a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", _JOB, url, _NOW.isoformat()],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise RuntimeError(run.stderr[-2000:])
    done, seconds, megabytes = map(float, run.stdout.split())
    assert done == crowd.works, f"{done} of {crowd.works} were settled: {run.stderr[-2000:]}"
    return seconds, megabytes


_SUMS: Final = """
SELECT count(*), sum(amount_minor), sum(length(CAST(lines AS TEXT))), sum(snapshot_id),
  sum(last_reading_id), (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM delivery),
  (SELECT count(*) FROM assignment_event), (SELECT sum(earned_minor) FROM campaign)
FROM settlement
"""


def _sums(url: str) -> tuple[int, ...]:
    """What both must have come to."""
    engine = create_engine(sync_url(url))
    with engine.connect() as conn:
        found = tuple(map(int, conn.execute(text(_SUMS)).one()))
    engine.dispose()
    return found


def _copied(filled: Path) -> str:
    for old in filled.parent.glob("bench.sqlite3*"):
        old.unlink()
    shutil.copy(filled, filled.parent / "bench.sqlite3")
    os.sync()  # what the disk still has to do is nobody's debt
    return world.fresh_sqlite(filled.parent)


def _copies(server: PostgresServer, filled: str) -> Callable[[], str]:
    made: list[str] = []

    def copy() -> str:
        while made:
            server.drop_database(made.pop())
        made.append(server.create_database(template=filled))
        os.sync()
        return server.url(made[0])

    return copy
