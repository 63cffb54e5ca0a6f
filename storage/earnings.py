"""Queries about settled and granted amounts as their creator reads them; fixing is others'."""

from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, literal, select, union_all

from domain.assignment import AssignmentStatus
from domain.disputes.lines import LineKind
from domain.earnings import EarningLine, Maturing
from domain.ledger import LedgerAccount
from domain.posting_keys import KeyOf
from domain.settlement import SettlementState
from storage import grants, taken_along
from storage.posting_keys import key_of
from storage.rooms import STANDS
from storage.tables.campaigns import task
from storage.tables.disputes import dispute
from storage.tables.money import ledger_entry, posting, settlement
from storage.tables.work import assignment

STATE = case(
    (assignment.c.status == AssignmentStatus.VOID, SettlementState.REVERSED.value),
    (settlement.c.matured_at.is_not(None), SettlementState.PAYABLE.value),
    else_=SettlementState.PENDING.value,
)
_FROM = settlement.join(assignment, assignment.c.id == settlement.c.assignment_id).join(
    task, task.c.id == assignment.c.task_id
)
_OWN = settlement.c.person_id == bindparam("of_person")
_OWN_GRANT = and_(grants.IS_GRANTED, dispute.c.person_id == bindparam("of_person"))
# Set off as it matured, less what a dispute found should not have been.
_RECOVERED = func.coalesce(
    select(func.sum(ledger_entry.c.amount_minor))
    .join(posting, posting.c.id == ledger_entry.c.posting_id)
    .where(
        posting.c.key == key_of(KeyOf.RECOVER, settlement.c.id),
        ledger_entry.c.account == LedgerAccount.CREATOR_RECEIVABLE,
    )
    .correlate(settlement)
    .scalar_subquery(),
    0,
) - func.coalesce(
    select(func.sum(dispute.c.awarded_minor))
    .where(dispute.c.kind == LineKind.RECOVERY, dispute.c.subject_id == settlement.c.id)
    .correlate(settlement)
    .scalar_subquery(),
    0,
)
_SETTLED = (
    select(
        settlement.c.assignment_id,
        task.c.title,
        settlement.c.amount_minor,
        settlement.c.currency,
        settlement.c.settled_at.label("at"),
        settlement.c.payable_at,
        STATE.label("state"),
        settlement.c.checkpoint,
        task.c.category,
        literal(0).label("dispute_id"),
        settlement.c.id,
        settlement.c.person_id,
        settlement.c.matured_at,
        _RECOVERED.label("recovered_minor"),
    )
    .select_from(_FROM)
    .where(_OWN)
)
_GRANTED = (
    select(
        dispute.c.assignment_id,
        task.c.title,
        dispute.c.awarded_minor,
        dispute.c.currency,
        dispute.c.decided_at,
        dispute.c.decided_at,
        case((grants.STANDS, SettlementState.PAYABLE.value), else_=SettlementState.REVERSED.value),
        literal(""),
        task.c.category,
        dispute.c.id,
        dispute.c.id,
        dispute.c.person_id,
        dispute.c.decided_at,
        literal(0),
    )
    .select_from(grants.OF_WORK.join(task, task.c.id == assignment.c.task_id))
    .where(_OWN_GRANT)
)
_LINES = union_all(_SETTLED, _GRANTED).subquery()
_SHOWN = (
    select(*_LINES.c)
    .order_by(_LINES.c.at.desc(), _LINES.c.dispute_id.desc(), _LINES.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("start"))
    .subquery()
)
_PAGE = (
    select(*_SHOWN.c, *taken_along.COLUMNS)
    .select_from(
        taken_along.joined(
            _SHOWN, taken_along.taken_by(_SHOWN, _SHOWN.c.amount_minor, _SHOWN.c.matured_at)
        )
    )
    .order_by(_SHOWN.c.at.desc(), _SHOWN.c.dispute_id.desc(), _SHOWN.c.id.desc())
)
_COUNT = select(
    select(func.count()).select_from(settlement).where(_OWN).scalar_subquery()
    + select(func.count()).select_from(dispute).where(_OWN_GRANT).scalar_subquery()
)
_NEXT = (
    select(settlement.c.payable_at, func.sum(settlement.c.amount_minor), settlement.c.currency)
    .select_from(_FROM)
    .where(
        _OWN,
        settlement.c.matured_at.is_(None),
        settlement.c.amount_minor > 0,
        STANDS,
    )
    .group_by(settlement.c.payable_at, settlement.c.currency)
    .order_by(settlement.c.payable_at, settlement.c.currency)
    .limit(1)
)


def page(conn: Connection, person_id: int, start: int, most: int) -> list[EarningLine]:
    """Newest first."""
    rows = conn.execute(_PAGE, {"of_person": person_id, "start": start, "most": most})
    return [_line(row) for row in rows]


def count(conn: Connection, person_id: int) -> int:
    return int(conn.execute(_COUNT, {"of_person": person_id}).scalar_one())


def maturing(conn: Connection, person_id: int) -> Maturing | None:
    """What becomes payable next."""
    row = conn.execute(_NEXT, {"of_person": person_id}).first()
    return Maturing(row[0], int(row[1]), row[2]) if row else None


def _line(row: Any) -> EarningLine:
    state, recovered_minor = SettlementState(row[6]), int(row.recovered_minor)
    values: list[Any] = [
        *row[:6],
        state,
        *row[7:10],
        recovered_minor,
        taken_along.sent_by(row[-5:]),
    ]
    return EarningLine(*values)
