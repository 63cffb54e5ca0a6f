"""Queries for tax: what people were paid since a month began, and tax that was given back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, union_all

from domain.disputes.life import DisputeStatus
from domain.disputes.lines import SENT, LineKind
from domain.payee import PayeeKind
from domain.payout import PayoutStatus
from domain.withholding import Paid
from storage.tables.base import among
from storage.tables.disputes import dispute
from storage.tables.money import payout, payout_batch

_STANDS: Final = SENT | {PayoutStatus.IN_TRANSIT}
_PAID = (
    select(
        payout.c.person_id,
        payout.c.kind,
        func.sum(payout.c.amount_minor + payout.c.withheld_minor - payout.c.untaxed_minor),
        func.sum(payout.c.withheld_minor),
    )
    .join(payout_batch, payout_batch.c.id == payout.c.batch_id)
    .where(
        payout_batch.c.approved_at >= bindparam("since"),
        payout.c.currency == bindparam("of_currency"),
        among(payout.c.status, _STANDS),
    )
    .group_by(payout.c.person_id, payout.c.kind)
)
_PAID_TO_ONE = _PAID.where(payout.c.person_id == bindparam("of_person"))


def paid(
    conn: Connection, currency: str, since: datetime, person_id: int | None = None
) -> Mapping[tuple[int, PayeeKind], Paid]:
    """By person and as whom they were paid; of one person or of all. What failed is not in it."""
    values = {"of_currency": currency, "since": since, "of_person": person_id}
    asked = _PAID if person_id is None else _PAID_TO_ONE
    rows = conn.execute(asked, values)
    return {(row[0], PayeeKind(row[1])): Paid(int(row[2]), int(row[3])) for row in rows}


# Of a payout that came back the tax is no more than the rest of it: as if it had never gone.
_GIVEN_BACK = (
    select(dispute.c.person_id, dispute.c.currency, dispute.c.awarded_minor.label("amount_minor"))
    .join(payout, payout.c.id == dispute.c.payout_id)
    .where(
        dispute.c.kind == LineKind.WITHHOLDING,
        dispute.c.status == DisputeStatus.GIVEN_BACK,
        among(payout.c.status, _STANDS),
    )
)
_PAID_AGAIN = select(payout.c.person_id, payout.c.currency, -payout.c.untaxed_minor).where(
    payout.c.untaxed_minor > 0, among(payout.c.status, _STANDS)
)
_MOVED = union_all(_GIVEN_BACK, _PAID_AGAIN).subquery()
_LEFT = func.sum(_MOVED.c.amount_minor)
_UNTAXED = (
    select(_MOVED.c.person_id, _MOVED.c.currency, _LEFT)
    .group_by(_MOVED.c.person_id, _MOVED.c.currency)
    .having(_LEFT > 0)
)


def untaxed(conn: Connection) -> dict[tuple[int, str], int]:
    """(person, currency) → tax that was given back and that no payout has taken along yet."""
    return {(row[0], row[1]): int(row[2]) for row in conn.execute(_UNTAXED)}
