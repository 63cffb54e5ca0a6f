"""Invariant 6: settled amounts with what they follow from, for services to work out once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from domain.pricing import PriceLine
from domain.terms import Terms
from storage import price_lines, terms
from storage.tables.money import settlement
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Replayable:
    """A settlement with all that its amount follows from, but the readings."""

    settlement_id: int
    post_id: int | None
    snapshot_id: int | None
    amount_minor: int
    cutoff_at: datetime | None
    checkpoint: str
    last_reading_id: int
    last_news_id: int
    room_minor: int | None
    granted_minor: int  # by disputes about it, before
    before_minor: int  # settled of the same work before
    lines: list[dict[str, Any]]  # as they are kept
    terms: Terms


_earlier = settlement.alias()
_BEFORE = (
    select(func.coalesce(func.sum(_earlier.c.amount_minor), 0))
    .where(_earlier.c.assignment_id == settlement.c.assignment_id, _earlier.c.id < settlement.c.id)
    .correlate(settlement)
    .scalar_subquery()
)
_REPLAYABLE = (
    select(
        settlement.c.id,
        settlement.c.post_id,
        settlement.c.snapshot_id,
        settlement.c.amount_minor,
        assignment.c.cutoff_at,
        settlement.c.checkpoint,
        settlement.c.last_reading_id,
        settlement.c.last_news_id,
        settlement.c.room_minor,
        settlement.c.granted_minor,
        _BEFORE,
        settlement.c.lines,
        settlement.c.terms_id,
    )
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .where(settlement.c.id > bindparam("after"))
    .order_by(settlement.c.id)
    .limit(bindparam("most"))
)


class KnownTerms:
    """Read once each: many settlements follow from few terms."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._known: dict[int, Terms] = {}

    def of(self, terms_id: int) -> Terms:
        if terms_id not in self._known:
            found = terms.by_id(self._conn, terms_id)
            assert found is not None  # by foreign key
            self._known[terms_id] = found
        return self._known[terms_id]


def replayable(conn: Connection, known: KnownTerms, after: int, most: int) -> list[Replayable]:
    """The next `most` settlements behind the id `after`, so that all can be gone through."""
    rows: Any = conn.execute(_REPLAYABLE, {"after": after, "most": most}).all()
    return [_replayable(row, known.of(row[12])) for row in rows]


def _replayable(row: Any, agreed: Terms) -> Replayable:
    values: list[Any] = [*row[:10], int(row[10]), row[11], agreed]
    return Replayable(*values)


def as_kept(lines: Sequence[PriceLine]) -> list[dict[str, Any]]:
    return price_lines.to_json(lines)


def count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(settlement)).scalar_one()
