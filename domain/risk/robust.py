"""Median and MAD of logarithms: what is usual among counts, which no outlier can move far."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
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
        middle = median(values)
        mad = median(sorted(abs(value - middle) for value in values))
        return cls(middle, max(_TO_DEVIATIONS * mad, _NARROWEST))

    def deviations(self, logarithm: float) -> float:
        return (logarithm - self.middle) / self.scatter


def log(count: float) -> float:
    return math.log(max(count, 0) + _SMALL)


def plain(logarithm: float) -> float:
    """The count behind a logarithm."""
    return round(math.exp(logarithm) - _SMALL, 1)
