"""Queries about submissions: what was handed in, and the work a link may be meant for."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, func, insert, or_, select, update

from domain.assignment import OPEN, AssignmentStatus
from domain.people import Category
from domain.platforms import Platform
from domain.submission import Work
from storage.assignments import DRAFT_APPROVED
from storage.tables.campaigns import task, terms
from storage.tables.people import account
from storage.tables.work import assignment, review, submission

S = AssignmentStatus

# A link for work that ended this recently is answered with how it ended.
REMEMBERED_FOR: Final = timedelta(days=30)

_LATEST = (
    select(func.max(submission.c.id))
    .where(submission.c.assignment_id == assignment.c.id, submission.c.taken_back_at.is_(None))
    .correlate(assignment)
)
LATEST: Final = _LATEST.scalar_subquery()
LATEST_WITH_POST: Final = _LATEST.where(submission.c.post_id.is_not(None)).scalar_subquery()
"""Of the assignment around it; the one with a post is what is reviewed, measured and paid."""
_WORK = (
    select(
        assignment.c.id,
        assignment.c.status,
        task.c.title,
        task.c.platform,
        task.c.category,
        account.c.handle,
        account.c.profile_key,
        assignment.c.due_at,
        terms.c.review_hours,
        task.c.draft_required & ~DRAFT_APPROVED,
    )
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(account, account.c.id == assignment.c.account_id)
    .join(terms, terms.c.id == assignment.c.terms_id)
    .where(assignment.c.person_id == bindparam("person_id"))
    .order_by(assignment.c.id.desc())
)
_RECENT = _WORK.where(
    or_(assignment.c.status.in_(sorted(OPEN)), assignment.c.claimed_at > bindparam("since"))
)
_ONE = _WORK.where(assignment.c.id == bindparam("assignment_id"))
_ADD = insert(submission).returning(submission.c.id)


def recent_work(conn: Connection, person_id: int, now: datetime) -> tuple[Work, ...]:
    """The creator's open work and what they claimed lately, newest first."""
    facts = {"person_id": person_id, "since": now - REMEMBERED_FOR}
    return tuple(map(_work, conn.execute(_RECENT, facts)))


def work(conn: Connection, person_id: int, assignment_id: int) -> Work | None:
    """The person's own; anybody else's is not there."""
    facts = {"person_id": person_id, "assignment_id": assignment_id}
    row = conn.execute(_ONE, facts).first()
    return None if row is None else _work(row)


def _work(row: Any) -> Work:
    values = list(row)
    values[1], values[3], values[4] = S(row[1]), Platform(row[3]), Category(row[4])
    return Work(*values)


# Taken back or not: a text that comes again is compared with what came before it.
_LAST_OF = (
    select(func.max(submission.c.id))
    .where(submission.c.assignment_id == bindparam("of_assignment"))
    .scalar_subquery()
)
_GIVEN = select(submission.c.given).where(submission.c.id == _LAST_OF)
_TAKE_BACK = update(submission).where(
    submission.c.assignment_id == bindparam("of_assignment"),
    submission.c.post_id.is_not(None),
    submission.c.taken_back_at.is_(None),
    ~exists().where(review.c.submission_id == submission.c.id),
)


def given_last(conn: Connection, assignment_id: int) -> str | None:
    """What was handed in last for the work."""
    return conn.execute(_GIVEN, {"of_assignment": assignment_id}).scalar()


def take_back(conn: Connection, assignment_id: int, now: datetime) -> None:
    """Its links that nobody decided on stand no more: the last one, and those that it replaced."""
    conn.execute(_TAKE_BACK.values(taken_back_at=now), {"of_assignment": assignment_id})


def add(
    conn: Connection, assignment_id: int, *, post_id: int | None, given: str, now: datetime
) -> int:
    """Without a post it is a draft."""
    submission_id: int = conn.execute(
        _ADD, {"assignment_id": assignment_id, "post_id": post_id, "given": given, "at": now}
    ).scalar_one()
    return submission_id


def turn_to(conn: Connection, from_post_id: int, to_post_id: int) -> None:
    """A share link turned out to be a post of the same work that was handed in before."""
    turned = update(submission).where(submission.c.post_id == from_post_id)
    conn.execute(turned.values(post_id=to_post_id))
