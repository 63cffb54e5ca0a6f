"""How late due work is, kind by kind: the same questions that the jobs ask, for their first items.

Only of what has a moment at which it should be done. A campaign that waits for readings, a creator
without a digest are found by the same walk, and late is none of them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.due_work import BEGINNING, DueItem, DueWork
from services import dispute_clocks, reminders, reviews, risk_clocks, settlements
from storage import setbacks

_LOOKED_AT: Final = 200

DUE: Final[dict[DueWork, Callable[..., list[DueItem]]]] = {
    DueWork.REMINDER: reminders.due,
    DueWork.APPROVAL: reviews.overdue,
    DueWork.SETTLEMENT: settlements.due,
    DueWork.MATURITY: settlements.ripe,
    DueWork.RISK_CLOCK: risk_clocks.due,
    DueWork.DISPUTE_CLOCK: dispute_clocks.due,
}


def seconds(conn: Connection, *, now: datetime) -> dict[DueWork, float]:
    """For how long the most overdue of each kind waits; what was set back counts as a setback."""
    return {work: _late(conn, work, now) for work in DUE}


def _late(conn: Connection, work: DueWork, now: datetime) -> float:
    set_back = setbacks.again_at(conn, work)
    page = DUE[work](conn, BEGINNING, most=_LOOKED_AT if set_back else 1, now=now)
    waits = (due_at for due_at, item_id in page if item_id not in set_back)
    oldest = next(waits, now)
    return max(0.0, (now - oldest).total_seconds())
