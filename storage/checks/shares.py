"""Shares of pots with what they follow from, for services to work out once more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.terms import Terms
from storage.checks.amounts import KnownTerms
from storage.tables.money import pot_share
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Shared:
    """What one work came to when its pot was split, and all that this follows from."""

    assignment_id: int
    post_id: int | None
    last_reading_id: int
    last_news_id: int
    earned_minor: int
    cutoff_at: datetime
    terms: Terms


_SHARED = (
    select(
        pot_share.c.assignment_id,
        pot_share.c.post_id,
        pot_share.c.last_reading_id,
        pot_share.c.last_news_id,
        pot_share.c.earned_minor,
        assignment.c.cutoff_at,
        pot_share.c.terms_id,
    )
    .join(assignment, assignment.c.id == pot_share.c.assignment_id)
    .where(
        pot_share.c.assignment_id > bindparam("after"),
        pot_share.c.last_reading_id.is_not(None),
        assignment.c.cutoff_at.is_not(None),
    )
    .order_by(pot_share.c.assignment_id)
    .limit(bindparam("most"))
)


def replayable(conn: Connection, known: KnownTerms, after: int, most: int) -> list[Shared]:
    """The next `most` behind the work `after`; not those split before it was kept."""
    rows: Any = conn.execute(_SHARED, {"after": after, "most": most})
    return [_shared(row, known.of(row[6])) for row in rows]


def _shared(row: Any, agreed: Terms) -> Shared:
    values: list[Any] = [*row[:6], agreed]
    return Shared(*values)
