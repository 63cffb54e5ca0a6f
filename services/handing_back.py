"""Submitted work goes back to its creator because of its post; a reviewer's way is reviews.py."""

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
    """With a fresh deadline; `told` is why. `seconds_left` of the review clock, None: a new one."""
    pending = reviews.pending(conn, post.submission_id, None)
    assert pending is not None  # a post was handed in
    life.ensure_leads_to(facts.status, AssignmentStatus.CHANGES_REQUESTED)
    due_at = review.fresh_deadline(pending.work_hours, pending.task_due_at, now)
    if not assignments.move(
        conn,
        facts,
        AssignmentStatus.CHANGES_REQUESTED,
        actor_id=None,
        now=now,
        reason=reason,
        due_at=due_at,
        review_due_at=None,
        review_seconds_left=seconds_left,
    ):
        raise Stale("assignment")
    reminders.drop_for(conn, "assignment", post.assignment_id)
    remind_of_deadline(conn, post.assignment_id, due_at, now)
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
