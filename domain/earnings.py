"""What a creator has earned, as /earnings and /why show it; every figure comes from the ledger."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.assignment import AssignmentStatus
from domain.basis import Basis
from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount
from domain.passed_over import PassedOver
from domain.payout import PayoutStatus
from domain.pricing import PriceLine
from domain.receivable import OfWork
from domain.settlement import SettlementState
from domain.settlement_waits import Unsettled
from domain.terms import Terms
from domain.tracking import TrackedLink


@dataclass(frozen=True, slots=True)
class Totals:
    """One currency's balances, in minor units; `owed_minor` is what later earnings make up."""

    currency: str
    pending_minor: int = 0
    payable_minor: int = 0
    owed_minor: int = 0
    in_transit_minor: int = 0
    paid_minor: int = 0
    withheld_minor: int = 0  # with the tax office, of what was paid or is on its way

    @property
    def standing_minor(self) -> int:
        """What is theirs and has not reached them yet, less what they owe."""
        return self.pending_minor + self.payable_minor + self.in_transit_minor - self.owed_minor

    @property
    def left_minor(self) -> int:
        """What left: it is with the bank, has reached them, or is with the tax office."""
        return self.in_transit_minor + self.paid_minor + self.withheld_minor

    @property
    def whole_minor(self) -> int:
        """All that was theirs, wherever it is, less what they owe."""
        return self.pending_minor + self.payable_minor - self.owed_minor + self.left_minor

    def __add__(self, change: "Totals") -> "Totals":
        return Totals(
            self.currency,
            self.pending_minor + change.pending_minor,
            self.payable_minor + change.payable_minor,
            self.owed_minor + change.owed_minor,
            self.in_transit_minor + change.in_transit_minor,
            self.paid_minor + change.paid_minor,
            self.withheld_minor + change.withheld_minor,
        )


_SHOWN_AS: Final = {
    LedgerAccount.CREATOR_PENDING: "pending_minor",
    LedgerAccount.CREATOR_PAYABLE: "payable_minor",
    LedgerAccount.CREATOR_RECEIVABLE: "owed_minor",
    LedgerAccount.PAYOUT_IN_TRANSIT: "in_transit_minor",
    LedgerAccount.PAID_OUT: "paid_minor",
    LedgerAccount.TAX_WITHHELD: "withheld_minor",
}


def summed(currency: str, amounts: Iterable[tuple[LedgerAccount, int]]) -> Totals:
    """Of what stands, or moves, on a creator's accounts in one currency."""
    sums: Counter[str] = Counter()
    for account, amount_minor in amounts:
        if account in _SHOWN_AS:
            owes = account is LedgerAccount.CREATOR_RECEIVABLE  # a debt stands below nought
            sums[_SHOWN_AS[account]] += -amount_minor if owes else amount_minor
    return Totals(currency, **sums)


@dataclass(frozen=True, slots=True)
class Expected:
    """What approved work would earn that no cut-off fixed yet; unread posts leave a span."""

    currency: str
    works: int
    least_minor: int
    most_minor: int


@dataclass(frozen=True, slots=True)
class Maturing:
    """What becomes payable next, and when."""

    at: datetime
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class EarningLine:
    """One settled or granted amount in a list."""

    assignment_id: int
    title: str
    amount_minor: int
    currency: str
    settled_at: datetime
    payable_at: datetime
    state: SettlementState
    checkpoint: str  # see domain/checkpoints
    category: str  # of its task: many tasks of one title have each their own
    dispute_id: int = 0  # of a grant, which no checkpoint fixed
    recovered_minor: int = 0  # of it, set against what its creator owes
    sent: "Sent | None" = None

    @property
    def paid_at(self) -> datetime | None:
        return self.sent.paid_at if self.sent else None


@dataclass(frozen=True, slots=True)
class Opened:
    """One of the newest amounts, for staff to open."""

    assignment_id: int
    title: str
    creator: str
    amount_minor: int
    currency: str
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """What an earlier checkpoint fixed."""

    checkpoint: str
    amount_minor: int
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a checkpoint fixed; `posting_hash` is empty where the amount is nought."""

    settlement_id: int
    checkpoint: str
    settled_at: datetime
    payable_at: datetime
    state: SettlementState
    posting_hash: str


ARRIVED: Final = (PayoutStatus.PAID, PayoutStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Sent:
    """The payout that took an amount along: the first one prepared since it was payable."""

    reference: str
    status: PayoutStatus
    answered_at: datetime | None
    is_exported: bool  # its batch is with the bank
    batch_id: int

    @property
    def paid_at(self) -> datetime | None:
        """By the bank's answer; of what its creator disputes nobody says so."""
        return self.answered_at if self.status in ARRIVED else None


@dataclass(frozen=True, slots=True)
class MadeGood:
    """What a dispute gave to one work; `posting_hash` leads to the ledger."""

    dispute_id: int
    kind: LineKind
    amount_minor: int
    at: datetime
    is_taken_back: bool
    note: str
    posting_hash: str
    sent: Sent | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One amount, opened down to what it follows from; its numbers recompute to the same unit.

    Without `fixed` it is what the work would earn by what came so far. `basis` is empty for flat
    terms and where nothing came; `passed_over` came too and does not pay.
    """

    assignment_id: int
    person_id: int
    creator: str
    status: AssignmentStatus
    title: str
    campaign: str
    currency: str
    post_url: str
    terms: Terms
    terms_version: int
    cutoff_at: datetime | None
    basis: Basis
    amount_minor: int
    price_lines: tuple[PriceLine, ...]
    fixed: Fixed | None
    passed_over: tuple[PassedOver, ...]
    link: TrackedLink | None
    held_by: int | None = None  # the risk case that it waits for
    waits: Unsettled | None = None  # past its cut-off, for something else
    earlier: tuple[Part, ...] = ()  # what was fixed before; `amount_minor` leaves it out
    sent: Sent | None = None
    parts: tuple[Part, ...] = ()  # all that was fixed of the work, in its order
    debts: OfWork = OfWork()  # noqa: RUF009  (frozen)
    made_good: tuple[MadeGood, ...] = ()  # by disputes; `amount_minor` leaves it out

    @property
    def payouts(self) -> tuple[Sent, ...]:
        """Those that took it along, and what disputes made good; each once."""
        found = (self.sent, *(each.sent for each in self.made_good))
        return tuple(dict.fromkeys(each for each in found if each))
