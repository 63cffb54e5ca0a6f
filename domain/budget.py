"""What the budget of a campaign may be raised to, and how it was; the rows are storage's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.errors import Refusal
from domain.money import LARGEST_MINOR

LARGEST_BUDGET_MINOR: Final = LARGEST_MINOR // 100
"""Shares of it are asked of the database in hundredths, which must fit a column, too."""


@dataclass(eq=False)
class NotARaise(Refusal):
    """Of `currency`; no more than there is, or beyond LARGEST_BUDGET_MINOR.

    A budget is never lowered: who claimed relied on it.
    """

    present_minor: int
    wanted_minor: int
    currency: str

    @property
    def is_too_large(self) -> bool:
        return self.wanted_minor > LARGEST_BUDGET_MINOR


@dataclass(frozen=True, slots=True)
class Raise:
    """One that was made: from what to what, by whom and why; minor units."""

    before_minor: int
    after_minor: int
    reason: str
    by: str
    at: datetime


def ensure_raise(present_minor: int, wanted_minor: int, currency: str) -> None:
    """Raise NotARaise for anything that is less, the same, or beyond all budgets."""
    if not present_minor < wanted_minor <= LARGEST_BUDGET_MINOR:
        raise NotARaise(present_minor, wanted_minor, currency)
