"""What a bank's answer does, told before it is booked: sums a batch, and which payouts; pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.payout import PayoutStatus

MOST_TOLD: Final = 10  # payouts that a dry run names
_ORDER: Final = (PayoutStatus.BOUNCED, PayoutStatus.FAILED, PayoutStatus.PAID)


@dataclass(frozen=True, slots=True)
class BankMove:
    """One payout that the answer moves; `name` is its creator's, `reason` in the bank's words."""

    target: PayoutStatus  # paid, failed or bounced
    batch_id: int
    reference: str
    name: str
    masked: str
    amount_minor: int
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchSum:
    """All of a batch that the answer moves one way."""

    batch_id: int
    target: PayoutStatus
    payouts: int
    amount_minor: int
    currency: str


def summed(sums: Iterable[BatchSum]) -> tuple[BatchSum, ...]:
    """One of each batch and way; within a batch what came back first, what was paid last."""
    found: defaultdict[tuple[int, PayoutStatus, str], list[BatchSum]] = defaultdict(list)
    for each in sums:
        found[each.batch_id, each.target, each.currency].append(each)
    ordered = sorted(found.items(), key=lambda pair: (pair[0][0], urgency(pair[0][1])))
    return tuple(
        BatchSum(
            batch_id,
            target,
            sum(each.payouts for each in same),
            sum(each.amount_minor for each in same),
            currency,
        )
        for (batch_id, target, currency), same in ordered
    )


def urgency(target: PayoutStatus) -> int:
    """What went wrong is looked at first."""
    return _ORDER.index(target)
