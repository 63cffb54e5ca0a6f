"""The process itself: how soon it asks for updates, and what it weighs when nothing happens."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import world
from benchmarks.claims import BOT
from benchmarks.figure import Figure, alone
from benchmarks.stage import bot_process, scratch, stage


def startup() -> Iterator[Figure]:
    """Issue: first getUpdates within 1.5 s of the start; idle memory under 110 MB."""
    yield alone("startup", "s", lambda: asyncio.run(_seconds_and_megabytes())[0])
    yield alone("idle_memory", "MB", lambda: asyncio.run(_seconds_and_megabytes())[1], runs=3)


async def _seconds_and_megabytes() -> tuple[float, float]:
    with scratch() as name:
        url = world.fresh_sqlite(Path(name))
        creators = world.fill(url, 1, world.TASKS)
        async with stage(creators) as house:
            began = time.perf_counter()
            async with bot_process(house, list(BOT.argv), url, Path(name)) as process:
                seconds = time.perf_counter() - began
                await asyncio.sleep(3)
                return seconds, _megabytes(process.pid)


def _megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no memory figure: Linux only")
