"""A pot split by rising alike, in fractions, until a limit; then in units. No test is here."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction

Under = Sequence[frozenset[Hashable]]
"""The limits that hold for each."""
Limits = Mapping[Hashable, int]


def filled(start: Sequence[int], most: Sequence[int], under: Under, limits: Limits) -> list[int]:
    """Whole units; what is left of fractions goes one by one to the largest, where it may."""
    exact = risen(start, most, under, limits)
    parts = [int(each) for each in exact]
    takers = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    while takers:
        taken = []
        for i in takers:
            if parts[i] < most[i] and all(limits[at] > _used(parts, under, at) for at in under[i]):
                parts[i] += 1
                taken.append(i)
        takers = taken
    return parts


def risen(
    start: Sequence[int], most: Sequence[int], under: Under, limits: Limits
) -> list[Fraction]:
    """All rise at one pace towards the most; whenever a limit is reached, those under it stop."""
    found, done = [Fraction(each) for each in start], Fraction(0)
    pace = [upper - lower for lower, upper in zip(start, most, strict=True)]
    rising = {i for i, each in enumerate(pace) if each > 0}
    while rising and done < 1:
        steps = {at: _step(found, pace, rising, under, at, limits[at]) for at in limits}
        step = min([1 - done, *(each for each in steps.values() if each is not None)])
        for i in rising:
            found[i] += pace[i] * step
        done += step
        reached = {at for at, each in steps.items() if each == step}
        rising = {i for i in rising if not under[i] & reached}
    return found


def _step(
    found: list[Fraction],
    pace: list[int],
    rising: set[int],
    under: Under,
    at: Hashable,
    limit: int,
) -> Fraction | None:
    """How much further until this limit; None where nobody rises under it."""
    speed = sum(pace[i] for i in rising if at in under[i])
    left = limit - _used(found, under, at)
    return max(Fraction(0), Fraction(left) / speed) if speed else None


def _used(parts: Sequence[int] | Sequence[Fraction], under: Under, at: Hashable) -> Fraction:
    mine = (part for part, limits in zip(parts, under, strict=True) if at in limits)
    return sum(mine, Fraction(0))
