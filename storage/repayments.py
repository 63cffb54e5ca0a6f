"""Queries about debts that creators transferred back; only their reason ever goes again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.ledger import Owed
from domain.receivable import Repayment
from storage.tables.money import repayment
from storage.tables.people import person

_ADD = insert(repayment).returning(repayment.c.id)
_booker = person.alias("booker")
_NEWEST = (
    select(
        repayment.c.person_id,
        person.c.name,
        repayment.c.amount_minor,
        repayment.c.currency,
        repayment.c.bank_reference,
        repayment.c.reason,
        _booker.c.name,
        repayment.c.at,
    )
    .join(person, person.c.id == repayment.c.person_id)
    .join(_booker, _booker.c.id == repayment.c.booked_by)
    .order_by(repayment.c.id.desc())
    .limit(bindparam("most"))
)
_KNOWN = select(repayment.c.id).where(
    repayment.c.person_id == bindparam("of_person"),
    repayment.c.currency == bindparam("in_currency"),
    repayment.c.bank_reference == bindparam("of_transfer"),
)


def is_known(conn: Connection, person_id: int, currency: str, bank_reference: str) -> bool:
    """Ask while holding the ledger's head: of two who book one transfer the second sees it."""
    values = {"of_person": person_id, "in_currency": currency, "of_transfer": bank_reference}
    return conn.execute(_KNOWN, values).first() is not None


def add(
    conn: Connection,
    part: Owed,
    bank_reference: str,
    reason: str,
    booked_by: int,
    now: datetime,
) -> int:
    values: dict[str, Any] = {
        "person_id": part.person_id,
        "amount_minor": part.amount_minor,
        "currency": part.currency,
        "bank_reference": bank_reference,
        "reason": reason,
        "booked_by": booked_by,
        "at": now,
    }
    repayment_id: int = conn.execute(_ADD, values).scalar_one()
    return repayment_id


def newest(conn: Connection, most: int) -> list[Repayment]:
    return [Repayment(*row) for row in conn.execute(_NEWEST, {"most": most})]


def forget_reasons(conn: Connection, person_id: int) -> None:
    """Erasure: what was said of somebody goes with them."""
    conn.execute(update(repayment).where(repayment.c.person_id == person_id).values(reason=""))
