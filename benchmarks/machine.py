"""What the machine itself can do in this very hour: the measure for all figures in seconds."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure, alone
from benchmarks.stage import scratch

SYNCS: Final = 300
PAGES: Final = b"x" * 4096 * 8  # about what one claim adds to the log
ROUNDS: Final = 1_000_000


def machine() -> Iterator[Figure]:
    """A loop of a million rounds; a durable write, half of them and all but one in a hundred."""
    yield alone("machine_loop", "ms", _loop_ms)
    yield alone("machine_sync_p50", "ms", lambda: _syncs_ms()[SYNCS // 2])
    yield alone("machine_sync_p99", "ms", lambda: _syncs_ms()[int(SYNCS * 0.99)])


def _loop_ms() -> float:
    began, total = time.perf_counter(), 0
    for number in range(ROUNDS):
        total += number
    return (time.perf_counter() - began) * 1000


def _syncs_ms() -> list[float]:
    with scratch() as name:
        file = os.open(Path(name) / "log", os.O_CREAT | os.O_WRONLY)
        took = sorted(_sync_ms(file) for _ in range(SYNCS))
        os.close(file)
    return took


def _sync_ms(file: int) -> float:
    os.write(file, PAGES)
    began = time.perf_counter()
    os.fdatasync(file)
    return (time.perf_counter() - began) * 1000
