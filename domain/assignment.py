"""An assignment's life: every status with its meaning, and the only table of transitions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import WrongState


class AssignmentStatus(StrEnum):
    """Where one account's hold on one task slot stands."""

    CLAIMED = "claimed"  # slot and budget held, nothing handed in yet
    DRAFT_SUBMITTED = "draft_submitted"  # a draft waits for a reviewer
    DRAFT_APPROVED = "draft_approved"  # go and publish
    SUBMITTED = "submitted"  # the published post waits for a reviewer
    CHANGES_REQUESTED = "changes_requested"  # the creator's turn; the review clock stands still
    APPROVED = "approved"  # the post counts; metrics gather until the cut-off
    SETTLED = "settled"  # the amount is fixed and posted
    RELEASED = "released"  # given back by the creator, no penalty
    EXPIRED = "expired"  # the deadline passed on the creator's turn
    REJECTED = "rejected"  # refused with a reason code that cites the brief
    VOID = "void"  # fraud, or the post went inside the retention period


S = AssignmentStatus

TRANSITIONS: dict[AssignmentStatus, frozenset[AssignmentStatus]] = {
    S.CLAIMED: frozenset({S.DRAFT_SUBMITTED, S.SUBMITTED, S.RELEASED, S.EXPIRED}),
    # To itself, as below: another draft in place of the one that is being reviewed.
    S.DRAFT_SUBMITTED: frozenset(
        {S.DRAFT_SUBMITTED, S.DRAFT_APPROVED, S.CHANGES_REQUESTED, S.REJECTED, S.RELEASED}
    ),
    S.DRAFT_APPROVED: frozenset({S.SUBMITTED, S.RELEASED, S.EXPIRED}),
    # To itself: another link in place of the one that is being reviewed. Taken back: to where it
    # was handed in from.
    S.SUBMITTED: frozenset(
        {S.SUBMITTED, S.APPROVED, S.CHANGES_REQUESTED, S.REJECTED, S.VOID}
        | {S.CLAIMED, S.DRAFT_APPROVED}
    ),
    S.CHANGES_REQUESTED: frozenset({S.DRAFT_SUBMITTED, S.SUBMITTED, S.RELEASED, S.EXPIRED}),
    S.APPROVED: frozenset({S.SETTLED, S.VOID}),
    S.SETTLED: frozenset({S.VOID}),
    S.RELEASED: frozenset(),
    S.EXPIRED: frozenset(),
    S.REJECTED: frozenset(),
    S.VOID: frozenset(),
}

# The account still works on it, or its work still waits for somebody.
OPEN = frozenset({S.CLAIMED, S.DRAFT_SUBMITTED, S.DRAFT_APPROVED, S.SUBMITTED, S.CHANGES_REQUESTED})
# It is the creator's turn, and a deadline runs.
CREATORS_TURN = frozenset({S.CLAIMED, S.DRAFT_APPROVED, S.CHANGES_REQUESTED})
# It is a reviewer's turn, and the auto-approval clock runs.
REVIEWERS_TURN = frozenset({S.DRAFT_SUBMITTED, S.SUBMITTED})
# The slot is used up: the task counts it as done, unless the work is void later.
DONE = frozenset({S.APPROVED, S.SETTLED})
# Nothing is paid: the slot went back to the task, what was reserved to the campaign, and of void
# work what was earned is taken back.
ENDED_UNPAID = frozenset({S.RELEASED, S.EXPIRED, S.REJECTED, S.VOID})
# One live assignment per task and account: these count.
LIVE = OPEN | DONE


def ensure_leads_to(status: AssignmentStatus, target: AssignmentStatus) -> None:
    """Raise WrongState unless the table allows status → target."""
    if target not in TRANSITIONS[status]:
        raise WrongState("assignment", status.value, target.value)


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """One assignment as its services see it; times are aware UTC, money minor units."""

    assignment_id: int
    task_id: int
    campaign_id: int
    account_id: int
    person_id: int
    terms_id: int
    status: AssignmentStatus
    reserved_minor: int
    claimed_at: datetime
    due_at: datetime
    review_due_at: datetime | None
    review_seconds_left: int | None
    approved_at: datetime | None
    cutoff_at: datetime | None
    draft_required: bool
    revision: int  # grows with each change: who read an older one moves nothing
