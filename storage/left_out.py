"""Queries about work that somebody left out of settlement runs, each time until a moment."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, insert, select, update

from storage.tables.money import left_out
from storage.tables.work import assignment

_OF_NEXT_CUTOFF: Final = and_(
    left_out.c.assignment_id == assignment.c.id, left_out.c.settle_at == assignment.c.settle_at
)
LASTS: Final[ColumnElement[bool]] = and_(
    _OF_NEXT_CUTOFF, left_out.c.until > bindparam("now"), left_out.c.ended_at.is_(None)
)
"""Of a row that is joined to its work: the clock passes that over."""
IS_LEFT_OUT: Final[ColumnElement[bool]] = exists(
    select(left_out.c.id).where(LASTS).correlate(assignment)
)
_WAS = (
    select(left_out.c.id)
    .join(assignment, _OF_NEXT_CUTOFF)
    .where(assignment.c.id == bindparam("of_assignment"))
)
_ADD = insert(left_out)
_END = update(left_out).where(
    left_out.c.assignment_id == bindparam("of_assignment"), left_out.c.ended_at.is_(None)
)


def was(conn: Connection, assignment_id: int) -> bool:
    """At its next cut-off, whether that lasts or not."""
    return conn.execute(_WAS, {"of_assignment": assignment_id}).first() is not None


def add(
    conn: Connection,
    assignment_id: int,
    settle_at: datetime,
    reason: str,
    left_by: int,
    until: datetime,
    now: datetime,
) -> None:
    """IntegrityError when it was left out at that cut-off before."""
    values: dict[str, Any] = {
        "assignment_id": assignment_id,
        "settle_at": settle_at,
        "reason": reason,
        "left_by": left_by,
        "left_at": now,
        "until": until,
    }
    conn.execute(_ADD, values)


def end(conn: Connection, assignment_id: int, ended_by: int, now: datetime) -> None:
    """Somebody settles it after all; nothing where nothing lasts."""
    values = {"ended_by": ended_by, "ended_at": now}
    conn.execute(_END.values(values), {"of_assignment": assignment_id})
