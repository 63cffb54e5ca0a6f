"""Queries about debts that were given up; only their reason is ever taken away again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.ledger import Owed
from domain.receivable import WriteOff
from storage.tables.debts import write_off
from storage.tables.people import person

_ADD = insert(write_off).returning(write_off.c.id)
_decider = person.alias("decider")
_NEWEST = (
    select(
        write_off.c.person_id,
        person.c.name,
        write_off.c.amount_minor,
        write_off.c.currency,
        write_off.c.reason,
        _decider.c.name,
        write_off.c.at,
    )
    .join(person, person.c.id == write_off.c.person_id)
    .join(_decider, _decider.c.id == write_off.c.decided_by)
    .order_by(write_off.c.id.desc())
    .limit(bindparam("most"))
)


def add(conn: Connection, debt: Owed, reason: str, decided_by: int, now: datetime) -> int:
    values: dict[str, Any] = {
        "person_id": debt.person_id,
        "amount_minor": debt.amount_minor,
        "currency": debt.currency,
        "reason": reason,
        "decided_by": decided_by,
        "at": now,
    }
    write_off_id: int = conn.execute(_ADD, values).scalar_one()
    return write_off_id


def newest(conn: Connection, most: int) -> list[WriteOff]:
    return [WriteOff(*row) for row in conn.execute(_NEWEST, {"most": most})]


def forget_reasons(conn: Connection, person_id: int) -> None:
    """Erasure: what was said of somebody goes with them."""
    conn.execute(update(write_off).where(write_off.c.person_id == person_id).values(reason=""))
