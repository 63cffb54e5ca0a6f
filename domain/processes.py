"""A running process as the others see it: what it is, what it says of itself, when it is silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

BEAT_EVERY: Final = timedelta(seconds=5)
SILENT_AFTER: Final = timedelta(seconds=20)
FORGOTTEN_AFTER: Final = timedelta(days=1)


class ProcessState(StrEnum):
    """What a process is at."""

    RUNNING = "running"  # it does what its roles say
    DRAINING = "draining"  # told to stop: it finishes what it has


@dataclass(frozen=True, slots=True)
class Vitals:
    """What it counts: totals since its start, rates a second since its beat before."""

    accepted: int = 0
    accepted_rate: float = 0.0
    floods: int = 0
    updates: int = 0
    updates_rate: float = 0.0
    update_seconds: float = 0.0  # the mean from arrival to done, of those since the beat before
    write_seconds: float = 0.0  # the mean that a unit waited for its turn to write
    failed_jobs: int = 0
    readers_used: int = 0


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """A row; `roles` as `koc run --roles` takes them."""

    process_id: int
    host: str
    pid: int
    roles: str
    version: str
    state: ProcessState
    started_at: datetime
    beat_at: datetime
    vitals: Vitals

    def is_silent(self, now: datetime) -> bool:
        """It ended without a word, or cannot reach the database."""
        return now - self.beat_at > SILENT_AFTER
