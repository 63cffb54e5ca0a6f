"""A reviewer's decision: its kinds, reasons and clock; who may decide is the services' business."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal


class Decision(StrEnum):
    """What a review says about one submission; there is one per submission, ever."""

    APPROVE = "approve"  # a draft may be published; a published post counts
    CHANGES = "changes"  # the creator's turn again; the review clock stands still meanwhile
    REJECT = "reject"  # the end, unpaid; cites the clause of the brief it breaks


class ReasonCode(StrEnum):
    """Why a submission is not approved."""

    NO_DISCLOSURE = "no_disclosure"  # the advertisement or AI label is missing
    PARTS_MISSING = "parts_missing"  # required words, tags or the code are missing
    OFF_BRIEF = "off_brief"  # it does not do what the brief asks
    UNTRUE = "untrue"  # it says of the product what is untrue or forbidden
    QUALITY = "quality"  # picture, sound or text is too poor to use
    NOT_PUBLIC = "not_public"  # the link opens nothing that everybody can see
    WRONG_ACCOUNT = "wrong_account"  # another account than the one that claimed published it
    COPIED = "copied"  # somebody else's work
    UNSAFE = "unsafe"  # it breaks the law or the platform's rules


# A corrected version would do: these may ask for changes. Any reason may reject.
MENDABLE: Final = (
    ReasonCode.NO_DISCLOSURE,
    ReasonCode.PARTS_MISSING,
    ReasonCode.OFF_BRIEF,
    ReasonCode.UNTRUE,
    ReasonCode.QUALITY,
    ReasonCode.NOT_PUBLIC,
    ReasonCode.WRONG_ACCOUNT,
)
LONGEST_NOTE: Final = 500  # characters; a card that quotes it must stay readable
SHORTEST_REWORK: Final = timedelta(hours=24)


@dataclass(eq=False)
class AlreadyDecided(Refusal):
    """Somebody, or the clock, was first; how it stands is on the screen that follows."""

    submission_id: int


@dataclass(eq=False)
class Replaced(Refusal):
    """The creator has handed in another link in its place: that one is to be reviewed."""

    by_submission_id: int


@dataclass(eq=False)
class ReasonNeeded(Refusal):
    """Changes and rejections carry a reason that fits the decision."""

    decision: Decision


@dataclass(eq=False)
class ClauseNeeded(Refusal):
    """A rejection cites a clause of the brief, one that is there."""

    clauses: tuple[str, ...]


@dataclass(eq=False)
class ClockRanOut(Refusal):
    """The creator was promised approval by `due_at`: only approving is left."""

    due_at: datetime


@dataclass(eq=False)
class NoteTooLong(Refusal):
    """`length` in characters, of at most LONGEST_NOTE."""

    length: int


def ensure_sound(
    decision: Decision, reason: str, clause: str, note: str, clauses: tuple[str, ...]
) -> None:
    """Raise unless the decision says why, and a rejection cites one of the brief's `clauses`.

    A brief without clauses leaves nothing to cite.
    """
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(len(note))
    fitting = {
        Decision.APPROVE: (reason,),
        Decision.CHANGES: MENDABLE,
        Decision.REJECT: tuple(ReasonCode),
    }
    if reason not in fitting[decision]:
        raise ReasonNeeded(decision)
    cites = bool(clause) or (decision is Decision.REJECT and bool(clauses))
    if cites and clause not in clauses:
        raise ClauseNeeded(clauses)


def clock_end(held_seconds: int | None, review_hours: int, now: datetime) -> datetime:
    """When the clock approves by itself: a paused clock goes on where it stopped."""
    if held_seconds is not None:
        return now + timedelta(seconds=held_seconds)
    return now + timedelta(hours=review_hours)


def seconds_left(clock_ends_at: datetime, now: datetime) -> int:
    """What a clock holds that is paused now."""
    return max(0, int((clock_ends_at - now).total_seconds()))


def half_gone_at(clock_ends_at: datetime, now: datetime) -> datetime:
    """Half of the clock is gone: coordinators and owners are reminded."""
    return now + (clock_ends_at - now) / 2


def fresh_deadline(work_hours: int, task_due_at: datetime, now: datetime) -> datetime:
    """It is the creator's turn again: the task's usual time, inside its own deadline where that
    leaves a day; a reviewer's slowness must not cost the creator the slot."""
    return max(now + SHORTEST_REWORK, min(now + timedelta(hours=work_hours), task_due_at))
