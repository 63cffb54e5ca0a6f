"""What a creator owes back, and how later earnings make it up; pure, no rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.errors import Refusal

RECOVERY_PERCENT: Final = 50
"""The most of each later settlement that goes to what its creator owes, unless configured."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One creator's money in one currency, in minor units; neither is ever below nought."""

    payable_minor: int
    owed_minor: int


@dataclass(frozen=True, slots=True)
class OfWork:
    """What one work's amount had to do with debts, in minor units."""

    recovered_minor: int = 0  # of it was set against what its creator owed
    owed_minor: int = 0  # of it had been paid out when it was taken back


LONGEST_REASON: Final = 500


@dataclass(eq=False)
class ReasonMissing(Refusal):
    """A debt is given up with a reason of at most LONGEST_REASON characters, or not at all."""


@dataclass(eq=False)
class MoneyOnItsWay(Refusal):
    """The bank has not answered yet: what it refuses would make up the debt by itself."""


@dataclass(frozen=True, slots=True)
class WriteOff:
    """A debt that was given up, by whom and why."""

    person_id: int
    name: str
    amount_minor: int
    currency: str
    reason: str
    decided_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Debtor:
    person_id: int
    name: str
    currency: str
    owed_minor: int


def still_here(amount_minor: int, standing: Standing) -> int:
    """How much of matured money can be taken from what is payable: money has no memory of parts."""
    return min(amount_minor, standing.payable_minor)


def recoverable(earned_minor: int, owed_minor: int, percent: int) -> int:
    """What of a later settlement is set against the debt: rounded down, so never above the part."""
    return min(owed_minor, earned_minor * percent // 100)
