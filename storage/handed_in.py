"""What came in for an assignment and what became of it: the half of a card that a claim lacks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, func, select

from domain.checks.findings import PageState
from domain.review import Decision
from domain.work import PostDown, Settled, Verdict
from storage.prepared import Prepared
from storage.proof_requests import WANTED
from storage.tables.checks import post_check
from storage.tables.money import settlement
from storage.tables.work import assignment, post, review, submission

_each = settlement.alias()
_SO_FAR = (
    select(func.sum(_each.c.amount_minor))
    .where(_each.c.assignment_id == assignment.c.id)
    .correlate(assignment)
    .scalar_subquery()
)
_LAST_PART = (
    select(func.max(_each.c.id))
    .where(_each.c.assignment_id == assignment.c.id)
    .correlate(assignment)
    .scalar_subquery()
)
_HANDED_IN = Prepared(
    select(
        post.c.id,
        post.c.url,
        review.c.decision,
        review.c.reason,
        review.c.clause,
        review.c.note,
        review.c.reviewer_id,
        _SO_FAR,
        settlement.c.payable_at,
        settlement.c.matured_at,
        post_check.c.down,
        post_check.c.grace_until,
        WANTED,
    )
    .select_from(submission)
    .join(assignment, assignment.c.id == submission.c.assignment_id)
    .outerjoin(post, post.c.id == submission.c.post_id)
    .outerjoin(
        post_check,
        and_(post_check.c.post_id == submission.c.post_id, post_check.c.confirmed_at.is_not(None)),
    )
    .outerjoin(review, review.c.submission_id == submission.c.id)
    .outerjoin(settlement, settlement.c.id == _LAST_PART)
    .where(submission.c.id == bindparam("submission_id"))
)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came in for an assignment, and what became of it."""

    post_id: int | None
    post_url: str | None
    verdict: Verdict | None
    settled: Settled | None
    down: PostDown | None
    proof_wanted: bool


NOTHING: Final = HandedIn(None, None, None, None, None, proof_wanted=False)


def by_submission(conn: Connection, submission_id: int | None) -> HandedIn:
    """Nothing is asked before something came in: a claim shows its card at once."""
    if submission_id is None:
        return NOTHING
    row: Any = _HANDED_IN.first(conn, submission_id=submission_id)
    post_id, post_url, *rest = row
    return HandedIn(
        post_id,
        post_url,
        _verdict(*rest[:5]),
        _settled(*rest[5:8]),
        PostDown(PageState(rest[8]), rest[9]) if rest[8] else None,
        proof_wanted=bool(rest[10]),
    )


def _verdict(
    decision: str | None, reason: str, clause: str, note: str, reviewer_id: int | None
) -> Verdict | None:
    if decision is None:
        return None
    return Verdict(Decision(decision), reason, clause, note, by_clock=reviewer_id is None)


def _settled(
    amount_minor: Any, payable_at: datetime, matured_at: datetime | None
) -> Settled | None:
    if amount_minor is None:
        return None
    return Settled(int(amount_minor), payable_at, matured=matured_at is not None)
