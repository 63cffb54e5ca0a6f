"""Queries about dates of the payout calendar: each is proposed to finance once."""

from datetime import datetime

from sqlalchemy import Connection, select

from storage.dialects import in_both
from storage.tables.money import payout_proposal

_PUT = in_both(
    lambda sql: (
        sql.insert(payout_proposal).on_conflict_do_nothing().returning(payout_proposal.c.currency)
    )
)
_KNOWN = select(payout_proposal.c.currency, payout_proposal.c.scheduled_at)


def known(conn: Connection, since: datetime) -> frozenset[tuple[str, datetime]]:
    rows = conn.execute(_KNOWN.where(payout_proposal.c.scheduled_at >= since))
    return frozenset((row[0], row[1]) for row in rows)


def put(conn: Connection, currency: str, scheduled_at: datetime, now: datetime) -> bool:
    """False when it was proposed before."""
    values = {"currency": currency, "scheduled_at": scheduled_at, "proposed_at": now}
    return conn.execute(_PUT[conn.dialect.name], values).first() is not None
