"""Queries about a creator's week: what the ledger moved, and what stands now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, select

from domain.ledger import LedgerAccount, PostingKind
from storage.tables.money import ledger_entry, posting


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One currency's week, in minor units: earned and paid within it, pending and payable now."""

    currency: str
    earned_minor: int
    paid_minor: int
    pending_minor: int
    payable_minor: int


_ACCOUNT: Final = ledger_entry.c.account
_IN_WEEK: Final = and_(posting.c.at > bindparam("since"), posting.c.at <= bindparam("until"))
_CREATORS_OWN: Final = (
    LedgerAccount.CREATOR_PENDING,
    LedgerAccount.CREATOR_PAYABLE,
    LedgerAccount.CREATOR_RECEIVABLE,
    LedgerAccount.PAID_OUT,
)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, ledger_entry.c.amount_minor), else_=0))


_EARNED = posting.c.kind.in_([PostingKind.SETTLEMENT, PostingKind.REVERSAL, PostingKind.GRANT])
_WEEK = (
    select(
        ledger_entry.c.currency,
        _sum(and_(_EARNED, _IN_WEEK)),
        _sum(and_(_ACCOUNT == LedgerAccount.PAID_OUT, _IN_WEEK)),
        _sum(_ACCOUNT == LedgerAccount.CREATOR_PENDING),
        _sum(_ACCOUNT == LedgerAccount.CREATOR_PAYABLE),
    )
    .join(posting, posting.c.id == ledger_entry.c.posting_id)
    .where(ledger_entry.c.owner_id == bindparam("person_id"), _ACCOUNT.in_(_CREATORS_OWN))
    .group_by(ledger_entry.c.currency)
    .order_by(ledger_entry.c.currency)
)


def week(conn: Connection, person_id: int, *, since: datetime, until: datetime) -> list[WeekLine]:
    """Of (since, until]. Sums are whole numbers: PostgreSQL would give decimals."""
    rows = conn.execute(_WEEK, {"person_id": person_id, "since": since, "until": until})
    return [WeekLine(currency, *map(int, sums)) for currency, *sums in rows]
