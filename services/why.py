"""Opening one amount down to what it follows from: for its creator, and for staff who answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import Final

from sqlalchemy import Connection

from domain import checkpoints
from domain.assignment import LIVE, AssignmentStatus
from domain.basis import NOTHING_CAME, Basis, CutOff, basis_of
from domain.checkpoints import STAGES
from domain.earnings import Explanation, Fixed, Opened, Part
from domain.errors import NotFound
from domain.metrics import MetricSnapshot
from domain.passed_over import Heard, PassedOver, passed_over
from domain.people import Actor, Role
from domain.pricing import Priced
from domain.receivable import OfWork
from domain.settlement_waits import PATIENCE
from services.authority import need
from storage import (
    evidence,
    explanations,
    grants,
    metrics,
    receivables,
    rooms,
    settlement_runs,
    tracking,
)
from storage.explanations import FixedAmount, Work

ANSWERS = (Role.FINANCE, Role.COORDINATOR)
MOST_SHOWN: Final = 5


def newest(conn: Connection, actor: Actor) -> tuple[Opened, ...]:
    """What was settled last, for who answers for amounts. NotAllowed."""
    need(actor, *ANSWERS, verb="why")
    return tuple(explanations.newest(conn, MOST_SHOWN))


def explain(
    conn: Connection, actor: Actor, assignment_id: int, checkpoint: str = "", *, now: datetime
) -> Explanation:
    """What it earned, or would by now; of a checkpoint, what that one fixed.

    NotFound for what is not there or not the actor's to see.
    """
    sees_all, work = actor.may(*ANSWERS), explanations.work(conn, assignment_id)
    if work is None or not (work.person_id == actor.person_id or sees_all):
        raise NotFound("work" if sees_all else "assignment")
    found = explanations.fixed(conn, assignment_id, checkpoint)
    if checkpoint and found is None:
        raise NotFound("work" if sees_all else "assignment")
    settled = explanations.parts(conn, assignment_id)
    is_open = work.status in LIVE and work.status is not AssignmentStatus.SETTLED
    if is_open and not checkpoint:
        return _so_far(conn, work, settled, now)
    if found is None:
        return _explained(conn, work, NOTHING_CAME, Priced(0, ()), None, (), [])
    heard = _heard(conn, work)
    basis = _fixed_basis(conn, work, found)
    others = _others(work, heard, basis.reading, now)
    priced = Priced(found.amount_minor, found.price_lines)
    before = takewhile(lambda each: each.checkpoint != found.fixed.checkpoint, settled)
    return _explained(conn, work, basis, priced, found.fixed, others, list(before))


def _so_far(conn: Connection, work: Work, settled: list[Part], now: datetime) -> Explanation:
    """What the last checkpoint would pay by now, beside what earlier ones did."""
    heard = _heard(conn, work)
    came = evidence.of_post(conn, work.post_id, work.terms)
    in_time = tuple(each.snapshot for each in heard if not each.late)
    cutoff = CutOff.by_now(work.terms, work.cutoff_at, now)
    basis = basis_of(work.terms, replace(came, readings=in_time), cutoff)
    before_minor = sum(each.amount_minor for each in settled)
    granted_minor = rooms.granted(conn, [work.assignment_id]).get(work.assignment_id, 0)
    priced = checkpoints.by_now(work.terms, basis, before_minor, granted_minor)
    others = _others(work, heard, basis.reading, now)
    found = _explained(conn, work, basis, priced, None, others, settled)
    return replace(
        found, waits=settlement_runs.waiting(conn, work.assignment_id, now, now - PATIENCE)
    )


def _fixed_basis(conn: Connection, work: Work, found: FixedAmount) -> Basis:
    """What paid at the checkpoint that was fixed last."""
    checkpoint, last = found.fixed.checkpoint, work.cutoff_at
    if not work.terms.is_attributed or last is None or checkpoint in STAGES:
        return Basis(reading=found.snapshot)
    came = evidence.of_post(conn, work.post_id, work.terms)
    heard = came.up_to(found.last_reading_id, found.last_news_id)
    return basis_of(work.terms, heard, checkpoints.cutoff_of(work.terms, checkpoint, last))


def _heard(conn: Connection, work: Work) -> list[Heard]:
    """Of its post; none where nothing is paid by counts."""
    if not work.terms.is_measured or work.post_id is None:
        return []
    return metrics.heard(conn, work.post_id)


def _others(
    work: Work, heard: list[Heard], paying: MetricSnapshot | None, now: datetime
) -> tuple[PassedOver, ...]:
    return passed_over(heard, paying, work.cutoff_at or now, work.terms.weakest_source)


def _debts(conn: Connection, work: Work) -> OfWork:
    """Money has no memory of parts: of a work nothing is owed beyond what its creator owes."""
    had = receivables.of_work(conn, work.assignment_id)
    if not had.owed_minor:
        return had
    whose = (work.person_id, work.currency)
    repaid_minor = receivables.repaid_since(conn, work.assignment_id, *whose)
    return had.standing(receivables.owed(conn, *whose), repaid_minor)


def _explained(
    conn: Connection,
    work: Work,
    basis: Basis,
    priced: Priced,
    fixed: Fixed | None,
    others: tuple[PassedOver, ...],
    earlier: Sequence[Part],
) -> Explanation:
    return Explanation(
        work.assignment_id,
        work.person_id,
        work.creator,
        work.status,
        work.title,
        work.campaign,
        work.currency,
        work.post_url,
        work.terms,
        work.terms_version,
        work.cutoff_at,
        basis,
        priced.amount_minor,
        priced.lines,
        fixed,
        others,
        tracking.of_assignment(conn, work.assignment_id),
        work.held_by,
        None,
        tuple(earlier),
        explanations.sent(conn, fixed.settlement_id) if fixed else None,
        tuple(explanations.parts(conn, work.assignment_id)),
        _debts(conn, work),
        grants.of_work(conn, work.assignment_id),
    )
