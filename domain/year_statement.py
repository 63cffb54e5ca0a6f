"""A year of somebody's payouts, summed by month and currency; where they come from is not known."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class YearLine:
    """One month's sums in one currency, in minor units; `month` 0 is the whole year."""

    month: int
    currency: str
    payouts: int
    gross_minor: int
    withheld_minor: int

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.withheld_minor


@dataclass(frozen=True, slots=True)
class YearStatement:
    year: int
    person_id: int
    name: str
    timezone: str  # whose months they are
    lines: tuple[YearLine, ...]

    @property
    def totals(self) -> tuple[YearLine, ...]:
        """One a currency."""
        return summed(
            (0, each.currency, each.payouts, each.gross_minor, each.withheld_minor)
            for each in self.lines
        )


def summed(parts: Iterable[tuple[int, str, int, int, int]]) -> tuple[YearLine, ...]:
    """By month, then currency, of (month, currency, payouts, gross, withheld)."""
    sums: defaultdict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for month, currency, *amounts in parts:
        sums[month, currency] = [a + b for a, b in zip(sums[month, currency], amounts, strict=True)]
    return tuple(YearLine(*key, *amounts) for key, amounts in sorted(sums.items()))
