"""What a creator owes back, and how later earnings make it up; pure, no rows."""

import unicodedata
from dataclasses import dataclass, replace
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
    settled_minor: int = 0  # of that nothing is owed any more, whatever made it up
    repaid_minor: int = 0  # of that came by their own transfer

    def standing(self, owed_minor: int, repaid_minor: int) -> "OfWork":
        """With all that its creator owes by now, and has transferred back since it was taken."""
        settled = max(0, self.owed_minor - owed_minor)
        return replace(self, settled_minor=settled, repaid_minor=min(settled, repaid_minor))


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


LONGEST_TRANSFER_REFERENCE: Final = 64
LONGEST_TRANSFER: Final = 128
"""Some signs become several where a reference is brought into its one spelling."""


def transfer_of(bank_reference: str) -> str:
    """A reference in its one spelling, its letters and digits: FT-1, ft 1 and ＦＴ１. are the same.

    Empty where it has none.
    """
    plain = unicodedata.normalize("NFKC", bank_reference).casefold()
    signs = unicodedata.normalize("NFKC", plain)
    return "".join(filter(str.isalnum, signs))[:LONGEST_TRANSFER]


@dataclass(eq=False)
class RepaymentUnsaid(Refusal):
    """A transfer is booked with the bank's reference and a reason, or not at all."""


@dataclass(eq=False)
class RepaymentOutOfRange(Refusal):
    """Above nought, and no more than is owed: what came beyond it is sent back, not booked."""

    owed_minor: int
    currency: str


@dataclass(eq=False)
class RepaidBefore(Refusal):
    """That transfer is booked for this creator already: how, by whom and when.

    `timezone` is of who asks.
    """

    bank_reference: str
    amount_minor: int
    currency: str
    booked_by: str
    at: datetime
    timezone: str


@dataclass(frozen=True, slots=True)
class Repayment:
    """What a creator transferred back of a debt, and who booked it; `reason` in their words."""

    person_id: int
    name: str
    amount_minor: int
    currency: str
    bank_reference: str
    reason: str
    booked_by: str
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
