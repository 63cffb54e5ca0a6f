"""Whether work waits for a decision about an oddity: the one condition all that pays asks."""

from typing import Final

from sqlalchemy import ColumnElement, Connection, ScalarSelect, exists, func, select

from domain.risk.cases import HOLDING
from storage.read_by import POST
from storage.tables.base import among
from storage.tables.metrics import metric_snapshot
from storage.tables.risk import risk_case, risk_look
from storage.tables.work import assignment

IS_HELD: Final[ColumnElement[bool]] = exists(
    select(risk_case.c.id)
    .where(risk_case.c.assignment_id == assignment.c.id, among(risk_case.c.status, HOLDING))
    .correlate(assignment)
)
"""Of a row of `assignment`: this one amount, nobody else's, as long as its case is open."""

_NEWEST_READING = (
    select(func.max(metric_snapshot.c.id))
    .where(metric_snapshot.c.post_id == POST)
    .correlate(assignment)
    .scalar_subquery()
)
AWAITS_LOOK: Final[ColumnElement[bool]] = exists(
    select(risk_look.c.assignment_id)
    .where(
        risk_look.c.assignment_id == assignment.c.id,
        risk_look.c.snapshot_id < _NEWEST_READING,  # not joined: read where a look is known
    )
    .correlate(assignment)
)
"""A reading came since it was looked at: what it shows may hold the work, so its amount waits.

Work is looked at as soon as it is handed in, long before anything of it is due.
"""

HELD_BY: Final[ScalarSelect[int]] = (
    select(risk_case.c.id)
    .where(risk_case.c.assignment_id == assignment.c.id, among(risk_case.c.status, HOLDING))
    .correlate(assignment)
    .scalar_subquery()
)
"""The case that holds it; there is one at most."""


def is_held(conn: Connection, assignment_id: int) -> bool:
    found = select(assignment.c.id).where(assignment.c.id == assignment_id, IS_HELD)
    return conn.execute(found).first() is not None
