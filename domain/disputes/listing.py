"""Disputes as people read them: a line in a list, one with its events; which a list is to show."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.disputes.life import (
    DECIDED,
    UNDECIDED,
    DisputeEventKind,
    DisputeFacts,
    DisputeStatus,
    EvidenceFile,
)
from domain.disputes.lines import DisputeReason, LineKind

D = DisputeStatus


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """One dispute in a list; `title` is the work's, or the reference of a payout."""

    dispute_id: int
    kind: LineKind
    status: DisputeStatus
    title: str
    creator: str
    amount_minor: int
    currency: str
    awarded_minor: int
    opened_at: datetime
    answer_due_at: datetime | None
    decide_due_at: datetime
    escalated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Objection:
    """The newest dispute of a payout, as it stands beside it: why, and the words it began with.

    `opens`: to the reader; of whoever may not decide on it, they see no more than this.
    """

    dispute_id: int
    status: DisputeStatus
    reason: DisputeReason
    words: str
    opens: bool

    @property
    def is_for_others(self) -> bool:
        """Somebody else than the reader is to decide."""
        return not self.opens and self.status in UNDECIDED


@dataclass(frozen=True, slots=True)
class DisputeEvent:
    """One line of a dispute's audit; no actor is the clock."""

    event_id: int
    kind: DisputeEventKind
    actor: str
    by_creator: bool
    note: str
    file: EvidenceFile | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DisputeFile:
    """One dispute with all that a person needs to judge it.

    `nobody_may`: of the staff, decide on it. `stands_in`: who reads it to decide, or has decided,
    prepared the payout and approved nothing, as nobody else was left.
    """

    facts: DisputeFacts
    line: DisputeLine
    post_url: str
    events: tuple[DisputeEvent, ...]
    nobody_may: bool = False
    stands_in: bool = False

    @property
    def is_stuck(self) -> bool:
        return self.nobody_may and self.facts.status is DisputeStatus.OPEN


@dataclass(frozen=True, slots=True)
class LateDisputes:
    """Whose time for a decision is over: of the reader and of others, and what nobody may decide,
    late or not."""

    own: int = 0
    others: int = 0
    stuck: int = 0


class DisputeState(StrEnum):
    """Statuses as people look for them."""

    WAITING = "waiting"  # a person's turn
    ASKED = "asked"
    UNDECIDED = "undecided"  # both
    MADE_GOOD = "made_good"
    DECLINED = "declined"
    LEFT = "left"  # withdrawn, or its line is gone
    ALL = "all"


STATUSES: Final[dict[DisputeState, frozenset[DisputeStatus]]] = {
    DisputeState.WAITING: frozenset({D.OPEN}),
    DisputeState.ASKED: frozenset({D.ASKED}),
    DisputeState.UNDECIDED: UNDECIDED,
    DisputeState.MADE_GOOD: DECIDED - {D.DECLINED},
    DisputeState.DECLINED: frozenset({D.DECLINED}),
    DisputeState.LEFT: frozenset(D) - UNDECIDED - DECIDED,
    DisputeState.ALL: frozenset(D),
}


class DisputeClock(StrEnum):
    """Whose time runs."""

    CREATOR = "creator"
    OURS = "ours"
    LATE = "late"  # our time is over


def clock(line: DisputeLine, now: datetime) -> DisputeClock | None:
    """None: no clock runs any more."""
    match line.status:
        case D.ASKED:
            return DisputeClock.CREATOR
        case D.OPEN:
            return DisputeClock.OURS if now < line.decide_due_at else DisputeClock.LATE
        case _:
            return None


def ends_at(line: DisputeLine) -> datetime:
    """When that clock is over, or was."""
    asked = line.status is D.ASKED and line.answer_due_at
    return asked or line.decide_due_at


@dataclass(frozen=True, slots=True)
class Wanted:
    """None: any of them."""

    state: DisputeState = DisputeState.UNDECIDED
    kind: LineKind | None = None

    @property
    def statuses(self) -> Collection[DisputeStatus]:
        return STATUSES[self.state]
