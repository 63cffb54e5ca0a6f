"""Queries about approved work whose amount no cut-off fixed yet; prices nothing itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from domain.assignment import AssignmentStatus
from domain.basis import Basis, CutOff, Evidence, basis_of
from domain.terms import Terms
from storage import evidence
from storage import terms as stored_terms
from storage.grants import IS_GRANTED
from storage.risk_holds import IS_HELD
from storage.submissions import LATEST
from storage.tables.campaigns import campaign, task, terms
from storage.tables.disputes import dispute
from storage.tables.money import settlement
from storage.tables.work import assignment, submission


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One approved work; `basis` is what would pay if the cut-off were now."""

    currency: str
    terms: Terms
    basis: Basis
    before_minor: int  # earlier checkpoints settled it, or disputes granted it: in the ledger
    is_held: bool  # it waits for a risk case


_BEFORE = (
    select(func.coalesce(func.sum(settlement.c.amount_minor), 0))
    .where(settlement.c.assignment_id == assignment.c.id)
    .correlate(assignment)
    .scalar_subquery()
)
_GRANTED = (
    select(func.coalesce(func.sum(dispute.c.awarded_minor), 0))
    .where(dispute.c.assignment_id == assignment.c.id, IS_GRANTED)
    .correlate(assignment)
    .scalar_subquery()
)
_UNSETTLED = (
    select(
        campaign.c.currency,
        submission.c.post_id,
        assignment.c.cutoff_at,
        IS_HELD,
        _BEFORE + _GRANTED,
        *stored_terms.COLUMNS,
    )
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(terms, terms.c.id == assignment.c.terms_id)
    .join(submission, submission.c.id == LATEST)
    .where(
        assignment.c.person_id == bindparam("of_person"),
        assignment.c.status == AssignmentStatus.APPROVED,
    )
    .order_by(assignment.c.id)
)


def of_person(conn: Connection, person_id: int, now: datetime) -> list[Unsettled]:
    rows = [
        (*row[:4], int(row[4]), stored_terms.from_row(row[5:]))
        for row in conn.execute(_UNSETTLED, {"of_person": person_id})
    ]
    came = evidence.of_posts(conn, [(row[1], row[5]) for row in rows])
    found = []
    for currency, post_id, cutoff_at, is_held, before_minor, agreed in rows:
        heard = came.get(post_id, Evidence())
        basis = basis_of(agreed, heard, CutOff.by_now(agreed, cutoff_at, now))
        found.append(Unsettled(currency, agreed, basis, before_minor, is_held))
    return found
