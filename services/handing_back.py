"""Submitted work is its creator's turn again, by a reviewer or because of its post."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain import assignment as life
from domain import review
from domain.assignment import AssignmentFacts, AssignmentStatus
from domain.delivery import DeliveryClass
from domain.errors import Stale
from domain.notices import NoticeKind
from services import notices
from services.assignments import remind_of_deadline
from storage import assignments, post_checks, reminders, reviews
from storage.post_checks import CheckedPost
from storage.reviews import Pending


def creators_turn(
    conn: Connection,
    facts: AssignmentFacts,
    target: AssignmentStatus,
    pending: Pending,
    *,
    seconds_left: int | None,
    reason: str,
    now: datetime,
    actor_id: int | None = None,
    note: str = "",
) -> datetime:
    """The fresh deadline. `seconds_left` of the review clock, None: a new one. Refusal: Stale."""
    life.ensure_leads_to(facts.status, target)
    due_at = review.fresh_deadline(pending.work_hours, pending.task_due_at, now)
    if not assignments.move(
        conn,
        facts,
        target,
        actor_id=actor_id,
        now=now,
        reason=reason,
        note=note,
        due_at=due_at,
        review_due_at=None,
        review_seconds_left=seconds_left,
    ):
        raise Stale("assignment")
    reminders.drop_for(conn, "assignment", facts.assignment_id)
    remind_of_deadline(conn, facts.assignment_id, due_at, now)
    return due_at


def hand_back(
    conn: Connection,
    post: CheckedPost,
    facts: AssignmentFacts,
    reason: str,
    told: Mapping[str, Any],
    *,
    seconds_left: int | None,
    now: datetime,
) -> None:
    """Because of its post: `told` is why; the rest as in `creators_turn`."""
    pending = reviews.pending(conn, post.submission_id, None)
    assert pending is not None  # a post was handed in
    target = AssignmentStatus.CHANGES_REQUESTED
    due_at = creators_turn(
        conn, facts, target, pending, seconds_left=seconds_left, reason=reason, now=now
    )
    post_checks.end(conn, post.post_id)
    notices.queue(
        conn,
        post.person_id,
        NoticeKind.LINK_REFUSED,
        {
            "assignment_id": post.assignment_id,
            "title": post.title,
            "due_at": due_at.isoformat(),
            **told,
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"{reason}:{post.submission_id}:{now.isoformat()}",
        now=now,
    )
