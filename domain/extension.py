"""More time for a claimed task, by rule: once, a bounded span, never past the task's own end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.assignment import CREATORS_TURN, AssignmentStatus
from domain.errors import Refusal
from domain.submission import DeadWork, InReview

ONE_TAP: Final = timedelta(minutes=1)  # a second tap so soon was meant as the first


@dataclass(frozen=True, slots=True)
class Term:
    """A work's deadline and what stands against a later one; times are aware UTC."""

    assignment_id: int
    person_id: int
    title: str
    status: AssignmentStatus
    due_at: datetime
    task_due_at: datetime  # when the task itself ends, for everybody
    extended_at: datetime | None
    is_draft: bool  # what would be handed in, or was, is a draft


@dataclass(eq=False)
class NoMoreTime(Refusal):
    """`had_more`: it was given once; else the task itself ends then, or the house gives none."""

    title: str
    due_at: datetime
    had_more: bool


def until(term: Term, span: timedelta, now: datetime) -> datetime | None:
    """The later deadline that would be granted now; None when none would."""
    if term.status not in CREATORS_TURN or now >= term.due_at or term.extended_at is not None:
        return None
    later = min(term.due_at + span, term.task_due_at)
    return later if later > term.due_at else None


def was_just_given(term: Term, now: datetime) -> bool:
    """Whether asking again means the extra time that was given, not one more."""
    given_at = term.extended_at
    return term.status in CREATORS_TURN and given_at is not None and now - given_at <= ONE_TAP


def granted(term: Term, span: timedelta, now: datetime) -> datetime:
    """The later deadline; raises InReview, DeadWork, NoMoreTime."""
    ensure_creators_turn(term, now)
    later = until(term, span, now)
    if later is None:
        raise NoMoreTime(term.title, term.due_at, term.extended_at is not None)
    return later


def ensure_creators_turn(term: Term, now: datetime) -> None:
    """Raises InReview, DeadWork."""
    if term.status in (AssignmentStatus.DRAFT_SUBMITTED, AssignmentStatus.SUBMITTED):
        raise InReview(term.assignment_id, term.title, term.is_draft)
    if term.status not in CREATORS_TURN:
        raise DeadWork(term.title, term.status)
    if now >= term.due_at:
        raise DeadWork(term.title, AssignmentStatus.EXPIRED)
