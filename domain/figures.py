"""What a running process counts of itself: plain numbers in memory, gone with it; no row, no clock.

Moments are seconds of `time.monotonic`, spans are seconds.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import Final

from domain.delivery import DeliveryClass, DeliveryStatus


class FloodScope(StrEnum):
    """What earned a 429."""

    SEND = "send"  # a message to somebody else
    EDIT = "edit"  # a card or a progress message that was drawn again, a message that went
    REPLY = "reply"  # whatever answers its reader
    OTHER = "other"  # goes to no chat: updates asked for, a tap's toast, the menu


BOUNDS: Final = (
    *(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5),
    *(1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0),
)
"""Where one bucket of spans ends and the next begins."""


class Spans:
    """How long something took, many times over: counted by bucket, the sum kept."""

    __slots__ = ("_counts", "total")

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS) + 1)
        self.total = 0.0

    def note(self, seconds: float) -> None:
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds

    @property
    def count(self) -> int:
        return sum(self._counts)

    def buckets(self) -> Iterator[tuple[float, int]]:
        """Each bound, and how many took at most so long; the last one is infinite."""
        return zip((*BOUNDS, float("inf")), accumulate(self._counts), strict=True)


@dataclass(slots=True)
class JobFigures:
    """Of one job in this process."""

    runs: int = 0
    failures: int = 0
    took: Spans = field(default_factory=Spans)
    ended_at: float | None = None


@dataclass(slots=True)
class WriteFigures:
    """Of the one connection that writes."""

    waits: Spans = field(default_factory=Spans)  # of a unit, until its group began
    held: Spans = field(default_factory=Spans)  # the turn to write, a group of units
    commits: Spans = field(default_factory=Spans)  # of those, the commit


@dataclass(frozen=True, slots=True)
class DatabaseFigures:
    """Readers are connections: so many of so many are in use now."""

    writes: WriteFigures
    readers_used: int
    readers: int


@dataclass(slots=True)
class ProcessFigures:
    """All of it; each side of the process writes its own part. Made once a process."""

    ended: Counter[tuple[DeliveryClass, DeliveryStatus]] = field(default_factory=Counter)
    floods: Counter[FloodScope] = field(default_factory=Counter)  # answers 429, whoever earned them
    pump_at: float | None = None  # when the messenger last looked; None: it is not ours
    updates: int = 0  # done
    update_took: Spans = field(default_factory=Spans)  # from its arrival here until it was done
    update_lag: Spans = field(default_factory=Spans)  # since its date at Telegram, which is whole
    jobs: dict[str, JobFigures] = field(default_factory=dict)
    ticked_at: float | None = None  # when any job last began or ended; None: no jobs here
    draining: bool = False  # told to stop: it finishes what it has, and wants nothing new

    def note_end(self, cls: DeliveryClass, status: DeliveryStatus, *, flood: bool) -> None:
        self.ended[cls, status] += 1
        if flood:
            edits = cls is DeliveryClass.FOLLOW_UP
            self.floods[FloodScope.EDIT if edits else FloodScope.SEND] += 1

    def of_job(self, name: str) -> JobFigures:
        return self.jobs.setdefault(name, JobFigures())

    def count(self, status: DeliveryStatus) -> int:
        """Of all classes."""
        return sum(number for (_, each), number in self.ended.items() if each is status)
