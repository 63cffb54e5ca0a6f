"""Queries about screenshots that are asked for: one row a submission; the pictures are not here."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, select

from domain.assignment import AssignmentStatus
from domain.proof import Purpose, Request
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
WANTED: Final[ColumnElement[bool]] = (
    exists()
    .where(proof_request.c.submission_id == submission.c.id, _UNANSWERED)
    .correlate(submission)
)
"""A screenshot of the submission around it is asked for, and none has come since."""

_IN_REVIEW: Final = among(assignment.c.status, [AssignmentStatus.SUBMITTED])
_STANDING: Final[Select[Any]] = (
    select(
        proof_request.c.wanted_at,
        proof_request.c.wanted_by,
        assignment.c.id,
        assignment.c.person_id,
        task.c.title,
        assignment.c.review_due_at,
    )
    .join(submission, submission.c.id == proof_request.c.submission_id)
    .join(assignment, assignment.c.id == submission.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .where(
        proof_request.c.submission_id == bindparam("of_submission"),
        submission.c.id == LATEST_WITH_POST,
        _IN_REVIEW,
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


def standing(conn: Connection, submission_id: int) -> Request | None:
    """While none has come since and its post is still in review."""
    row = conn.execute(_STANDING, {"of_submission": submission_id}).first()
    return None if row is None else Request(*row)


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
