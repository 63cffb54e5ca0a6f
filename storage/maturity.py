"""Queries about settlements whose hold period is over: found, held, marked; no amount changes."""

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select, update

from domain.due_work import DueItem
from storage.due_pages import page, paged
from storage.risk_holds import IS_HELD
from storage.rooms import STANDS
from storage.settlements import SETTLED, Settled
from storage.tables.money import settlement
from storage.tables.work import assignment

_IS_RIPE = and_(
    settlement.c.matured_at.is_(None),
    settlement.c.payable_at <= bindparam("now"),
    STANDS,
    ~IS_HELD,  # a part fixed before its case was opened waits for the case
)
_RIPE = paged(
    select(settlement.c.payable_at, settlement.c.id)
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .where(_IS_RIPE),
    settlement.c.payable_at,
    settlement.c.id,
)
_HOLD = (
    SETTLED.join(assignment, assignment.c.id == settlement.c.assignment_id)
    .where(settlement.c.id == bindparam("of_settlement"), _IS_RIPE)
    # The assignment too: voiding changes no other row, and one that is only joined is read as it
    # was when the statement began.
    .with_for_update(skip_locked=True, of=(settlement, assignment))
)
_MARK = (
    update(settlement)
    .where(settlement.c.id == bindparam("of_settlement"))
    .values(matured_at=bindparam("now"))
)


def ripe(conn: Connection, after: DueItem, now: datetime, most: int) -> list[DueItem]:
    """Settlements by the end of their hold period; nothing is held."""
    return page(conn, _RIPE, after, most, now=now)


def hold(conn: Connection, settlement_id: int, now: datetime) -> Settled | None:
    """While it is ripe and nobody else is at it or its work; ours until the unit of work ends."""
    row = conn.execute(_HOLD, {"of_settlement": settlement_id, "now": now}).first()
    return None if row is None else Settled(*row)


def mark(conn: Connection, settlement_id: int, now: datetime) -> None:
    conn.execute(_MARK, {"of_settlement": settlement_id, "now": now})
