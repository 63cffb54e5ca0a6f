"""What the bank answered of a batch, held against what was sent to it; pure sums."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from domain.payout import PayoutItem, PayoutStatus

P = PayoutStatus
_PAID = frozenset({P.PAID, P.CONFIRMED, P.DISPUTED})


@dataclass(frozen=True, slots=True)
class Some:
    """Payouts and what they come to, in minor units of the batch's currency."""

    payouts: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`failed` by the bank's reason, the most money first; `missing` has no answer yet.

    `bounced` was paid and came back.

    `posted_minor` is what the ledger paid out for the batch, `waiting_minor` what it holds in
    transit for it, `frozen_minor` what was approved.
    """

    batch_id: int
    currency: str
    sent: Some
    paid: Some
    failed: tuple[tuple[str, Some], ...]
    missing: Some
    bounced: Some
    posted_minor: int
    waiting_minor: int

    @property
    def is_even(self) -> bool:
        """Answers and what is open come to the batch, and the ledger moved just that."""
        failed_minor = sum(some.amount_minor for _, some in self.failed)
        told = self.paid.amount_minor + self.bounced.amount_minor + failed_minor
        return (
            told + self.missing.amount_minor,
            self.paid.amount_minor,
            self.missing.amount_minor,
        ) == (
            self.sent.amount_minor,
            self.posted_minor,
            self.waiting_minor,
        )


def reconciled(
    batch_id: int,
    currency: str,
    items: Iterable[PayoutItem],
    *,
    posted_minor: int,
    waiting_minor: int,
) -> Reconciliation:
    items = tuple(items)
    by_reason: defaultdict[str, list[PayoutItem]] = defaultdict(list)
    for each in items:
        if each.status is P.FAILED:
            by_reason[each.problem].append(each)
    failed = ((reason, _some(found)) for reason, found in by_reason.items())
    return Reconciliation(
        batch_id,
        currency,
        _some(items),
        _some(each for each in items if each.status in _PAID),
        tuple(sorted(failed, key=lambda pair: (-pair[1].amount_minor, pair[0]))),
        _some(each for each in items if each.status is P.IN_TRANSIT),
        _some(each for each in items if each.status is P.BOUNCED),
        posted_minor,
        waiting_minor,
    )


def _some(items: Iterable[PayoutItem]) -> Some:
    amounts = [each.amount_minor for each in items]
    return Some(len(amounts), sum(amounts))
