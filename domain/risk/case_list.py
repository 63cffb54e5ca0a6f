"""Which cases a list is to show: by where they stand, whose clock runs, what was seen; no rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.platforms import Platform
from domain.risk.cases import HOLDING, UNDECIDED, CaseLine, CaseStatus
from domain.risk.evidence import Signal

C = CaseStatus


class CaseState(StrEnum):
    """Statuses as people look for them."""

    WAITING = "waiting"  # a person's decision is due, or will be
    ASKED = "asked"
    ANSWERED = "answered"
    APPEALED = "appealed"
    CONFIRMED = "confirmed"  # the creator may still appeal
    COUNTS = "counts"  # ended in the creator's favour
    VOID = "void"
    MOOT = "moot"
    HELD = "held"  # all that hold an amount
    ALL = "all"


STATUSES: Final[dict[CaseState, frozenset[CaseStatus]]] = {
    CaseState.WAITING: UNDECIDED,
    CaseState.ASKED: frozenset({C.OPEN}),
    CaseState.ANSWERED: frozenset({C.ANSWERED}),
    CaseState.APPEALED: frozenset({C.APPEALED}),
    CaseState.CONFIRMED: frozenset({C.CONFIRMED}),
    CaseState.COUNTS: frozenset({C.CLEARED, C.REINSTATED, C.LAPSED}),
    CaseState.VOID: frozenset({C.VOIDED}),
    CaseState.MOOT: frozenset({C.MOOT}),
    CaseState.HELD: HOLDING,
    CaseState.ALL: frozenset(C),
}


class CaseClock(StrEnum):
    """Whose time runs."""

    CREATOR = "creator"  # to answer, or to appeal
    OURS = "ours"  # to decide, and there is time left
    LATE = "late"  # the decision is overdue


@dataclass(frozen=True, slots=True)
class Wanted:
    """None: any of them."""

    state: CaseState = CaseState.WAITING
    clock: CaseClock | None = None
    signal: Signal | None = None
    campaign_id: int | None = None

    @property
    def statuses(self) -> Collection[CaseStatus]:
        return STATUSES[self.state]


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A line, what its work may earn at the most, and every signal of it once."""

    line: CaseLine
    appeal_due_at: datetime | None
    held_minor: int
    currency: str
    signals: tuple[Signal, ...]

    @property
    def holds(self) -> bool:
        return self.line.status in HOLDING

    def clock(self, now: datetime) -> CaseClock | None:
        """None: no clock runs any more."""
        return clock(self.line, now)

    def ends_at(self, now: datetime) -> datetime | None:
        """When the clock that runs is over, or was."""
        return ends_at(self.line, self.appeal_due_at, now)


@dataclass(frozen=True, slots=True)
class Holds:
    """What open cases hold of one campaign."""

    cases: int
    held_minor: int


@dataclass(frozen=True, slots=True)
class TriedPost:
    """Work that another setting was tried on; its newest case, if there ever was one."""

    assignment_id: int
    title: str
    creator: str
    platform: Platform
    handle: str
    case_id: int | None


def is_unanswered(line: CaseLine, now: datetime) -> bool:
    """The creator was asked and has had their time: a person's turn."""
    return line.status is C.OPEN and line.answer_due_at <= now


def clock(line: CaseLine, now: datetime) -> CaseClock | None:
    if line.status is C.CONFIRMED or (line.status is C.OPEN and now < line.answer_due_at):
        return CaseClock.CREATOR
    if line.status not in UNDECIDED:
        return None
    return CaseClock.OURS if now < line.decide_due_at else CaseClock.LATE


def ends_at(line: CaseLine, appeal_due_at: datetime | None, now: datetime) -> datetime | None:
    """When that clock is over, or was."""
    if line.status is C.CONFIRMED:
        return appeal_due_at
    match clock(line, now):
        case None:
            return None
        case CaseClock.CREATOR:
            return line.answer_due_at
        case _:
            return line.decide_due_at
