"""Queries about payouts that came back after they had been paid; rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from domain.payout import Bounce
from storage.tables.money import payout, payout_bounce
from storage.tables.people import person

_ADD = insert(payout_bounce)
_OF_BATCH = (
    select(
        payout_bounce.c.payout_id,
        payout_bounce.c.bank_reference,
        person.c.name,
        payout_bounce.c.at,
    )
    .join(payout, payout.c.id == payout_bounce.c.payout_id)
    .join(person, person.c.id == payout_bounce.c.booked_by)
    .where(payout.c.batch_id == bindparam("of_batch"))
)


def add(
    conn: Connection, payout_id: int, bank_reference: str, booked_by: int, now: datetime
) -> None:
    """IntegrityError when it has come back before."""
    values: dict[str, Any] = {
        "payout_id": payout_id,
        "bank_reference": bank_reference,
        "booked_by": booked_by,
        "at": now,
    }
    conn.execute(_ADD, values)


def of_batch(conn: Connection, batch_id: int) -> dict[int, Bounce]:
    """By payout."""
    rows = conn.execute(_OF_BATCH, {"of_batch": batch_id})
    return {row[0]: Bounce(*row[1:]) for row in rows}
