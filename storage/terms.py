"""Queries about terms: versions of what creators accept; immutable once published."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.terms import Bonus, Interaction, Method, Source, Terms
from storage.tables.campaigns import terms

COLUMNS = (
    terms.c.method,
    terms.c.cap_minor,
    terms.c.flat_minor,
    terms.c.rate_per_mille_minor,
    terms.c.counted,
    terms.c.floor_minor,
    terms.c.cutoff_days,
    terms.c.hold_days,
    terms.c.retention_days,
    terms.c.weakest_source,
    terms.c.review_hours,
    terms.c.disclosure,
    terms.c.ai_label,
    terms.c.window_days,
    terms.c.bonuses,
)
_BY_ID = select(*COLUMNS).where(terms.c.id == bindparam("terms_id"))


def by_id(conn: Connection, terms_id: int) -> Terms | None:
    row = conn.execute(_BY_ID, {"terms_id": terms_id}).first()
    return None if row is None else from_row(row)


def from_row(row: Any) -> Terms:
    """A row of COLUMNS."""
    method, cap, flat, rate, counted, floor, cutoff, hold, retention, source, *rest, steps = row
    values: list[Any] = [
        *(Method(method), cap, flat, rate, tuple(map(Interaction, counted)), floor),
        *(cutoff, hold, retention, Source(source), *rest),
        tuple(Bonus(*step) for step in steps),
    ]
    return Terms(*values)
