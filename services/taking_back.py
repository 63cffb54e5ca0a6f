"""Taking back a link that waits for its review: the creator's turn again, its post is free."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain import assignment as life
from domain import review
from domain.assignment import AssignmentFacts, AssignmentStatus
from domain.errors import Stale
from domain.people import Actor
from services import review_calls
from services.assignments import remind_of_deadline
from services.submissions import to_take_back
from storage import assignments, reminders, submissions

TAKEN_BACK: Final = "taken_back"  # why submitted work is its creator's again, in its audit


def take_back(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> int:
    """The work as before its link, its deadline running on.

    Refusals: NotFound, WrongState, TooLateToTakeBack, Stale.
    """
    to_take_back(conn, actor, assignment_id, now=now)
    facts = assignments.facts(conn, assignment_id)
    assert facts is not None  # it has just been read
    _hand_back(conn, facts, actor, now)
    submissions.take_back(conn, assignment_id, now)
    reminders.drop_for(conn, "assignment", assignment_id)
    remind_of_deadline(conn, assignment_id, facts.due_at, now)
    review_calls.none_left(conn, actor.person_id, now=now)
    return assignment_id


def _hand_back(conn: Connection, facts: AssignmentFacts, actor: Actor, now: datetime) -> None:
    """To where it was handed in from; a review clock that was paused there is paused again."""
    target = assignments.handed_in_from(conn, facts.assignment_id)
    life.ensure_leads_to(facts.status, target)
    assert facts.review_due_at is not None  # it runs whenever it is a reviewer's turn
    left = review.seconds_left(facts.review_due_at, now)
    is_paused = target is AssignmentStatus.CHANGES_REQUESTED
    if not assignments.move(
        conn,
        facts,
        target,
        actor_id=actor.person_id,
        now=now,
        reason=TAKEN_BACK,
        review_due_at=None,
        review_seconds_left=left if is_paused else None,
    ):
        raise Stale("assignment")
