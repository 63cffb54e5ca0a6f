"""Queries about settled amounts as their creator reads them; fixing them is settlements.py's."""

from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select

from domain.assignment import AssignmentStatus
from domain.earnings import EarningLine, Maturing
from domain.settlement import SettlementState
from storage.rooms import STANDS
from storage.tables.campaigns import task
from storage.tables.money import settlement
from storage.tables.work import assignment

STATE = case(
    (assignment.c.status == AssignmentStatus.VOID, SettlementState.REVERSED.value),
    (settlement.c.matured_at.is_not(None), SettlementState.PAYABLE.value),
    else_=SettlementState.PENDING.value,
)
_LINE = (
    settlement.c.assignment_id,
    task.c.title,
    settlement.c.amount_minor,
    settlement.c.currency,
    settlement.c.settled_at,
    settlement.c.payable_at,
    STATE,
    settlement.c.checkpoint,
)
_FROM = settlement.join(assignment, assignment.c.id == settlement.c.assignment_id).join(
    task, task.c.id == assignment.c.task_id
)
_OWN = settlement.c.person_id == bindparam("of_person")
_PAGE = (
    select(*_LINE)
    .select_from(_FROM)
    .where(_OWN)
    .order_by(settlement.c.settled_at.desc(), settlement.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("start"))
)
_COUNT = select(func.count()).select_from(settlement).where(_OWN)
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
    return conn.execute(_COUNT, {"of_person": person_id}).scalar_one()


def maturing(conn: Connection, person_id: int) -> Maturing | None:
    """What becomes payable next."""
    row = conn.execute(_NEXT, {"of_person": person_id}).first()
    return Maturing(row[0], int(row[1]), row[2]) if row else None


def _line(row: Any) -> EarningLine:
    values: list[Any] = [*row[:6], SettlementState(row[6]), row[7]]
    return EarningLine(*values)
