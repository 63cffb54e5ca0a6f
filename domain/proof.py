"""Screenshots as proof: what each shows, what is kept of one, when one is due; no pixels here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.assignment import DONE, AssignmentStatus
from domain.checks.findings import PageState
from domain.errors import Refusal
from domain.files import Kind
from domain.lengths import cut
from domain.people import Category
from domain.platforms import Platform

MOST_OF_ONE: Final = 12  # of one submission and purpose within a day: more nobody looks at
COUNTED_FOR: Final = timedelta(hours=24)
"""So long a screenshot counts among them: the next figures and the next showing, which the pay may
hang on, always have room."""
LONGEST_SIDES: Final = 10_000  # core.telegram.org/bots/api#sendphoto
MOST_RATIO: Final = 20
REMINDED_AFTER: Final = timedelta(hours=24)
LONGEST_NOTE: Final = 300  # UTF-16 units of the words beside a picture
PROVABLE: Final = frozenset({AssignmentStatus.SUBMITTED, *DONE})
"""A post is there, and what it shows still matters."""

UNREADABLE: Final = frozenset(
    {PageState.WALL, PageState.SILENT, PageState.TOO_LARGE, PageState.FORBIDDEN, PageState.NO_POST}
)
"""What a stranger cannot read, however often: the creator shows it instead."""


class Purpose(StrEnum):
    """What a screenshot shows."""

    POST = "post"  # the published post, as its creator sees it
    FIGURES = "figures"  # the platform's page of figures, behind a reading


@dataclass(frozen=True, slots=True)
class Handed:
    """A picture that was judged: where Telegram keeps it, and what tells it from others."""

    file_id: str
    kind: Kind
    width: int
    height: int
    sha256: str
    dhash: int  # 64 bits of what the eye sees


@dataclass(frozen=True, slots=True)
class Proof:
    """One kept screenshot; an empty `file_id` is of somebody who is forgotten."""

    proof_id: int
    submission_id: int
    purpose: Purpose
    kind: Kind
    width: int
    height: int
    sha256: str
    file_id: str
    note: str
    given_at: datetime

    @property
    def fits_photo(self) -> bool:
        """Telegram shows pictures as photos up to these sizes; longer ones travel as files."""
        sides = self.width, self.height
        return sum(sides) <= LONGEST_SIDES and max(sides) <= MOST_RATIO * min(sides)


@dataclass(frozen=True, slots=True)
class Provable:
    """Work that a screenshot may be of; `wanted`: it was asked for, and none has come since."""

    assignment_id: int
    submission_id: int
    title: str
    platform: Platform
    category: Category
    handle: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Request:
    """A screenshot that is waited for; `wanted_by` None: by the clock, of a page it cannot read."""

    wanted_at: datetime
    wanted_by: int | None
    assignment_id: int
    creator_id: int
    title: str
    review_due_at: datetime | None  # who reviews decides by then, with a picture or without
    is_approved: bool = False  # it is asked for while the post must stay up


@dataclass(frozen=True, slots=True)
class Showings:
    """Of a post that must stay up: when it was shown or asked for last, and since when it is."""

    last_at: datetime | None
    awaited_since: datetime | None


def reminded_at(wanted_at: datetime, review_due_at: datetime | None) -> datetime:
    """Once: after a day, or half-way to the end of the review where that is sooner."""
    at = wanted_at + REMINDED_AFTER
    if review_due_at is None or review_due_at <= wanted_at:
        return at
    return min(at, wanted_at + (review_due_at - wanted_at) / 2)


@dataclass(eq=False)
class NothingToShow(Refusal):
    """No post of this work is there that a screenshot could be of."""

    assignment_id: int


@dataclass(eq=False)
class ProofsEnough(Refusal):
    """So many came within a day."""

    most: int


@dataclass(eq=False)
class ProofAwaited(Refusal):
    """It has been asked for since `since`, and has not come yet."""

    since: datetime


class NoPicture(Refusal):
    """Words or something else came where a picture was asked for."""


def short(note: str) -> str:
    return cut(note.strip(), LONGEST_NOTE)
