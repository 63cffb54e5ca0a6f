"""Processes that die one after the other, of one warm parent: tests.prove.pump.cradle A B C

A is the file of the clock, B notes the boundaries died at, C is their duty. For each line of its
input, `FATAL VARIANT NAME`, it forks one that lives until its boundary of that number and name (0:
none) or a signal, and says `born PID`, then `died STATUS`. Forking spares each of them the imports.
"""

import asyncio
import ctypes
import gc
import os
import signal
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn

import uvloop

from bot import chat, logs, site, worker  # noqa: F401  (what would be imported at the start)
from bot.app import Duty, build
from bot.settings import load
from bot.transport import Transport
from storage import postgresql  # noqa: F401
from tests.loop import clock_file
from tests.prove import boundaries, variants
from tests.prove.boundaries import Boundaries, Manner
from tests.prove.variants import Variant

_PR_SET_PDEATHSIG: Final = 1
_ANSWER_SECONDS: Final = 5.0  # a hang must not last as long as in life
_OURS: Final = ("audiences frozen", "broadcasts sent out", "gates forgotten")


def main(clock_path: str, noted_path: str, duty: str) -> None:
    _die_with_the_parent()
    logs.set_up("critical", "text")
    _pump_alone()
    gc.freeze()
    for line in sys.stdin:
        fatal, variant, *named = line.split()
        pid = os.fork()
        if pid == 0:
            bounds = Boundaries(int(fatal), Path(noted_path), " ".join(named))
            _live(Path(clock_path), bounds, Variant(variant), Duty(duty))
        _tell(f"born {pid}")
        _, status = os.waitpid(pid, 0)
        _tell(f"died {os.waitstatus_to_exitcode(status)}")


def _pump_alone() -> None:
    """Of the jobs those that have to do with deliveries; the others prove nothing here."""
    worker.JOBS = tuple(job for job in worker.JOBS if job.name in _OURS)
    worker.Transport = partial(Transport, answer_seconds=_ANSWER_SECONDS)  # type: ignore[misc, assignment]


def _die_with_the_parent() -> None:
    """Whoever ends a proof by force leaves nobody behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _live(clock_path: Path, bounds: Boundaries, variant: Variant, duty: Duty) -> NoReturn:
    """In the child: nothing of it may come back to the parent's loop."""
    code = 1
    try:
        _die_with_the_parent()
        boundaries.install(bounds, Manner.WHOLE)
        _bound_calls(bounds)
        variants.install(variant)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_work(clock_path, duty))
        code = 0
    except Exception:  # noqa: BLE001  (else nobody would ever read of it)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


async def _work(clock_path: Path, duty: Duty) -> None:
    """Until SIGTERM, as `koc run --roles …`."""
    told_to_stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told_to_stop.set)
    clock = clock_file.clock(clock_file.follow(clock_path))
    process = build(load(), clock, [duty])
    await process.start()
    await told_to_stop.wait()
    await process.stop()


def _bound_calls(bounds: Boundaries) -> None:
    """Before a call to Telegram leaves, and when its answer is here and nothing of it written."""
    ask_as_ever = Transport._ask

    async def ask(self: Transport, url: str, method: str, data: Any, seconds: Any) -> Any:
        bounds.step("before call")
        answer = await ask_as_ever(self, url, method, data, seconds)
        bounds.step("after call")
        return answer

    Transport._ask = ask  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    main(*sys.argv[1:4])
