"""Median and MAD of logarithms: what is usual among counts, which no outlier can move far."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_TO_DEVIATIONS: Final = 1.4826  # of a bell curve's standard deviation by its MAD
_NARROWEST: Final = 0.35  # counts that hardly vary would make a third more look like a wonder
_SMALL: Final = 5  # added to every count: the difference of 0 and 3 says nothing


@dataclass(frozen=True, slots=True)
class Usual:
    """The middle of some logarithms and how widely they scatter."""

    middle: float
    scatter: float

    @classmethod
    def of(cls, logarithms: Iterable[float]) -> "Usual":
        values = sorted(logarithms)
        middle = _median(values)
        mad = _median(sorted(abs(value - middle) for value in values))
        return cls(middle, max(_TO_DEVIATIONS * mad, _NARROWEST))

    def deviations(self, logarithm: float) -> float:
        return (logarithm - self.middle) / self.scatter


def _median(ordered: Sequence[float]) -> float:
    """The library's would bring fractions and random generators into every process: half a MB."""
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def log(count: float) -> float:
    return math.log(max(count, 0) + _SMALL)


def plain(logarithm: float) -> float:
    """The count behind a logarithm."""
    return round(math.exp(logarithm) - _SMALL, 1)
