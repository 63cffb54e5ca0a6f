"""Queries about screenshots that are asked for: one row a submission; the pictures are not here."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, or_, select

from domain.assignment import DONE, AssignmentStatus
from domain.proof import Purpose, Request, Showings
from storage.dialects import in_both
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import among
from storage.tables.campaigns import task
from storage.tables.work import assignment, proof, proof_request, submission

_UNANSWERED: Final = ~(
    exists()
    .where(
        proof.c.submission_id == proof_request.c.submission_id,
        proof.c.purpose == Purpose.POST.value,
        proof.c.given_at > proof_request.c.wanted_at,
    )
    .correlate(proof_request)
)
_IN_REVIEW: Final = among(assignment.c.status, [AssignmentStatus.SUBMITTED])
# What was asked for in the review nobody waits for after it.
_WATCHED: Final = and_(
    among(assignment.c.status, DONE), proof_request.c.wanted_at > assignment.c.approved_at
)
_STILL_ASKED: Final = or_(_IN_REVIEW, _WATCHED)
WANTED: Final[ColumnElement[bool]] = (
    exists()
    .where(proof_request.c.submission_id == submission.c.id, _UNANSWERED, _STILL_ASKED)
    .correlate(submission, assignment)
)
"""A screenshot of the submission around it is asked for, and none has come since."""

_STANDING: Final[Select[Any]] = (
    select(
        proof_request.c.wanted_at,
        proof_request.c.wanted_by,
        assignment.c.id,
        assignment.c.person_id,
        task.c.title,
        assignment.c.review_due_at,
        among(assignment.c.status, DONE),
    )
    .join(submission, submission.c.id == proof_request.c.submission_id)
    .join(assignment, assignment.c.id == submission.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .where(
        proof_request.c.submission_id == bindparam("of_submission"),
        submission.c.id == LATEST_WITH_POST,
        _STILL_ASKED,
        _UNANSWERED,
    )
)
_UNASKED: Final = (
    select(submission.c.id)
    .join(assignment, assignment.c.id == submission.c.assignment_id)
    .where(
        submission.c.post_id == bindparam("of_post"),
        submission.c.id == LATEST_WITH_POST,
        ~exists().where(proof_request.c.submission_id == submission.c.id).correlate(submission),
        _IN_REVIEW,
        ~exists().where(proof.c.submission_id == submission.c.id).correlate(submission),
    )
)


_SHOWN_AT: Final = select(func.max(proof.c.given_at)).where(
    proof.c.submission_id == bindparam("of_submission"), proof.c.purpose == Purpose.POST.value
)
_WANTED_AT: Final = select(proof_request.c.wanted_at).where(
    proof_request.c.submission_id == bindparam("of_submission")
)


def standing(conn: Connection, submission_id: int) -> Request | None:
    """While none has come since, and its post is in review or asked for after it."""
    row = conn.execute(_STANDING, {"of_submission": submission_id}).first()
    if row is None:
        return None
    values: list[Any] = [*row[:-1], bool(row[-1])]
    return Request(*values)


def showings(conn: Connection, submission_id: int) -> Showings:
    """When it was shown or asked for last, in the review or after it."""
    request = standing(conn, submission_id)
    values = {"of_submission": submission_id}
    known = [conn.execute(each, values).scalar() for each in (_SHOWN_AT, _WANTED_AT)]
    last_at = max((at for at in known if at is not None), default=None)
    return Showings(last_at, request.wanted_at if request else None)


def _want(dialect: Any) -> Any:
    asking = dialect.insert(proof_request)
    anew = {name: asking.excluded[name] for name in ("wanted_at", "wanted_by")}
    return asking.on_conflict_do_update(index_elements=["submission_id"], set_=anew)


_WANT: Final = in_both(_want)


def want(conn: Connection, submission_id: int, wanted_by: int | None, now: datetime) -> None:
    values = {"submission_id": submission_id, "wanted_at": now, "wanted_by": wanted_by}
    conn.execute(_WANT[conn.dialect.name], values)


def unasked(conn: Connection, post_id: int) -> int | None:
    """The submission of a post in review that nothing shows yet, and nobody asked for."""
    found: int | None = conn.execute(_UNASKED, {"of_post": post_id}).scalar()
    return found
