"""Invariant 6: settled amounts with what they follow from, for services to work out once more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.pricing import PriceLine
from domain.terms import Terms
from storage import price_lines, terms
from storage.tables import campaigns
from storage.tables.money import settlement
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Replayable:
    """A settlement with all that its amount follows from, but the readings."""

    settlement_id: int
    post_id: int | None
    snapshot_id: int | None
    amount_minor: int
    cutoff_at: datetime
    last_news_id: int
    lines: tuple[PriceLine, ...]
    terms: Terms


_REPLAYABLE = (
    select(
        settlement.c.id,
        settlement.c.post_id,
        settlement.c.snapshot_id,
        settlement.c.amount_minor,
        assignment.c.cutoff_at,
        settlement.c.last_news_id,
        settlement.c.lines,
        *terms.COLUMNS,
    )
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .join(campaigns.terms, campaigns.terms.c.id == settlement.c.terms_id)
    .where(settlement.c.id > bindparam("after"))
    .order_by(settlement.c.id)
    .limit(bindparam("most"))
)


def replayable(conn: Connection, after: int, most: int) -> list[Replayable]:
    """The next `most` settlements behind the id `after`, so that all can be gone through."""
    rows: Any = conn.execute(_REPLAYABLE, {"after": after, "most": most})
    return [
        Replayable(
            *(row[0], row[1], row[2], row[3], row[4], row[5]),
            price_lines.from_json(row[6]),
            terms.from_row(row[7:]),
        )
        for row in rows
    ]
