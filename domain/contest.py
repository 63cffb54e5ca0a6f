"""Whether one wording of a broadcast did better than all others, or the numbers do not tell.

The difference of two shares is judged by the two-proportion z test with a pooled share:
NIST/SEMATECH e-Handbook of Statistical Methods, 7.3.3,
https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import Final

from domain.broadcast import VariantOutcome

MAY_ERR: Final = 0.05
"""How often one is called better where none is, whichever of all pairs it is (Bonferroni)."""

LEAST_EXPECTED: Final = 5
"""Of either kind in each of two: with fewer the normal curve does not fit (the usual rule)."""


class Deed(StrEnum):
    """What readers do that wordings are compared by."""

    TAPPED = "tapped"
    CLAIMED = "claimed"


class Finding(StrEnum):
    TOO_FEW = "too_few"  # readers, or deeds
    ALIKE = "alike"  # as far as can be told: chance alone may have made what difference there is
    AHEAD = "ahead"  # one of all others


@dataclass(frozen=True, slots=True)
class Verdict:
    """By what, and the place of the wording that is ahead, if one is."""

    by: Deed
    finding: Finding
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """So many did it of so many who got it."""

    did: int
    of: int

    @property
    def share(self) -> float:
        return self.did / self.of if self.of else 0.0


def verdicts(variants: Sequence[VariantOutcome]) -> tuple[Verdict, ...]:
    """One for each deed that was counted; none where there is nothing to compare."""
    if len(variants) < 2:
        return ()
    told = (
        (Deed.TAPPED, [(each.tapped, each.delivered) for each in variants]),
        (Deed.CLAIMED, [(each.claimed, each.delivered) for each in variants]),
    )
    counted = ((by, [Part(did, of) for did, of in all_ if did is not None]) for by, all_ in told)
    return tuple(_verdict(by, parts) for by, parts in counted if len(parts) == len(variants))


def _verdict(by: Deed, parts: list[Part]) -> Verdict:
    pairs = list(combinations(parts, 2))
    if not all(_tell_enough(*pair) for pair in pairs):
        return Verdict(by, Finding.TOO_FEW)
    first = max(range(len(parts)), key=lambda place: parts[place].share)
    others = (each for place, each in enumerate(parts) if place != first)
    if _is_ahead(parts[first], others, beyond(len(pairs))):
        return Verdict(by, Finding.AHEAD, first)
    return Verdict(by, Finding.ALIKE)


def _is_ahead(first: Part, others: Iterable[Part], bound: float) -> bool:
    return all(apart(first, each) > bound for each in others)


def _tell_enough(one: Part, other: Part) -> bool:
    """As many are to be expected in each, who did it and who did not, if both did alike."""
    pooled = _pooled(one, other)
    least = min(one.of, other.of) * min(pooled, 1 - pooled)
    return least >= LEAST_EXPECTED


def apart(one: Part, other: Part) -> float:
    """How far one's share is above the other's, in standard errors of that difference."""
    pooled = _pooled(one, other)
    error = sqrt(pooled * (1 - pooled) * (1 / one.of + 1 / other.of))
    return (one.share - other.share) / error


def _pooled(one: Part, other: Part) -> float:
    return Part(one.did + other.did, one.of + other.of).share


def beyond(pairs: int) -> float:
    """So many standard errors are more than chance, where so many pairs are looked at."""
    return NormalDist().inv_cdf(1 - MAY_ERR / 2 / pairs)
