"""How a pot is split: what is certain first, then in proportion, and no cap is passed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Final


class Limit(StrEnum):
    """What several works together may not pass."""

    POT = "pot"  # all of them
    CREATOR = "creator"  # those of one person
    TASK = "task"  # those of one cell


Bound = tuple[Limit, int]
"""A limit and whose it is: a person's id, a task's; of the pot there is one."""
POT: Final[Bound] = (Limit.POT, 0)


@dataclass(frozen=True, slots=True)
class InPot:
    """One work: what it came to by itself, how much of that was promised in any case."""

    earned_minor: int
    certain_minor: int
    person_id: int
    task_id: int

    @property
    def bounds(self) -> tuple[Bound, ...]:
        return POT, (Limit.CREATOR, self.person_id), (Limit.TASK, self.task_id)


def split(
    pot_minor: int, works: Sequence[InPot], rooms: Mapping[Bound, int] | None = None
) -> tuple[int, ...]:
    """What each gets; `rooms` is what caps leave, of those that there are.

    Nobody gets more than they earned, and what one cannot take goes to the others, until nobody
    could be given more without taking from another. The same every time: the earlier comes first.
    """
    left = {**(rooms or {}), POT: pot_minor}
    bounds = [tuple(each for each in work.bounds if each in left) for work in works]
    certain = [min(work.certain_minor, work.earned_minor) for work in works]
    first = _filled([0] * len(works), certain, bounds, left)
    return tuple(_filled(first, [work.earned_minor for work in works], bounds, left))


def _filled(
    start: Sequence[int],
    most: Sequence[int],
    bounds: Sequence[tuple[Bound, ...]],
    rooms: Mapping[Bound, int],
) -> list[int]:
    """From what each has towards the most it may have, all at one pace, as far as bounds allow.

    Whole minor units first, then one each to those whose fractions were the largest.
    """
    weights = [upper - lower for lower, upper in zip(start, most, strict=True)]
    stops = _stops(start, weights, bounds, rooms)
    exact = [stop * weight for stop, weight in zip(stops, weights, strict=True)]
    parts = [lower + int(more) for lower, more in zip(start, exact, strict=True)]
    left = dict(rooms)
    _take(left, bounds, parts)
    takers = sorted(range(len(parts)), key=lambda i: (int(exact[i]) - exact[i], i))
    while takers:
        takers = [i for i in takers if _takes_one(i, parts, most, bounds, left)]
    return parts


def _takes_one(
    i: int,
    parts: list[int],
    most: Sequence[int],
    bounds: Sequence[tuple[Bound, ...]],
    left: dict[Bound, int],
) -> bool:
    """A minor unit more for this one; False where there is none for it."""
    if parts[i] >= most[i] or any(left[each] < 1 for each in bounds[i]):
        return False
    parts[i] += 1
    for each in bounds[i]:
        left[each] -= 1
    return True


def _take(
    left: dict[Bound, int], bounds: Sequence[tuple[Bound, ...]], parts: Iterable[int]
) -> None:
    for mine, part in zip(bounds, parts, strict=True):
        for each in mine:
            left[each] -= part


@dataclass(slots=True)
class _Level:
    """Of one bound: what it leaves beside those who stopped, and who still rises under it."""

    left: Fraction
    weight: int
    members: list[int]

    @property
    def reached_at(self) -> Fraction:
        """The part of their weights at which its members have all of it; at most 1."""
        if self.left >= self.weight:
            return Fraction(1)
        return max(Fraction(0), self.left / self.weight)


def _stops(
    start: Sequence[int],
    weights: Sequence[int],
    bounds: Sequence[tuple[Bound, ...]],
    rooms: Mapping[Bound, int],
) -> list[Fraction]:
    """Up to which part of its weight each rises, exactly: the tightest bound stops its own first.

    A bound is reached later when another one stops some of its members, never earlier.
    """
    levels = _levels(start, weights, bounds, rooms)
    stops: dict[int, Fraction] = {}
    line = [(level.reached_at, bound) for bound, level in levels.items()]
    heapify(line)
    while line:
        stop, bound = heappop(line)
        if stop == 1:
            break
        if (later := levels[bound].reached_at) > stop:
            heappush(line, (later, bound))
            continue
        stopped = [i for i in levels[bound].members if i not in stops]
        stops |= dict.fromkeys(stopped, stop)
        _leave(levels, stopped, stop, weights, bounds)
    return [stops.get(i, Fraction(1)) for i in range(len(weights))]


def _levels(
    start: Sequence[int],
    weights: Sequence[int],
    bounds: Sequence[tuple[Bound, ...]],
    rooms: Mapping[Bound, int],
) -> dict[Bound, _Level]:
    levels = {bound: _Level(Fraction(room), 0, []) for bound, room in rooms.items()}
    for i, mine in enumerate(bounds):
        for each in mine:
            levels[each].left -= start[i]
            levels[each].weight += weights[i]
            levels[each].members.append(i)
    return levels


def _leave(
    levels: dict[Bound, _Level],
    stopped: Sequence[int],
    stop: Fraction,
    weights: Sequence[int],
    bounds: Sequence[tuple[Bound, ...]],
) -> None:
    """They rise no more: what they have is not there for the others of their bounds."""
    gone: dict[Bound, int] = {}
    for i in stopped:
        for each in bounds[i]:
            gone[each] = gone.get(each, 0) + weights[i]
    for each, weight in gone.items():
        levels[each].weight -= weight
        levels[each].left -= stop * weight
