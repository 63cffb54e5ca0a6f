"""A dispute's life: every status with its meaning, its clocks, what may be decided; no rows.

No clock closes a dispute: our silence calls owners again and again, a creator's hands the dispute
to a person. And no outcome takes anything from whoever opened it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.assignment import AssignmentStatus
from domain.disputes.lines import GRANTED_FOR, DisputeReason, LineKind
from domain.errors import Refusal
from domain.files import Kind
from domain.hearing import ANSWER_TIME, REMINDED_BEFORE

DECIDE_TIME: Final = timedelta(hours=72)  # ours, from the opening and from each answer
CALLED_AGAIN: Final = timedelta(days=3)  # owners, as long as nobody decides
MOST_SAID: Final = 12  # things that a creator adds to one dispute, answers left out
EVIDENCE_KINDS: Final = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP, Kind.CSV, Kind.XLSX})


class DisputeStatus(StrEnum):
    """Where one dispute stands."""

    OPEN = "open"  # a person's turn
    ASKED = "asked"  # the creator's turn: a person asked them something
    GRANTED = "granted"  # an extra amount out of the campaign's budget
    GIVEN_BACK = "given_back"  # what was kept back, set off or sent in vain is payable again
    DECLINED = "declined"  # a person found that the line is right
    WITHDRAWN = "withdrawn"  # by its creator
    MOOT = "moot"  # the line is gone: its work became void meanwhile, which is a line of its own


D = DisputeStatus
UNDECIDED: Final = frozenset({D.OPEN, D.ASKED})
MADE_GOOD: Final = frozenset({D.GRANTED, D.GIVEN_BACK})
DECIDED: Final = MADE_GOOD | {D.DECLINED}
# The line may be disputed anew.
LEFT: Final = frozenset({D.WITHDRAWN, D.MOOT})


class DisputeEventKind(StrEnum):
    """What happened to a dispute; the rows are its audit."""

    OPENED = "opened"
    ADDED = "added"  # the creator said more, unasked
    ASKED = "asked"
    REMINDED = "reminded"  # the creator, a day before their time is over
    ANSWERED = "answered"
    UNANSWERED = "unanswered"  # the creator's time is over: a person's turn by what there is
    ESCALATED = "escalated"  # owners were told that nobody decides
    GRANTED = "granted"
    GIVEN_BACK = "given_back"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MOOT = "moot"


class DisputeStep(StrEnum):
    """What a clock of a dispute does when it runs out."""

    REMIND = "remind"
    HAND_OVER = "hand_over"  # the creator's time is over: a person's turn
    ESCALATE = "escalate"


class Called(StrEnum):
    """Who was called when nobody had decided in time; owners hear of it in any case."""

    OWNERS = "owners"  # who may decide themselves
    OTHERS = "others"  # no owner may: who may was called once more
    NOBODY = "nobody"  # nobody of the staff may: owners were asked to bring somebody in


@dataclass(eq=False)
class DisputeOver(Refusal):
    """It was decided on, withdrawn, or ended meanwhile."""

    dispute_id: int


@dataclass(eq=False)
class SaidEnough(Refusal):
    """So much may be added, and no more."""

    times: int


@dataclass(eq=False)
class AwardOutOfRange(Refusal):
    """From 1 up to `most_minor`, of `currency`; 0: its work has had all that it may be granted.

    `is_whole`: nothing but all of it.
    """

    most_minor: int
    currency: str
    is_whole: bool = False


@dataclass(eq=False)
class BudgetShort(Refusal):
    """The campaign has not that much left; an owner may raise its budget or decide on less."""

    currency: str


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that was judged: where Telegram keeps it, and what tells that it is still the same."""

    file_id: str
    kind: Kind
    sha256: str


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """One dispute as its services see it; times are aware UTC, money minor units.

    `work` is its assignment's status. `cap_minor` is the agreed most for one post, nought without
    a work; `settled_minor` and `granted_minor` are what checkpoints and disputes gave that work
    before. `is_of_actor`: they opened it, are linked to whoever did, or had a part in what it is
    about.
    """

    dispute_id: int
    kind: LineKind
    subject_id: int
    assignment_id: int | None
    payout_id: int | None
    campaign_id: int | None
    person_id: int
    currency: str
    amount_minor: int
    reason: DisputeReason
    status: DisputeStatus
    opened_at: datetime
    answer_due_at: datetime | None
    decide_due_at: datetime
    escalated_at: datetime | None
    next_at: datetime | None
    decided_by: int | None
    decided_at: datetime | None
    awarded_minor: int
    note: str
    work: AssignmentStatus | None
    cap_minor: int
    settled_minor: int
    granted_minor: int
    is_of_actor: bool

    @property
    def is_open(self) -> bool:
        return self.status in UNDECIDED

    @property
    def is_grant(self) -> bool:
        """Made good out of the campaign's budget, and not out of what the creator had."""
        return self.kind in GRANTED_FOR

    @property
    def most_minor(self) -> int:
        """The most that may be awarded; all grants of one work come to no more than its cap."""
        match self.kind:
            case LineKind.TAKEN_BACK:
                return max(self.cap_minor, self.amount_minor)
            case LineKind.MISSING:  # it may have been settled since
                return max(0, self.cap_minor - self.settled_minor - self.granted_minor)
            case LineKind.SETTLEMENT | LineKind.REJECTION:
                return max(0, self.cap_minor - self.granted_minor)
            case _:
                return self.amount_minor

    @property
    def whole_minor(self) -> int | None:
        """The whole line; None where it was paid already, or is no amount: somebody says one."""
        is_paid = self.kind is LineKind.SETTLEMENT
        return None if is_paid else self.amount_minor or None

    @property
    def made_good_by(self) -> DisputeStatus:
        return D.GRANTED if self.is_grant else D.GIVEN_BACK


def staffs_turn(now: datetime) -> dict[str, datetime | None]:
    """A person is to decide: by the names of a dispute's columns."""
    due_at = now + DECIDE_TIME
    return {"decide_due_at": due_at, "next_at": due_at, "escalated_at": None}


def creators_turn(now: datetime) -> dict[str, datetime | None]:
    """The creator was asked."""
    due_at = now + ANSWER_TIME
    return {"answer_due_at": due_at, "next_at": due_at - REMINDED_BEFORE, "escalated_at": None}


def step(facts: DisputeFacts, now: datetime) -> DisputeStep | None:
    """What is due on an open dispute; None while no clock has run out."""
    if facts.next_at is None or facts.next_at > now:
        return None
    if facts.status is D.OPEN:
        return DisputeStep.ESCALATE
    if facts.answer_due_at is not None and now < facts.answer_due_at:
        return DisputeStep.REMIND
    return DisputeStep.HAND_OVER


def ensure_award(facts: DisputeFacts, amount_minor: int) -> None:
    """Raise AwardOutOfRange; a payout that did not arrive is given back whole."""
    most = facts.most_minor
    is_whole = facts.kind is LineKind.PAYOUT
    if not max(1, most if is_whole else 1) <= amount_minor <= most:
        raise AwardOutOfRange(most, facts.currency, is_whole)


def ensure_may_say(times: int) -> None:
    if times >= MOST_SAID:
        raise SaidEnough(times)
