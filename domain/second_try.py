"""Details that the bank could not pay to: held back until somebody stands by them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SentBack:
    """The newest payout that failed, to details that still stand unchanged.

    `problem` is what the bank said of it, which may be nothing.
    """

    payout_id: int
    batch_id: int
    person_id: int
    name: str
    amount_minor: int
    currency: str
    masked: str
    stamp: str
    problem: str


@dataclass(frozen=True, slots=True)
class TriedBefore:
    """What a payout's approver should know: the payout before it, to the same details, failed.

    `said_by` stands by the details all the same: their creator, or finance with a `reason`. It is
    empty where nobody did.
    """

    batch_id: int
    problem: str
    said_by: str
    by_creator: bool
    reason: str
    at: datetime | None
