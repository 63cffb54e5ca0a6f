"""The bot as a process of its own whose clock a test moves: python -m tests.loop.launcher FILE.

Configured by its environment like `koc run`. Says `ready` once, then `caught up OFFSET` whenever
the clock was moved and the jobs have seen it.
"""

import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import uvloop

from bot import logs
from bot.app import Process, build
from bot.settings import load
from tests.loop import clock_file

_LOOK_EVERY: Final = 0.02


async def live(offset: Callable[[], float], tell: Callable[[str], None]) -> None:
    """Until SIGTERM, as `koc run`."""
    process = build(load(), clock_file.clock(offset))
    told_to_stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told_to_stop.set)
    try:
        await process.start()
        tell("ready")
        async with asyncio.TaskGroup() as side_by_side:
            work = [
                side_by_side.create_task(process.ended()),
                side_by_side.create_task(follow_clock(process, offset, tell)),
            ]
            await told_to_stop.wait()
            for task in work:
                task.cancel()
    finally:
        await process.stop()


async def follow_clock(
    process: Process, offset: Callable[[], float], tell: Callable[[str], None]
) -> None:
    """What fell due by a jump happens at once, not at the jobs' next tick."""
    seen = offset()
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        if offset() != seen and process.worker is not None:
            seen = offset()
            await process.worker.ticker.run_all()
            tell(f"caught up {seen!r}")


def main(clock_path: str) -> None:
    logs.set_up("warning", "text")
    offset = clock_file.follow(Path(clock_path))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(live(offset, _tell))


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
