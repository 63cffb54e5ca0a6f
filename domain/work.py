"""A creator's work as its card and its list show it; what changes it lives in services."""

from dataclasses import dataclass
from datetime import datetime

from domain import checkpoints, pricing
from domain.assignment import OPEN, AssignmentStatus
from domain.basis import Basis
from domain.checks.findings import PageState
from domain.platforms import Platform
from domain.review import Decision
from domain.templates import Asset
from domain.terms import Terms
from domain.tracking import TrackedLink
from domain.wording import Wording


@dataclass(frozen=True, slots=True)
class Verdict:
    """The latest decision on the work; `clause` is a code of the brief, `by_clock` nobody's."""

    decision: Decision
    reason: str
    clause: str
    note: str
    by_clock: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What checkpoints fixed so far: locked until `payable_at`, payable from then on."""

    amount_minor: int
    payable_at: datetime
    matured: bool


@dataclass(frozen=True, slots=True)
class PostDown:
    """How the published post was last seen; `until` is when a person is asked to decide."""

    seen: PageState
    until: datetime | None


@dataclass(frozen=True, slots=True)
class WorkCard:
    """One assignment with all its card shows; times are aware UTC, money minor units."""

    assignment_id: int
    person_id: int
    status: AssignmentStatus
    title: str
    campaign: str
    currency: str
    platform: Platform
    handle: str
    due_at: datetime
    review_due_at: datetime | None
    cutoff_at: datetime | None
    retained_until: datetime | None
    draft_required: bool
    draft_approved: bool
    draft: str | None
    card_message_id: int | None
    rendition: str
    assets: tuple[Asset, ...]
    terms: Terms
    post_url: str | None
    verdict: Verdict | None
    settled: Settled | None
    basis: Basis  # what would pay if the cut-off were now
    link: TrackedLink | None  # where the creator sends people, if the task wants that
    down: PostDown | None = None  # its post was seen gone or private, twice
    held_by: int | None = None  # the risk case that its amount waits for
    proof_wanted: bool = False  # a screenshot was asked for, and none has come since

    @property
    def wants_draft(self) -> bool:
        """A draft must be approved before anything is published."""
        return self.draft_required and not self.draft_approved

    @property
    def to_publish(self) -> str:
        """The approved draft, else the rendition; either way with the code that ends the latter."""
        if not (self.draft_approved and self.draft):
            return self.rendition
        code = self.rendition.split()[-1]
        return self.draft if code in self.draft else f"{self.draft}\n\n{code}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def projection(self) -> "Projection | None":
        """What it would earn in all; None once it is settled or cannot earn any more."""
        if self.status not in OPEN | {AssignmentStatus.APPROVED}:
            return None
        before_minor = self.settled.amount_minor if self.settled else 0
        return project(self.terms, self.basis, before_minor)


@dataclass(frozen=True, slots=True)
class Projection:
    """Before any reading the amount is only known to lie between its ends; minor units."""

    least_minor: int
    most_minor: int
    is_measured: bool

    @property
    def is_exact(self) -> bool:
        return self.least_minor == self.most_minor


def project(terms: Terms, basis: Basis, before_minor: int = 0) -> Projection:
    """In all, with what earlier checkpoints settled."""
    amount_minor = before_minor + checkpoints.by_now(terms, basis, before_minor).amount_minor
    if basis.is_told:
        return Projection(amount_minor, amount_minor, is_measured=True)
    return Projection(amount_minor, pricing.worst_case_minor(terms), is_measured=False)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One assignment in the my-work list."""

    assignment_id: int
    title: str
    platform: Platform
    category: str
    region: str
    audience: str
    scene: str
    handle: str
    status: AssignmentStatus
    due_at: datetime
    review_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered rule of a brief: what a rejection cites."""

    code: str
    text: Wording


@dataclass(frozen=True, slots=True)
class WorkBrief:
    """What the task asks for, in full."""

    assignment_id: int
    title: str
    currency: str
    body: Wording
    clauses: tuple[Clause, ...]
    structure: tuple[Wording, ...]
    assets: tuple[Asset, ...]
    draft_required: bool
    terms: Terms
