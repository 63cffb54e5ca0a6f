"""Queries about what may be disputed of one work or one payout, and what was disputed of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from domain.assignment import AssignmentStatus
from domain.disputes.life import LEFT, DisputeStatus
from domain.disputes.lines import MAY_MISS, SENT, Line, LineKind
from domain.ledger import LedgerAccount
from domain.payout import PayoutItem
from domain.posting_keys import KeyOf
from storage import grants
from storage.posting_keys import key_of
from storage.tables.campaigns import campaign, task
from storage.tables.disputes import dispute
from storage.tables.money import ledger_entry, payout, posting, settlement
from storage.tables.work import assignment

K, S = LineKind, AssignmentStatus

_WORK = (
    select(
        assignment.c.id,
        assignment.c.person_id,
        assignment.c.status,
        assignment.c.ended_at,
        task.c.title,
        campaign.c.id,
        campaign.c.currency,
    )
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .where(assignment.c.id == bindparam("of_assignment"))
)
_SETTLED = (
    select(
        settlement.c.id,
        settlement.c.checkpoint,
        settlement.c.amount_minor,
        settlement.c.settled_at,
    )
    .where(settlement.c.assignment_id == bindparam("of_assignment"))
    .order_by(settlement.c.id)
)
_RECOVERED = (
    select(settlement.c.id, ledger_entry.c.amount_minor, posting.c.at)
    .join(posting, posting.c.key == key_of(KeyOf.RECOVER, settlement.c.id))
    .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id)
    .where(
        settlement.c.assignment_id == bindparam("of_assignment"),
        ledger_entry.c.account == LedgerAccount.CREATOR_RECEIVABLE,
        ledger_entry.c.amount_minor > 0,
    )
    .order_by(settlement.c.id)
)
_DISPUTES = select(dispute.c.id, dispute.c.kind, dispute.c.subject_id, dispute.c.status)
_ASSIGNMENT_OF = select(settlement.c.assignment_id).where(settlement.c.id == bindparam("of_id"))
_ANSWERED = select(payout.c.answered_at).where(payout.c.id == bindparam("of_payout"))
_RETURNED = select(func.coalesce(func.sum(dispute.c.awarded_minor), 0)).where(
    dispute.c.payout_id == bindparam("of_payout"),
    dispute.c.kind == K.WITHHOLDING,
    dispute.c.status == DisputeStatus.GIVEN_BACK,
)


def assignment_of(conn: Connection, settlement_id: int) -> int | None:
    return conn.execute(_ASSIGNMENT_OF, {"of_id": settlement_id}).scalar()


def of_work(conn: Connection, assignment_id: int) -> list[Line]:
    """Everything about one work, disputed or not; empty when there is none to dispute."""
    found = conn.execute(_WORK, {"of_assignment": assignment_id}).first()
    if found is None:
        return []
    disputes = _DISPUTES.where(dispute.c.assignment_id == assignment_id)
    return _with_disputes(conn, list(_lines(conn, found)), disputes)


def _lines(conn: Connection, work: Any) -> Iterator[Line]:
    status, of_work = S(work.status), {"of_assignment": work[0]}
    base = Line(
        K.SETTLEMENT,
        work[0],
        work.person_id,
        work.title,
        work.currency,
        0,
        work.ended_at,
        assignment_id=work[0],
        campaign_id=work[5],
    )
    settled: list[Any] = list(conn.execute(_SETTLED, of_work).all())
    if status is S.VOID:
        yield replace(base, kind=K.TAKEN_BACK, amount_minor=_taken_minor(conn, work[0], settled))
        return
    for settlement_id, checkpoint, amount_minor, at in settled:
        part = replace(base, subject_id=settlement_id, amount_minor=amount_minor, at=at)
        yield replace(part, checkpoint=checkpoint)
    for settlement_id, amount_minor, at in conn.execute(_RECOVERED, of_work):
        part = replace(base, kind=K.RECOVERY, subject_id=settlement_id)
        yield replace(part, amount_minor=amount_minor, at=at)
    if status is S.REJECTED:
        yield replace(base, kind=K.REJECTION)
    if status in MAY_MISS:
        yield replace(base, kind=K.MISSING)


def _taken_minor(conn: Connection, assignment_id: int, settled: list[Any]) -> int:
    granted = grants.of_work(conn, assignment_id)
    back = sum(each.amount_minor for each in granted if each.is_taken_back)
    return int(back + sum(each.amount_minor for each in settled))


def of_payout(conn: Connection, item: PayoutItem) -> list[Line]:
    """What the bank paid, and the tax that was kept back."""
    if item.status not in SENT:
        return []
    at = answered_at(conn, item.payout_id)
    base = Line(
        K.PAYOUT,
        item.payout_id,
        item.person_id,
        item.reference,
        item.currency,
        item.amount_minor,
        at,
        payout_id=item.payout_id,
    )
    lines = [base]
    if item.withheld_minor:
        lines.append(replace(base, kind=K.WITHHOLDING, amount_minor=item.withheld_minor))
    return _with_disputes(conn, lines, _DISPUTES.where(dispute.c.payout_id == item.payout_id))


def answered_at(conn: Connection, payout_id: int) -> datetime | None:
    """When the bank said so."""
    return conn.execute(_ANSWERED, {"of_payout": payout_id}).scalar()


def tax_returned(conn: Connection, payout_id: int) -> int:
    """What a dispute gave back of the tax withheld from it."""
    return int(conn.execute(_RETURNED, {"of_payout": payout_id}).scalar_one())


def _with_disputes(conn: Connection, lines: list[Line], disputes: Any) -> list[Line]:
    found: dict[tuple[str, int], list[Any]] = {}
    for row in conn.execute(disputes.order_by(dispute.c.id)):
        found.setdefault((row.kind, row.subject_id), []).append(row)
    return [_with(each, found.get((each.kind.value, each.subject_id), [])) for each in lines]


def _with(line: Line, disputes: list[Any]) -> Line:
    stands = [each.id for each in disputes if DisputeStatus(each.status) not in LEFT]
    return replace(line, dispute_id=stands[-1] if stands else None, times=len(disputes))
