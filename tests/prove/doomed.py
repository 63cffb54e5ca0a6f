"""Bots that die one after the other, from one warm parent: python -m tests.prove.doomed A B

A is the file of the clock, B notes the calls swept. For each line of its input, `FATE VARIANT`,
it forks a bot that lives until its fate or a signal, and says `born PID`, then `died STATUS`.
Forking spares each of them the imports.
"""

import asyncio
import ctypes
import gc
import os
import signal
import sys
from pathlib import Path
from typing import Final, NoReturn

import uvloop

# What a bot would import when it starts, so that its forks have it.
from bot import chat, logs, site, worker  # noqa: F401
from storage import postgresql  # noqa: F401
from tests.loop import clock_file, launcher
from tests.prove import fates, variants
from tests.prove.fates import Fate
from tests.prove.variants import Variant

_PR_SET_PDEATHSIG: Final = 1


def main(clock_path: str, swept_path: str) -> None:
    logs.set_up("warning", "text")
    gc.freeze()
    for line in sys.stdin:
        fate, variant = line.split()
        pid = os.fork()
        if pid == 0:
            _live(Path(clock_path), Path(swept_path), Fate(fate), Variant(variant))
        _tell(f"born {pid}")
        _, status = os.waitpid(pid, 0)
        _tell(f"died {os.waitstatus_to_exitcode(status)}")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _live(clock_path: Path, swept: Path, fate: Fate, variant: Variant) -> NoReturn:
    """In the child: nothing of it may come back to the parent's loop."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        fates.install(fate, swept)
        variants.install(variant)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(launcher.live(clock_file.follow(clock_path), _silent))
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def _silent(_: str) -> None:
    """Only the parent speaks."""


if __name__ == "__main__":
    main(*sys.argv[1:3])
