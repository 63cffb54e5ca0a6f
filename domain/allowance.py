"""How many messages may be accepted in any second, and at which moments the next ones may go.

Nobody but Telegram knows when it accepted one: some time between its leaving and its answer. So a
place in the window is taken from the moment that was given until a second after the latest one at
which it may have been accepted. No stall of ours or of the network can then crowd a window.
"""

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


def next_moments(
    places: Sequence[Place], allowance: Allowance, from_ms: float, wanted: int
) -> list[tuple[float, int]]:
    """Moments in ms since the epoch and how many may go at each; `places` as `still_taken`."""
    taken, left, moment = list(places), sum(count for _, count in places), from_ms
    gone, moments = 0, []
    while wanted > 0:
        together = min(allowance.bunch, wanted, allowance.most)
        while gone < len(taken) and (
            left + together > allowance.most or taken[gone][0] + allowance.span_ms <= moment
        ):
            moment = max(moment, taken[gone][0] + allowance.span_ms)
            left -= taken[gone][1]
            gone += 1
        moments.append((moment, together))
        taken.append(place_of(moment, together))
        left += together
        wanted -= together
        moment += together * allowance.spacing_ms
    return moments


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
