"""Queries about reviews: what a decision must know, the decision itself, whose clock ran out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    exists,
    func,
    insert,
    select,
    update,
)

from domain.assignment import REVIEWERS_TURN
from domain.due_work import DueItem
from domain.people import Role
from domain.review import Decision
from domain.terms import Terms
from domain.work import Clause
from storage import terms as stored_terms
from storage import work as stored_work
from storage.due_pages import page, paged
from storage.linked import CONCERNED
from storage.tables.campaigns import brief, campaign, task, terms
from storage.tables.people import account, person, staff_role
from storage.tables.work import assignment, post, review, submission

# As `newest`, in a query of many.
_later = submission.alias("later")
_REPLACED: Final = exists().where(
    _later.c.assignment_id == submission.c.assignment_id, _later.c.id > submission.c.id
)
# The clock runs whenever it is a reviewer's turn: saying so finds them by its index.
WAITING: Final = and_(
    assignment.c.review_due_at.is_not(None),
    assignment.c.status.in_(sorted(REVIEWERS_TURN)),
    review.c.id.is_(None),
    ~_REPLACED,
)


@dataclass(frozen=True, slots=True)
class Pending:
    """What deciding on one submission must know."""

    submission_id: int
    assignment_id: int
    post_id: int | None
    is_decided: bool
    is_of_reviewer: bool
    first_seen_at: datetime | None
    title: str
    clauses: tuple[Clause, ...]
    task_due_at: datetime
    work_hours: int
    terms: Terms

    @property
    def is_draft(self) -> bool:
        return self.post_id is None

    @property
    def clause_codes(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.clauses)


UNDER_REVIEW = (
    submission.join(assignment, assignment.c.id == submission.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(terms, terms.c.id == assignment.c.terms_id)
    .join(brief, brief.c.id == task.c.brief_id)
    .join(account, account.c.id == assignment.c.account_id)
    .join(person, person.c.id == assignment.c.person_id)
    .outerjoin(post, post.c.id == submission.c.post_id)
    .outerjoin(review, review.c.submission_id == submission.c.id)
)
_PENDING = (
    select(
        submission.c.id,
        submission.c.assignment_id,
        submission.c.post_id,
        review.c.id.is_not(None),
        CONCERNED,
        post.c.first_seen_at,
        task.c.title,
        brief.c.clauses,
        task.c.due_at,
        task.c.work_hours,
        *stored_terms.COLUMNS,
    )
    .select_from(UNDER_REVIEW)
    .where(submission.c.id == bindparam("submission_id"))
)


def pending(conn: Connection, submission_id: int, reviewer_id: int | None) -> Pending | None:
    """Without a reviewer it is the clock that decides: nobody's own work."""
    facts = {"submission_id": submission_id, "reviewer_id": reviewer_id or -1}
    row: Any = conn.execute(_PENDING, facts).first()
    if row is None:
        return None
    agreed = stored_terms.from_row(row[10:])
    values: list[Any] = [*row[:7], stored_work.clauses_from(row[7]), *row[8:10], agreed]
    return Pending(*values)


def add(
    conn: Connection,
    submission_id: int,
    *,
    reviewer_id: int | None,
    decision: Decision,
    reason: str,
    clause: str,
    note: str,
    now: datetime,
) -> None:
    """IntegrityError when the submission is decided on already."""
    conn.execute(
        insert(review),
        {
            "submission_id": submission_id,
            "reviewer_id": reviewer_id,
            "decision": decision,
            "reason": reason,
            "clause": clause,
            "note": note,
            "at": now,
        },
    )


_IS_OVERDUE = and_(WAITING, assignment.c.review_due_at <= bindparam("now"))
_UNDECIDED = submission.join(assignment, assignment.c.id == submission.c.assignment_id).outerjoin(
    review, review.c.submission_id == submission.c.id
)
_OVERDUE = paged(
    select(assignment.c.review_due_at, submission.c.id).select_from(_UNDECIDED).where(_IS_OVERDUE),
    assignment.c.review_due_at,
    submission.c.id,
)
_HOLD_OVERDUE = (
    select(submission.c.id)
    .select_from(_UNDECIDED)
    .where(submission.c.id == bindparam("of_submission"), _IS_OVERDUE)
    .with_for_update(of=assignment, skip_locked=True)
)


def overdue(conn: Connection, after: DueItem, now: datetime, most: int) -> list[DueItem]:
    """Submissions by the moment their clock ran out; nothing is held."""
    return page(conn, _OVERDUE, after, most, now=now)


def hold_overdue(conn: Connection, submission_id: int, now: datetime) -> bool:
    """Whether its clock ran out and nobody else is at it; then it is ours in this unit of work."""
    values = {"of_submission": submission_id, "now": now}
    return conn.execute(_HOLD_OVERDUE, values).first() is not None


def prolong(conn: Connection, assignment_id: int, until: datetime) -> None:
    """The clock runs on; who read an older revision decides on nothing."""
    longer = update(assignment).where(assignment.c.id == assignment_id)
    later = {"review_due_at": until, "revision": assignment.c.revision + 1}
    conn.execute(longer.values(**later))


# Not `submissions.LATEST`: one that was taken back stands in the way of those before it, too.
_NEWEST = select(func.max(submission.c.id)).where(
    submission.c.assignment_id == bindparam("assignment_id")
)


def newest(conn: Connection, assignment_id: int) -> int:
    """The work's newest submission, taken back or not: no other may be decided on."""
    found: int = conn.execute(_NEWEST, {"assignment_id": assignment_id}).scalar_one()
    return found


_MEMBERS = (
    select(staff_role.c.person_id, staff_role.c.role)
    .join(person, person.c.id == staff_role.c.person_id)
    .where(~CONCERNED)
    .order_by(staff_role.c.person_id)
)


def unconcerned_staff(conn: Connection, creator_id: int) -> list[tuple[int, Role]]:
    """(person, role) of all staff who may decide on this creator's work by who they are."""
    # Who is linked to the creator is whom the creator is linked to.
    rows = conn.execute(_MEMBERS, {"reviewer_id": creator_id})
    return [(row[0], Role(row[1])) for row in rows]
