"""Queries about what people were paid since a month began, for tax that takes a month as one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from domain.disputes.life import DisputeStatus
from domain.disputes.lines import SENT, LineKind
from domain.payee import PayeeKind
from domain.payout import PayoutStatus
from domain.withholding import Paid
from storage.tables.base import among
from storage.tables.disputes import dispute
from storage.tables.money import payout, payout_batch

# Tax that a dispute gave back is paid again as any other money: it counts then.
_RETURNED = func.coalesce(
    select(func.sum(dispute.c.awarded_minor))
    .where(
        dispute.c.payout_id == payout.c.id,
        dispute.c.kind == LineKind.WITHHOLDING,
        dispute.c.status == DisputeStatus.GIVEN_BACK,
    )
    .correlate(payout)
    .scalar_subquery(),
    0,
)
_STANDS: Final = SENT | {PayoutStatus.IN_TRANSIT}
_PAID = (
    select(
        payout.c.person_id,
        payout.c.kind,
        func.sum(payout.c.amount_minor + payout.c.withheld_minor - _RETURNED),
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
