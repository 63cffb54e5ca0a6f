"""When a creator takes no new tasks: why, until when, by whose word; what they hold goes on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.people import Standing
from domain.platforms import Platform

LONGEST_REASON: Final = 500
LONGEST_BREAK: Final = timedelta(days=366)


class PauseKind(StrEnum):
    """Whose word it is, and so who ends it."""

    STAFF = "staff"  # a coordinator, with a reason; a coordinator ends it
    BREAK = "break"  # the creator's own, until a moment; they or the clock end it


@dataclass(frozen=True, slots=True)
class Pause:
    """`until` only of a break, `reason` only of staff's."""

    kind: PauseKind
    reason: str
    until: datetime | None
    began_at: datetime


@dataclass(frozen=True, slots=True)
class PauseLine:
    """One of a creator's pauses, for staff: who began it, who ended it (empty: the clock)."""

    pause: Pause
    began_by: str
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True)
class CreatorLine:
    """A creator in the staff's list."""

    person_id: int
    name: str
    standing: Standing
    joined_at: datetime
    last_seen_at: datetime
    open_work: int
    settled: int


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One of their accounts in use."""

    platform: Platform
    handle: str
    followers: int


@dataclass(eq=False)
class BadReason(Refusal):
    """Nothing was said, or more than LONGEST_REASON characters."""


@dataclass(eq=False)
class BadBreak(Refusal):
    """It would be over already, or last longer than LONGEST_BREAK."""


def reason_of(text: str) -> str:
    reason = text.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise BadReason
    return reason


def ensure_break(until: datetime, now: datetime) -> None:
    if not now < until <= now + LONGEST_BREAK:
        raise BadBreak
