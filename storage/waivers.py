"""Queries about what creators gave up of their own free will; rows are only ever added."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from domain.ledger import Owed
from domain.payout import PayoutStatus
from storage.tables.debts import waiver
from storage.tables.money import payout

_ADD = insert(waiver).returning(waiver.c.id)
_IN_A_BATCH = select(payout.c.currency).where(
    payout.c.person_id == bindparam("of_person"),
    payout.c.status.in_((PayoutStatus.PREPARED, PayoutStatus.IN_TRANSIT)),
)


def add(conn: Connection, given_up: Owed, now: datetime) -> int:
    values = {
        "person_id": given_up.person_id,
        "amount_minor": given_up.amount_minor,
        "currency": given_up.currency,
        "at": now,
    }
    waiver_id: int = conn.execute(_ADD, values).scalar_one()
    return waiver_id


def in_a_batch(conn: Connection, person_id: int) -> frozenset[str]:
    """Currencies in which a payout of theirs waits for an approval or for the bank."""
    return frozenset(conn.execute(_IN_A_BATCH, {"of_person": person_id}).scalars())
