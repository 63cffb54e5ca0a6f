"""The lines that may be disputed, the reasons for each, how long; a dispute's life is life.py's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.assignment import AssignmentStatus
from domain.errors import Refusal
from domain.payout import PayoutStatus

OPEN_FOR: Final = timedelta(days=60)  # from the moment that made the line
MOST_TIMES: Final = 3  # that one line is disputed, each time but the last withdrawn


class LineKind(StrEnum):
    """What is disputed; the comment says whose id `subject_id` is."""

    SETTLEMENT = "settlement"  # a settlement: its amount
    TAKEN_BACK = "taken_back"  # an assignment: it is void, its amounts were reversed
    RECOVERY = "recovery"  # a settlement: a part of it was set against what is owed
    REJECTION = "rejection"  # an assignment: its submission was refused
    MISSING = "missing"  # an assignment: no amount is there
    PAYOUT = "payout"  # a payout: what arrived, or did not
    WITHHOLDING = "withholding"  # a payout: the tax that was kept back of it


class DisputeReason(StrEnum):
    """What the creator says is wrong."""

    FIGURES = "figures"  # counted too little
    TERMS = "terms"  # not what was agreed
    NOT_SETTLED = "not_settled"  # nothing came at all
    RULES_KEPT = "rules_kept"  # it does what the brief asks for
    STAYED_UP = "stayed_up"  # the post is, or was, up as agreed
    GENUINE = "genuine"  # the work and who engaged with it are real
    NOT_OWED = "not_owed"  # nothing was to be made up
    NOT_ARRIVED = "not_arrived"
    WRONG_AMOUNT = "wrong_amount"  # another sum arrived
    TAX = "tax"  # less tax was due
    OTHER = "other"


K, R, S = LineKind, DisputeReason, AssignmentStatus
REASONS: Final[dict[LineKind, tuple[DisputeReason, ...]]] = {
    K.SETTLEMENT: (R.FIGURES, R.TERMS, R.OTHER),
    K.TAKEN_BACK: (R.STAYED_UP, R.GENUINE, R.OTHER),
    K.RECOVERY: (R.NOT_OWED, R.TERMS, R.OTHER),
    K.REJECTION: (R.RULES_KEPT, R.GENUINE, R.OTHER),
    K.MISSING: (R.NOT_SETTLED, R.OTHER),
    K.PAYOUT: (R.NOT_ARRIVED, R.WRONG_AMOUNT, R.OTHER),
    K.WITHHOLDING: (R.TAX, R.OTHER),
}
# Made good by a grant out of the campaign's budget; of the others money that was kept back, set
# off or sent in vain is payable again.
GRANTED_FOR: Final = frozenset({K.SETTLEMENT, K.TAKEN_BACK, K.REJECTION, K.MISSING})
OF_PAYOUTS: Final = frozenset({K.PAYOUT, K.WITHHOLDING})
# Approved work of which nothing is fixed yet, and work that the clock ended.
MAY_MISS: Final = frozenset({S.APPROVED, S.EXPIRED})
# The bank has answered that it paid.
SENT: Final = frozenset({PayoutStatus.PAID, PayoutStatus.CONFIRMED, PayoutStatus.DISPUTED})


@dataclass(eq=False)
class TooLate(Refusal):
    """The line could be disputed until `until`."""

    until: datetime


@dataclass(eq=False)
class DisputedAlready(Refusal):
    """There is a dispute about the line, decided or not."""

    dispute_id: int


@dataclass(eq=False)
class DisputedEnough(Refusal):
    """The line was disputed `times` times, and each time withdrawn."""

    times: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of money, or of work without any; minor units.

    `at` made it; where nothing did, its time does not run. `checkpoint` is a settlement's.
    `dispute_id` is of the dispute about it that was not withdrawn, if any.
    """

    kind: LineKind
    subject_id: int
    person_id: int
    title: str
    currency: str
    amount_minor: int
    at: datetime | None
    assignment_id: int | None = None
    payout_id: int | None = None
    campaign_id: int | None = None
    checkpoint: str = ""
    dispute_id: int | None = None
    times: int = 0

    def may_be_disputed(self, now: datetime) -> bool:
        in_time = self.at is None or now < self.at + OPEN_FOR
        return in_time and self.dispute_id is None and self.times < MOST_TIMES


def ensure_may_open(line: Line, reason: DisputeReason, now: datetime) -> None:
    """Raise DisputedAlready, TooLate, DisputedEnough; a reason of another kind is OTHER's."""
    assert reason in REASONS[line.kind]
    if line.dispute_id is not None:
        raise DisputedAlready(line.dispute_id)
    if line.at is not None and line.at + OPEN_FOR <= now:
        raise TooLate(line.at + OPEN_FOR)
    if line.times >= MOST_TIMES:
        raise DisputedEnough(line.times)
