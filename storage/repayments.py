"""Queries about debts that creators transferred back; only their reason ever goes again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.ledger import Owed
from domain.receivable import Repayment, transfer_of
from storage.tables.debts import repayment
from storage.tables.people import person

_ADD = insert(repayment).returning(repayment.c.id)
_booker = person.alias("booker")
_REPAYMENT = (
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
)
_NEWEST = _REPAYMENT.order_by(repayment.c.id.desc()).limit(bindparam("most"))
_KNOWN = _REPAYMENT.where(
    repayment.c.person_id == bindparam("of_person"),
    repayment.c.currency == bindparam("in_currency"),
    repayment.c.transfer == bindparam("of_transfer"),
)


def known(conn: Connection, person_id: int, currency: str, bank_reference: str) -> Repayment | None:
    """The one that this transfer is booked as, however its reference was spelt.

    Ask while holding the ledger's head: of two who book one transfer the second sees it.
    """
    transfer = transfer_of(bank_reference)
    values = {"of_person": person_id, "in_currency": currency, "of_transfer": transfer}
    row = conn.execute(_KNOWN, values).first()
    return Repayment(*row) if row else None


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
        "transfer": transfer_of(bank_reference),
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
