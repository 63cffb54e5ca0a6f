"""How many messages may be accepted in any second, and at which moments the next ones may go.

Nobody but Telegram knows when it accepted one: some time between its leaving and its answer. So a
place in the window is taken from the moment that was given until a second after the latest one at
which it may have been accepted. No stall of ours or of the network can then crowd a window.
"""

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

# From its moment on a message is as a rule accepted within so long; who takes longer says so.
USUAL_MS: Final = 8
# Moments lie closer than the allowance would have them: what a stall cost is caught up with.
_SPACING: Final = 0.8
_BUNCH_SECONDS: Final = 0.005  # so much goes at one moment: a wake-up has a price
_GRAIN_MS: Final = 4  # late ones are counted together: the row stays short

Place = tuple[int, int]  # until when so many are taken to be accepted, in ms since the epoch


@dataclass(frozen=True, slots=True)
class Allowance:
    """`per_second` over all chats, below one too: 0.1 is one message in ten seconds."""

    per_second: float

    @property
    def most(self) -> int:
        """In any span of `span_ms`."""
        return max(1, floor(self.per_second))

    @property
    def span_ms(self) -> int:
        return max(1000, ceil(1000 / self.per_second))

    @property
    def spacing_ms(self) -> float:
        """Between two messages."""
        return _SPACING * self.span_ms / self.most

    @property
    def bunch(self) -> int:
        """How many go at one moment."""
        return max(1, floor(self.per_second * _BUNCH_SECONDS))


def still_taken(places: Iterable[Place], allowance: Allowance, now_ms: int) -> list[Place]:
    """Those that count at `now_ms` or later, the earliest first."""
    since = now_ms - allowance.span_ms
    return sorted(place for place in places if place[0] > since)


@dataclass(frozen=True, slots=True)
class Window:
    """An allowance and what counts in it, as `still_taken`; the next message goes at `next_ms`."""

    allowance: Allowance
    places: Sequence[Place]
    next_ms: float


@dataclass(frozen=True, slots=True)
class Moment:
    """So many messages go at `at_ms` since the epoch, all of them paid for or none."""

    at_ms: float
    together: int
    paid: bool


@dataclass(frozen=True, slots=True)
class Moments:
    """In the order of time, and when the next ones may follow: over all, and of the free ones."""

    given: tuple[Moment, ...]
    next_ms: float
    next_free_ms: float


def next_moments(over_all: Window, free: Window, *, paid: int, unpaid: int) -> Moments:
    """Each message takes its place over all; of the free ones only those that nobody pays for, so
    that what is paid for never waits for them.
    """
    every, few = _Filling(over_all), _Filling(free)
    moments = []
    while paid or unpaid:
        bunch, some = min(every.bunch, paid), min(every.bunch, few.bunch, unpaid)
        for_paid = every.earliest(bunch)
        for_unpaid = max(every.earliest(some), few.earliest(some))
        if unpaid and (not paid or for_unpaid <= for_paid):
            moments.append(Moment(for_unpaid, some, paid=False))
            every.take(for_unpaid, some)
            few.take(for_unpaid, some)
            unpaid -= some
        else:
            moments.append(Moment(for_paid, bunch, paid=True))
            every.take(for_paid, bunch)
            paid -= bunch
    return Moments(tuple(moments), every.next_ms, few.next_ms)


def moments_by(free: Window, most: int, by_ms: float) -> list[float]:
    """The moments, `most` of them, that a window gives no later than `by_ms`."""
    filling, found = _Filling(free), list[float]()
    while len(found) < most and (moment := filling.earliest(1)) <= by_ms:
        found.append(moment)
        filling.take(moment, 1)
    return found


class _Filling:
    """A window as moments are given, each counted before it is behind us."""

    def __init__(self, window: Window) -> None:
        allowance = window.allowance
        self.bunch = min(allowance.bunch, allowance.most)
        self._allowance = allowance
        self.next_ms = window.next_ms
        self._taken = list(window.places)
        self._left = sum(count for _, count in window.places)
        self._gone = 0  # places before this one count no more, whatever comes

    def earliest(self, count: int) -> float:
        """From when on so many more fit; all that is given counts, what lies behind it too."""
        moment, left, most = self.next_ms, self._left, self._allowance.most
        for place in range(self._gone, len(self._taken)):
            until, others = self._taken[place]
            free_at = until + self._allowance.span_ms
            if left + count <= most and free_at > moment:
                break
            moment = max(moment, free_at)
            left -= others
        return moment

    def take(self, moment: float, count: int) -> None:
        """At that moment, or later than the earliest where another window has none before it."""
        self.next_ms = self.earliest(count) + count * self._allowance.spacing_ms
        insort(self._taken, place_of(moment, count), lo=self._gone)
        self._left += count
        span_ms = self._allowance.span_ms
        while self._taken[self._gone][0] + span_ms <= self.next_ms:
            self._left -= self._taken[self._gone][1]
            self._gone += 1


def place_of(moment_ms: float, count: int = 1) -> Place:
    """What a moment that is given takes."""
    return ceil(moment_ms) + USUAL_MS, count


def moved(places: Iterable[Place], late: Iterable[tuple[float, float]]) -> list[Place]:
    """Each was given the first moment, in ms, and may have been accepted up to the second."""
    counts: Counter[int] = Counter()
    for until, count in places:
        counts[until] += count
    for given_ms, accepted_by_ms in late:
        usual, _ = place_of(given_ms)
        counts[usual] -= counts[usual] > 0
        counts[ceil(accepted_by_ms / _GRAIN_MS) * _GRAIN_MS] += 1
    return sorted((until, count) for until, count in counts.items() if count)
