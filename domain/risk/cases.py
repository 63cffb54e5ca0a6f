"""A risk case's life: every status with its meaning, its clocks, who may say what when; no rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.assignment import ENDED_UNPAID, AssignmentStatus
from domain.errors import Refusal
from domain.hearing import ANSWER_TIME, REMINDED_BEFORE
from domain.passed_over import Heard
from domain.platforms import Platform
from domain.risk.evidence import Evidence
from domain.risk.thresholds import Thresholds

APPEAL_TIME: Final = timedelta(days=7)
PATIENCE: Final = timedelta(days=7)
"""After the escalation; then the case lapses, for no money is held for ever by our own silence."""

MOST_TIMES_ANEW: Final = 3
"""That the clocks of one case begin again by themselves, for more was seen."""


class CaseStatus(StrEnum):
    """Where one case of one assignment stands."""

    OPEN = "open"  # the creator was told and asked
    ANSWERED = "answered"  # the creator said how it came about; a person's turn
    CONFIRMED = "confirmed"  # a person says it does not count; the creator may still appeal
    APPEALED = "appealed"  # another person's turn
    CLEARED = "cleared"  # a person found nothing against it
    REINSTATED = "reinstated"  # the appeal was right
    LAPSED = "lapsed"  # nobody decided in time: it counts
    VOIDED = "voided"  # confirmed, and not appealed against in time or in vain: it does not count
    MOOT = "moot"  # the work ended for another reason


C = CaseStatus
# The work's own amount is not settled meanwhile, and a clock runs.
HOLDING: Final = frozenset({C.OPEN, C.ANSWERED, C.CONFIRMED, C.APPEALED})
# A person's decision is due, or will be.
UNDECIDED: Final = frozenset({C.OPEN, C.ANSWERED, C.APPEALED})
# The creator may say something.
ANSWERABLE: Final = frozenset({C.OPEN, C.ANSWERED})
# The work that can be looked at: handed in, and not settled yet.
LOOKED_AT: Final = frozenset({AssignmentStatus.SUBMITTED, AssignmentStatus.APPROVED})
ENDED: Final = ENDED_UNPAID


class EventKind(StrEnum):
    """What happened to a case; the rows are its audit."""

    OPENED = "opened"  # with its first signals
    SEEN_MORE = "seen_more"  # further signals
    REMINDED = "reminded"  # the creator, a day before their time is over
    ANSWERED = "answered"
    UNANSWERED = "unanswered"  # the creator's time is over
    ASKED_AGAIN = "asked_again"
    ESCALATED = "escalated"  # owners were told that nobody decides
    CLEARED = "cleared"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"
    REINSTATED = "reinstated"
    UPHELD = "upheld"  # the appeal was in vain
    LAPSED = "lapsed"
    VOIDED = "voided"
    MOOT = "moot"


class RiskReason(StrEnum):
    """Why work does not count, in a person's judgement."""

    BOUGHT = "bought"  # interactions that were bought or faked
    INVENTED = "invented"  # figures that cannot be
    COPIED = "copied"  # somebody else's words or pictures
    NOT_THEIRS = "not_theirs"  # another account's post
    OLD_POST = "old_post"  # published before the claim
    ONE_OF_MANY = "one_of_many"  # several accounts that are one person's


class CaseStep(StrEnum):
    """What a clock of a case does when it runs out."""

    REMIND = "remind"
    HAND_OVER = "hand_over"  # the creator's time is over: a person's turn
    ESCALATE = "escalate"
    LAPSE = "lapse"
    VOID = "void"


@dataclass(eq=False)
class AnswerAwaited(Refusal):
    """Nobody is confirmed against before they could answer, until `until`."""

    until: datetime


@dataclass(eq=False)
class CaseNotOpen(Refusal):
    """It was decided on, or ended, meanwhile."""

    case_id: int


@dataclass(eq=False)
class AppealOver(Refusal):
    """The time to appeal ended at `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class RiskRules:
    """What the agency has chosen: where rules begin, and how long a person may take."""

    thresholds: Thresholds = Thresholds()  # noqa: RUF009  (frozen)
    decide_hours: int = 48


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case as its services see it; times are aware UTC."""

    case_id: int
    assignment_id: int
    person_id: int
    work: AssignmentStatus
    status: CaseStatus
    decide_hours: int
    opened_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None
    decide_due_at: datetime
    escalated_at: datetime | None
    next_at: datetime | None
    decided_by: int | None
    decided_at: datetime | None
    reason: str
    note: str
    appeal_due_at: datetime | None
    is_of_actor: bool = False

    @property
    def is_appeal(self) -> bool:
        return self.status is C.APPEALED


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One line of a case's audit; no actor is the clock. `picture` is Telegram's id of a photo."""

    event_id: int
    kind: EventKind
    actor: str
    reason: str
    note: str
    picture: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list."""

    case_id: int
    assignment_id: int
    status: CaseStatus
    title: str
    creator: str
    platform: Platform
    handle: str
    signals: int
    opened_at: datetime
    answer_due_at: datetime
    decide_due_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case with all that a person needs to judge it.

    `seen_at` of each piece of evidence; `readings` of its post, the newest first, for staff.
    `others_may`: of the staff somebody else than who reads it may decide, or judge an appeal.
    """

    facts: CaseFacts
    line: CaseLine
    post_url: str
    evidence: tuple[Evidence, ...]
    seen_at: tuple[datetime, ...]
    events: tuple[CaseEvent, ...]
    readings: tuple[Heard, ...] = ()
    actor_may: bool = False
    others_may: bool = False


def first_clock(opened_at: datetime, decide_hours: int) -> tuple[datetime, datetime]:
    """Until when the creator may answer, and until when a person is to decide."""
    answer_due_at = opened_at + ANSWER_TIME
    return answer_due_at, answer_due_at + timedelta(hours=decide_hours)


def clocks(asked_at: datetime, decide_hours: int) -> dict[str, datetime]:
    """The same with what is due next, by the names of a case's columns."""
    answer_due_at, decide_due_at = first_clock(asked_at, decide_hours)
    return {
        "answer_due_at": answer_due_at,
        "decide_due_at": decide_due_at,
        "next_at": answer_due_at - REMINDED_BEFORE,
    }


def decision_due(facts: CaseFacts, now: datetime) -> datetime:
    """The creator has spoken: until when a person is to decide, as promised at the opening."""
    return now + timedelta(hours=facts.decide_hours)


def lapses_at(now: datetime) -> datetime:
    """After an escalation that nobody follows."""
    return now + PATIENCE


def counts_at(facts: CaseFacts) -> datetime:
    """When it counts, if nobody decides: the call to owners comes once the decision is overdue."""
    return lapses_at(facts.escalated_at or facts.decide_due_at)


def step(facts: CaseFacts, now: datetime) -> CaseStep | None:
    """What is due on a case that holds; None while no clock has run out."""
    if facts.next_at is None or facts.next_at > now:
        return None
    if facts.status is C.CONFIRMED:
        return CaseStep.VOID
    if facts.status is C.OPEN and now < facts.answer_due_at:
        return CaseStep.REMIND
    if facts.status is C.OPEN and facts.next_at <= facts.answer_due_at:
        return CaseStep.HAND_OVER
    return CaseStep.LAPSE if facts.escalated_at else CaseStep.ESCALATE


def ensure_may_confirm(facts: CaseFacts, now: datetime) -> None:
    """Raise AnswerAwaited while the creator may still speak first."""
    if is_answer_awaited(facts, now):
        raise AnswerAwaited(facts.answer_due_at)


def is_answer_awaited(facts: CaseFacts, now: datetime) -> bool:
    """The creator has neither answered nor had the time to."""
    return facts.status is C.OPEN and now < facts.answer_due_at


def may_ask_anew(facts: CaseFacts, times_seen_more: int) -> bool:
    """Whether what is seen now gives the creator the whole time once more.

    So often and no more: else a case that always finds something would hold its amount for ever.
    """
    return facts.status in ANSWERABLE and times_seen_more < MOST_TIMES_ANEW


def told_in_order(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The strongest first."""
    return tuple(sorted(evidence, key=lambda each: (-each.strength, each.signal, each.measure)))
