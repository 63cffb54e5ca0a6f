"""What a bank says of one payout; in which words and columns it does, others know."""

from enum import StrEnum


class Outcome(StrEnum):
    """What the bank says of one payout."""

    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"  # refused, or sent back after it had been paid: which, our rows know
    PENDING = "pending"  # taken in and not paid yet: nothing moves
