"""Which payout took an amount along: all that is payable leaves at once, so the first one since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, or_, select

from domain.earnings import Sent
from domain.payout import PayoutStatus
from storage.tables.money import payout, payout_batch, posting

# Such a payout has taken nothing along in the end: the next one does.
_FELL_THROUGH: Final = (PayoutStatus.CANCELLED, PayoutStatus.FAILED, PayoutStatus.BOUNCED)
_taking, _its_batch = payout.alias("taking"), payout_batch.alias("its_batch")
COLUMNS: Final = (
    _taking.c.reference,
    _taking.c.status,
    _taking.c.answered_at,
    _its_batch.c.exported_at.is_not(None),
    _taking.c.batch_id,
)
"""Of what `joined` brings; of none all are empty."""


def taken_by(
    of: FromClause,
    amount_minor: ColumnElement[int],
    since: ColumnElement[datetime],
    undone: ColumnElement[str] | None = None,
) -> ScalarSelect[int]:
    """The payout's id, by person and currency of a row `of` amounts that are payable `since`.

    `undone`: the key of what took it back. Before it left: then no payout took it along.
    """
    found = (
        select(payout.c.id)
        .join(payout_batch, payout_batch.c.id == payout.c.batch_id)
        .where(
            payout.c.person_id == of.c.person_id,
            payout.c.currency == of.c.currency,
            payout.c.status.not_in(_FELL_THROUGH),
            payout_batch.c.prepared_at >= since,
            amount_minor > 0,
        )
    )
    if undone is not None:
        # Of this row: by itself it would be that of any row that was ever undone.
        of_this = select(posting.c.at).where(posting.c.key == undone).correlate(of)
        undone_at = of_this.scalar_subquery()
        found = found.where(or_(undone_at.is_(None), payout_batch.c.approved_at <= undone_at))
    return found.order_by(payout.c.id).limit(1).correlate(of).scalar_subquery()


def joined(source: FromClause, by: ScalarSelect[int]) -> FromClause:
    """With the payout, where one took it along, and its batch."""
    with_payout = source.outerjoin(_taking, _taking.c.id == by)
    return with_payout.outerjoin(_its_batch, _its_batch.c.id == _taking.c.batch_id)


def sent_by(columns: Sequence[Any]) -> Sent | None:
    """Of a row's COLUMNS."""
    reference, status, answered_at, is_exported, batch_id = columns
    if reference is None:
        return None
    return Sent(reference, PayoutStatus(status), answered_at, bool(is_exported), batch_id)
