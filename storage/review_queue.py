"""Queries about the review queue: who sees what in which order, and one submission in full."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, func, select

from domain.assignment import AssignmentStatus
from domain.platforms import Platform
from domain.review import Decision
from domain.review_queue import QueuePlace, ReviewItem, ReviewLine, Round, Ruling
from storage import check_results, proof_requests, proofs, renditions
from storage import work as stored_work
from storage.linked import CONCERNED
from storage.reviews import UNDER_REVIEW, WAITING
from storage.tables.campaigns import brief, campaign, task, variant
from storage.tables.people import account, person
from storage.tables.work import assignment, post, rendition, review, submission

_reviewer = person.alias("reviewer")

_OF_QUEUE = UNDER_REVIEW.select().with_only_columns(submission.c.id).where(WAITING, ~CONCERNED)
_ORDER: Final = (assignment.c.review_due_at, submission.c.id)
_RANKED = (
    _OF_QUEUE.add_columns(
        func.row_number().over(order_by=_ORDER).label("number"),
        func.count().over().label("total"),
    )
).subquery()
_AT = select(_RANKED).where(_RANKED.c.number == bindparam("number"))
_PLACE = select(_RANKED).where(_RANKED.c.id == bindparam("submission_id"))
_COUNT = select(func.count()).select_from(_OF_QUEUE.subquery())
_IS_RUNNING = assignment.c.review_due_at > bindparam("now")
_LINES = (
    UNDER_REVIEW.select()
    .with_only_columns(
        submission.c.id,
        task.c.title,
        campaign.c.title,
        task.c.platform,
        person.c.name,
        post.c.url,
        assignment.c.review_due_at,
    )
    .where(WAITING, ~CONCERNED)
    .order_by(*_ORDER)
    .limit(bindparam("most"))
)
_NEXT = _LINES.where(_IS_RUNNING)


def count(conn: Connection, reviewer_id: int) -> int:
    """How many submissions wait for this reviewer."""
    return conn.execute(_COUNT, {"reviewer_id": reviewer_id}).scalar_one()


@dataclass(frozen=True, slots=True)
class Standing:
    """How much waits for one reviewer; how much of it came since some submission, that included,
    and how much of that took the place of another link."""

    waiting: int
    waiting_since: int
    new_links_since: int


_earlier = submission.alias("earlier")
_ITS_REVIEW = review.alias("its_review")
_NEW_LINK = exists().where(
    _earlier.c.assignment_id == submission.c.assignment_id,
    _earlier.c.id < submission.c.id,
    ~exists().where(_ITS_REVIEW.c.submission_id == _earlier.c.id),
)
_STANDING = (
    UNDER_REVIEW.select()
    .with_only_columns(
        func.count(),
        func.count().filter(submission.c.id >= bindparam("since_id")),
        func.count().filter(submission.c.id >= bindparam("since_id"), _NEW_LINK),
    )
    .where(WAITING, ~CONCERNED, _IS_RUNNING)
)


def standing(conn: Connection, reviewer_id: int, since_id: int, now: datetime) -> Standing:
    """Of what nobody but the clock may decide any more nothing is counted."""
    facts = {"reviewer_id": reviewer_id, "since_id": since_id, "now": now}
    return Standing(*conn.execute(_STANDING, facts).one())


def at(conn: Connection, reviewer_id: int, number: int) -> tuple[int, QueuePlace] | None:
    """The submission at a place of this reviewer's queue, counted from 1."""
    row = conn.execute(_AT, {"reviewer_id": reviewer_id, "number": number}).first()
    return None if row is None else (row[0], QueuePlace(row[1], row[2]))


def place(conn: Connection, reviewer_id: int, submission_id: int) -> QueuePlace:
    facts = {"reviewer_id": reviewer_id, "submission_id": submission_id}
    row = conn.execute(_PLACE, facts).first()
    return QueuePlace(0, count(conn, reviewer_id)) if row is None else QueuePlace(row[1], row[2])


def lines(conn: Connection, reviewer_id: int, most: int) -> tuple[ReviewLine, ...]:
    rows = conn.execute(_LINES, {"reviewer_id": reviewer_id, "most": most})
    return tuple(map(_line, rows))


def next_line(conn: Connection, reviewer_id: int, now: datetime) -> ReviewLine | None:
    """Whose clock runs out first, of those that still run."""
    row = conn.execute(_NEXT, {"reviewer_id": reviewer_id, "most": 1, "now": now}).first()
    return None if row is None else _line(row)


def _line(row: Any) -> ReviewLine:
    return ReviewLine(row[0], row[1], row[2], Platform(row[3]), row[4], row[5], row[6])


_ITEM_HEAD: Final = (
    submission.c.id,
    assignment.c.id,
    assignment.c.status,
    task.c.title,
    campaign.c.title,
    task.c.platform,
    person.c.id,
    person.c.name,
    account.c.handle,
    account.c.profile_url,
    post.c.url,
    submission.c.given,
    submission.c.at,
    assignment.c.review_due_at,
)
_ITEM = (
    select(
        *_ITEM_HEAD,
        variant.c.key,
        rendition.c.body,
        rendition.c.slots,
        rendition.c.required,
        rendition.c.fingerprint,
        brief.c.clauses,
    )
    .select_from(
        UNDER_REVIEW.join(rendition, rendition.c.assignment_id == assignment.c.id).join(
            variant, variant.c.id == rendition.c.variant_id
        )
    )
    .where(submission.c.id == bindparam("submission_id"))
)
_ROUNDS = (
    select(
        submission.c.id,
        submission.c.post_id,
        submission.c.at,
        review.c.decision,
        review.c.reason,
        review.c.clause,
        review.c.note,
        _reviewer.c.name,
        review.c.at,
    )
    .select_from(submission)
    .outerjoin(review, review.c.submission_id == submission.c.id)
    .outerjoin(_reviewer, _reviewer.c.id == review.c.reviewer_id)
    .where(submission.c.assignment_id == bindparam("assignment_id"))
    .order_by(submission.c.id)
)


def item(conn: Connection, submission_id: int) -> ReviewItem | None:
    row: Any = conn.execute(_ITEM, {"submission_id": submission_id}).first()
    if row is None:
        return None
    rounds: Any = conn.execute(_ROUNDS, {"assignment_id": row[1]}).all()
    head = list(row[: len(_ITEM_HEAD)])
    head[2], head[5] = AssignmentStatus(head[2]), Platform(head[5])
    values: list[Any] = [
        *head,
        renditions.from_row(row[len(head) : -1]),
        stored_work.clauses_from(row[-1]),
        tuple(_round(each) for each in rounds if each[0] < submission_id),
        next(_ruling(*each[3:]) for each in rounds if each[0] == submission_id),
    ]
    request = proof_requests.standing(conn, submission_id)
    found = replace(
        ReviewItem(*values),
        check=check_results.latest(conn, submission_id),
        proofs=tuple(each for each in proofs.of_submission(conn, submission_id) if each.file_id),
        proof_wanted_at=request.wanted_at if request else None,
    )
    latest = rounds[-1][0]
    return found if found.ruling or latest == submission_id else replace(found, replaced_by=latest)


def _round(row: Any) -> Round:
    return Round(row[1] is None, row[2], _ruling(*row[3:]))


def _ruling(
    decision: str | None, reason: str, clause: str, note: str, reviewer: str | None, at: datetime
) -> Ruling | None:
    if decision is None:
        return None
    return Ruling(Decision(decision), reason, clause, note, reviewer or "", at)
