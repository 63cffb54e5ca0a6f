"""5,000 creators race for 500 slots through the seam: how long until the last one knows."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import world
from benchmarks.claims import postgresql, sqlite
from benchmarks.figure import Figure, alone
from benchmarks.stage import BOTS_CORE, scratch
from benchmarks.world import ClaimTap
from bot.memory import settle
from domain.people import Sender
from services import assignments, updates
from storage.database import Database, open_database

CONTENDERS: Final = 5000
SLOTS: Final = 500


def on_sqlite() -> Iterator[Figure]:
    """Issue: done in 0.5 s."""
    yield alone("contenders", "s", lambda: _run(sqlite), runs=5)


def on_postgresql() -> Iterator[Figure]:
    yield alone("contenders-pg", "s", lambda: _run(postgresql), runs=5)


def _run(urls: "type[AbstractContextManager[str]] | object") -> float:
    os.sched_setaffinity(0, {BOTS_CORE})
    with scratch() as name, urls(Path(name)) as url:  # type: ignore[operator]
        taps = world.fill(url, CONTENDERS, SLOTS)
        return asyncio.run(_race(url, taps))


async def _race(url: str, taps: list[ClaimTap]) -> float:
    database = open_database(url)
    settle()  # as `koc run` does once it is up
    try:
        began = time.perf_counter()
        won = await asyncio.gather(*(_claim(database, at, tap) for at, tap in enumerate(taps)))
        seconds = time.perf_counter() - began
    finally:
        await database.close()
    assert sum(won) == SLOTS, f"{sum(won)} of {SLOTS} slots were given"
    return seconds


async def _claim(database: Database, at: int, tap: ClaimTap) -> bool:
    _, _, task_id, account_id, terms_id = tap.data.split(":")
    ids = (int(task_id), int(account_id), int(terms_id))
    sender = Sender(tap.telegram_id, "Creator")
    try:
        await database.write(
            updates.act, at + 1, sender, assignments.claim, *ids, now=datetime.now(UTC)
        )
    except updates.Refused:
        return False
    return True
