"""Whether work waits for a decision about an oddity: the one condition all that pays asks."""

from typing import Final

from sqlalchemy import ColumnElement, Connection, ScalarSelect, exists, select

from domain.risk.cases import HOLDING
from storage.tables.base import among
from storage.tables.risk import risk_case
from storage.tables.work import assignment

IS_HELD: Final[ColumnElement[bool]] = exists(
    select(risk_case.c.id)
    .where(risk_case.c.assignment_id == assignment.c.id, among(risk_case.c.status, HOLDING))
    .correlate(assignment)
)
"""Of a row of `assignment`: this one amount, nobody else's, as long as its case is open."""

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
