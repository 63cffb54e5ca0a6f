"""Queries that read the ledger for a journal, by parts: what it holds never changes meanwhile."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, true, tuple_

from domain.journal.books import Opened
from domain.ledger import Balance, LedgerAccount, Stored
from storage.ledger import CHAIN, stored
from storage.tables.money import ledger_entry, posting

FROM_THE_FIRST: Final = (0, "", "")
Key = tuple[int, str, str]
"""Owner, account and currency: what stands behind it comes next."""


def _between(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    return and_(
        true(),
        *([posting.c.at >= since] if since else []),
        *([posting.c.at < until] if until else []),
    )


def moments(
    conn: Connection, last: int, since: datetime | None, until: datetime | None
) -> tuple[datetime, datetime, int] | None:
    """Of the first and the last posting in that time, and how many there are."""
    found = conn.execute(
        select(func.min(posting.c.at), func.max(posting.c.at), func.count()).where(
            posting.c.id <= last, _between(since, until)
        )
    ).one()
    return (found[0], found[1], found[2]) if found[2] else None


def currencies(conn: Connection, last: int) -> tuple[str, ...]:
    named = select(posting.c.currency).where(posting.c.id <= last).distinct()
    return tuple(conn.execute(named.order_by(posting.c.currency)).scalars())


def postings(
    conn: Connection, numbers: tuple[int, int], since: datetime | None, until: datetime | None
) -> list[Stored]:
    """Those with a number above the first and up to the second, in that time."""
    after, up_to = numbers
    rows = conn.execute(
        CHAIN.where(posting.c.id > after, posting.c.id <= up_to, _between(since, until))
    )
    return list(stored(rows))


_OWNED = (ledger_entry.c.owner_id, ledger_entry.c.account)


def opened(
    conn: Connection, after: Key, last: int, until: datetime | None, most: int
) -> list[Opened]:
    """Accounts that were used before `until`, by owner and account."""
    used = select(*_OWNED, func.min(posting.c.at))
    rows = conn.execute(_paged(used, _OWNED, after[:2], last, until, most))
    return [Opened(owner, LedgerAccount(account), at) for owner, account, at in rows]


def balances(
    conn: Connection, after: Key, last: int, until: datetime | None, most: int
) -> list[Balance]:
    """What stood on accounts at `until`, by owner, account and currency; noughts too."""
    by = (*_OWNED, ledger_entry.c.currency)
    sums = select(*by, func.sum(ledger_entry.c.amount_minor))
    return _balances(conn.execute(_paged(sums, by, after, last, until, most)))


def _paged(
    statement: Select[Any],
    by: tuple[ColumnElement[Any], ...],
    after: tuple[Any, ...],
    last: int,
    until: datetime | None,
    most: int,
) -> Select[Any]:
    return (
        statement.join(posting, posting.c.id == ledger_entry.c.posting_id)
        .where(tuple_(*by) > tuple_(*after), posting.c.id <= last, _between(None, until))
        .group_by(*by)
        .order_by(*by)
        .limit(most)
    )


def _balances(rows: Iterable[Any]) -> list[Balance]:
    return [Balance(row[0], LedgerAccount(row[1]), row[2], int(row[3])) for row in rows]
