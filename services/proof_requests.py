"""Screenshots that are asked for: by whom, once more when none comes; taking one in is not here."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain import proof as rules
from domain.assignment import AssignmentStatus
from domain.delivery import DeliveryClass, ReminderKind
from domain.errors import NotFound, OwnWork, WrongState
from domain.notices import NoticeKind
from domain.people import Actor
from domain.proof import ProofAwaited, Request, Showings
from domain.review import AlreadyDecided
from services import authority, notices
from services.authority import REVIEWERS
from storage import assignments, proof_requests, reminders, reviews
from storage.reminders import ReminderRow

_SUBJECT = "submission"


def ask(conn: Connection, actor: Actor, submission_id: int, *, now: datetime) -> int:
    """A reviewer wants to see the post as its creator sees it; the clock of the review goes on.

    Refusals: NotAllowed, NotFound, OwnWork, AlreadyDecided, WrongState, ProofAwaited.
    """
    authority.need(actor, *REVIEWERS, verb="review")
    pending = reviews.pending(conn, submission_id, actor.person_id)
    if pending is None:
        raise NotFound("submission")
    if pending.is_of_reviewer:
        raise OwnWork("review")
    if pending.is_decided:
        raise AlreadyDecided(submission_id)
    facts = assignments.facts(conn, pending.assignment_id)
    assert facts is not None  # a submission has its assignment
    if pending.is_draft or facts.status is not AssignmentStatus.SUBMITTED:
        raise WrongState("assignment", facts.status, AssignmentStatus.SUBMITTED)
    standing = proof_requests.standing(conn, submission_id)
    if standing is not None and standing.wanted_by is not None:
        raise ProofAwaited(standing.wanted_at)
    key = f"proof_wanted:{submission_id}:{now.isoformat()}"
    _request(conn, submission_id, actor.person_id, key, now)
    return submission_id


def want(conn: Connection, post_id: int, *, now: datetime) -> None:
    """Its page cannot be read by a stranger: the creator is asked to show it, once."""
    submission_id = proof_requests.unasked(conn, post_id)
    if submission_id is not None:
        _request(conn, submission_id, None, f"proof_wanted:{submission_id}", now)


def showings(conn: Connection, submission_id: int) -> Showings:
    """What its creator has shown of an approved post, or was asked to."""
    return proof_requests.showings(conn, submission_id)


def want_again(conn: Connection, submission_id: int, *, now: datetime) -> None:
    """An approved post that nobody can read: is it still there?"""
    key = f"proof_wanted:{submission_id}:{now.isoformat()}"
    _request(conn, submission_id, None, key, now)


def _request(
    conn: Connection, submission_id: int, wanted_by: int | None, key: str, now: datetime
) -> None:
    """The creator is told now, and once more when nothing has come; a request before is over."""
    proof_requests.want(conn, submission_id, wanted_by, now)
    made = proof_requests.standing(conn, submission_id)
    if made is None:  # of a link that another one has replaced
        raise NotFound("submission")
    reminders.drop_for(conn, _SUBJECT, submission_id)
    at = rules.reminded_at(now, made.review_due_at)
    reminders.add(conn, [ReminderRow(ReminderKind.PROOF_DUE, _SUBJECT, submission_id, at)])
    _tell(conn, made, NoticeKind.PROOF_WANTED, {}, DeliveryClass.TRANSACTIONAL, key, now)


def remind(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    """The creator, of a screenshot that has not come; False when nobody waits for it any more."""
    request = proof_requests.standing(conn, row.subject_id)
    if request is None:
        return False
    about = {"reminder_id": row.reminder_id}
    key = f"reminder:{row.reminder_id}"
    _tell(conn, request, NoticeKind.PROOF_DUE, about, DeliveryClass.REMINDER, key, now)
    return True


def is_still_wanted(conn: Connection, row: ReminderRow) -> bool:
    return proof_requests.standing(conn, row.subject_id) is not None


def _asker(request: Request) -> str:
    if request.wanted_by is not None:
        return "reviewer"
    return "watch" if request.is_approved else "page"


def _tell(
    conn: Connection,
    request: Request,
    kind: NoticeKind,
    about: dict[str, Any],
    cls: DeliveryClass,
    key: str,
    now: datetime,
) -> None:
    facts = {
        "assignment_id": request.assignment_id,
        "title": request.title,
        "by": _asker(request),
    }
    notices.queue(
        conn,
        request.creator_id,
        kind,
        facts | about,
        cls=cls,
        dedupe_key=f"{key}:{request.creator_id}",
        now=now,
    )
