"""What a reviewer sees of one submission: the work, what it must carry, what was said before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.assignment import CREATORS_TURN, REVIEWERS_TURN, AssignmentStatus
from domain.checks.findings import Checked
from domain.platforms import Platform
from domain.proof import Proof
from domain.renditions import Rendition
from domain.required_parts import RequiredKind, RequiredPart, lacks
from domain.review import Decision
from domain.work import Clause


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision that stands; an empty `reviewer` is the clock."""

    decision: Decision
    reason: str
    clause: str
    note: str
    reviewer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """One earlier submission of the same work and what was decided; no ruling: it was replaced."""

    is_draft: bool
    at: datetime
    ruling: Ruling | None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One submission. `given` is what came in: a draft's text, or the text around a link.

    `due_at` is when the clock approves; empty once it is not a reviewer's turn any more.
    """

    submission_id: int
    assignment_id: int
    status: AssignmentStatus
    title: str
    campaign: str
    platform: Platform
    creator_id: int
    creator: str
    handle: str
    profile_url: str
    url: str | None
    given: str
    at: datetime
    due_at: datetime | None
    rendition: Rendition
    clauses: tuple[Clause, ...]
    rounds: tuple[Round, ...]
    ruling: Ruling | None
    replaced_by: int = 0  # the submission that took its place before it was decided on
    check: Checked | None = None  # what the last look at its page found
    proofs: tuple[Proof, ...] = ()  # screenshots, in the order they came
    proof_wanted_at: datetime | None = None  # since when one is asked for that has not come

    @property
    def is_draft(self) -> bool:
        return self.url is None

    @property
    def is_taken_back(self) -> bool:
        """It ended neither by a decision nor by another one in its place."""
        return self.ruling is None and not self.replaced_by and self.status in CREATORS_TURN

    @property
    def is_open(self) -> bool:
        return self.ruling is None and self.status in REVIEWERS_TURN and not self.replaced_by


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where an item stands in the queue: `number` of `total`, from 1; 0 when it is not in it."""

    number: int
    total: int


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One submission in a list, soonest clock first."""

    submission_id: int
    title: str
    campaign: str
    platform: Platform
    creator: str
    url: str | None
    due_at: datetime


class Seen(StrEnum):
    """What the text that came in says of a required part."""

    THERE = "there"
    MISSING = "missing"
    LOOK = "look"  # the text around a link is not the post: only a look at it can tell


def checklist(item: ReviewItem) -> Iterator[tuple[RequiredPart, Seen]]:
    """A draft is all there is; of a post we have the share text, where absence proves nothing."""
    for part in item.rendition.required:
        yield part, _seen(part, item)


def _seen(part: RequiredPart, item: ReviewItem) -> Seen:
    lacking = lacks(item.given, part)
    if item.is_draft:
        return Seen.MISSING if lacking else Seen.THERE
    if part.kind is RequiredKind.OWN_WORDS:  # the placeholder: found is bad, not found says little
        return Seen.MISSING if lacking else Seen.LOOK
    return Seen.LOOK if lacking else Seen.THERE
