"""Queries about terms: versions of what creators accept; immutable once published."""

from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, insert, select

from domain.terms import Bonus, Interaction, Method, MissingData, Source, Terms
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
    terms.c.earlier_cutoffs,
    terms.c.draft_minor,
    terms.c.post_minor,
    terms.c.takes_back,
    terms.c.missing_data,
    terms.c.creator_cap_minor,
    terms.c.returns,
    terms.c.pot_minor,
    terms.c.pot_days,
)
_BY_ID = select(*COLUMNS).where(terms.c.id == bindparam("terms_id"))

_NEWEST = (
    select(terms.c.version, *COLUMNS)
    .where(terms.c.campaign_id == bindparam("of_campaign"))
    .order_by(terms.c.version.desc())
    .limit(1)
)

# Terms that somebody accepted never change, and every card needs some.
_KNOWN: WeakKeyDictionary[Engine, dict[int, Terms]] = WeakKeyDictionary()


def by_id(conn: Connection, terms_id: int) -> Terms | None:
    row = conn.execute(_BY_ID, {"terms_id": terms_id}).first()
    return None if row is None else from_row(row)


def newest(conn: Connection, campaign_id: int) -> tuple[int, Terms] | None:
    """Their version and what they say."""
    row = conn.execute(_NEWEST, {"of_campaign": campaign_id}).first()
    return None if row is None else (row[0], from_row(row[1:]))


def accepted(conn: Connection, terms_id: int) -> Terms:
    """Those of an assignment: read once in the life of the process."""
    known = _KNOWN.setdefault(conn.engine, {})
    if terms_id not in known:
        known[terms_id] = from_row(conn.execute(_BY_ID, {"terms_id": terms_id}).one())
    return known[terms_id]


def from_row(row: Any) -> Terms:
    """A row of COLUMNS."""
    method, cap, flat, rate, counted, floor, cutoff, hold, retention, source, *rest = row
    review, label, ai, window, steps, earlier, draft, post, takes_back, *later = rest
    missing, creator_cap, days, *pot = later
    values: list[Any] = [
        *(Method(method), cap, flat, rate, tuple(map(Interaction, counted)), floor),
        *(cutoff, hold, retention, Source(source), review, label, ai, window),
        *(tuple(Bonus(*step) for step in steps), tuple(earlier), draft, post, takes_back),
        *(MissingData(missing), creator_cap, tuple(days), *pot),
    ]
    return Terms(*values)


# What a column holds as Terms have it, under the same name.
_PLAIN: Final = (
    *("method", "flat_minor", "rate_per_mille_minor", "floor_minor", "cap_minor"),
    *("cutoff_days", "hold_days", "retention_days", "weakest_source", "review_hours"),
    *("disclosure", "ai_label", "window_days", "draft_minor", "post_minor", "takes_back"),
    *("creator_cap_minor", "pot_minor", "pot_days"),
)


def _row(agreed: Terms) -> dict[str, Any]:
    """What `from_row` reads, by column."""
    return {name: getattr(agreed, name) for name in _PLAIN} | {
        "counted": [interaction.value for interaction in agreed.counted],
        "bonuses": [[each.at, each.amount_minor] for each in agreed.bonuses],
        "earlier_cutoffs": list(agreed.earlier_cutoffs),
        "missing_data": agreed.missing,
        "returns": list(agreed.returns),
    }


def add(
    conn: Connection,
    campaign_id: int,
    agreed: Terms,
    worst_case_minor: int,
    *,
    version: int = 1,
    made_by: int | None = None,
    now: datetime,
) -> int:
    row = _row(agreed) | {
        "campaign_id": campaign_id,
        "version": version,
        "made_by": made_by,
        "worst_case_minor": worst_case_minor,
        "published_at": now,
    }
    added: int = conn.execute(insert(terms).values(row).returning(terms.c.id)).scalar_one()
    return added
