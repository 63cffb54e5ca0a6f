"""Queries for every creator's money together: what moved and arrived, a currency each."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from domain.ledger import LedgerAccount, PostingKind, Stored
from domain.posting_keys import KeyOf
from domain.statement import PaidParts
from storage import chain_places
from storage.chain_places import Places
from storage.ledger import CHAIN, stored
from storage.posting_keys import key_of
from storage.tables.money import ledger_entry, payout, posting

Moved = tuple[PostingKind, LedgerAccount, str, int]

_CHUNK: Final = 500
_OF_CREATORS = ledger_entry.c.account != LedgerAccount.CAMPAIGN_FUNDS
_MOVED = (
    select(
        posting.c.kind,
        ledger_entry.c.account,
        ledger_entry.c.currency,
        func.sum(ledger_entry.c.amount_minor),
    )
    .join(posting, posting.c.id == ledger_entry.c.posting_id)
    .where(_OF_CREATORS, *chain_places.WITHIN)
    .group_by(posting.c.kind, ledger_entry.c.account, ledger_entry.c.currency)
)
_APART = posting.c.kind.in_(bindparam("apart", expanding=True))
_SUMS = _MOVED.where(~_APART)
_EACH = CHAIN.where(_OF_CREATORS, *chain_places.WITHIN, _APART)
_PAID = (
    select(
        posting.c.currency,
        func.count(),
        func.sum(payout.c.amount_minor),
        func.sum(payout.c.withheld_minor),
    )
    .select_from(payout)
    .join(posting, posting.c.key == key_of(KeyOf.ANSWER, payout.c.id))
    .where(
        posting.c.kind == PostingKind.PAYMENT,
        posting.c.at >= bindparam("since"),
        posting.c.at < bindparam("until"),
    )
    .group_by(posting.c.currency)
)
_PAID_OF = _PAID.where(payout.c.reference.in_(bindparam("references", expanding=True)))


def moved(
    conn: Connection, places: Places, apart: Iterable[PostingKind]
) -> tuple[list[Moved], list[Stored]]:
    """What moved in that time by kind and account; postings of the kinds `apart` each by itself."""
    values = {**places.values, "apart": list(apart)}
    sums = conn.execute(_SUMS, values)
    told = [(PostingKind(row[0]), LedgerAccount(row[1]), row[2], int(row[3])) for row in sums]
    return told, list(stored(conn.execute(_EACH, values)))


def paid(conn: Connection, since: datetime, until: datetime) -> dict[str, PaidParts]:
    """By currency, the payouts of which the bank said in that time that they were paid."""
    rows = conn.execute(_PAID, {"since": since, "until": until})
    return {row[0]: PaidParts(row[1], int(row[2]), int(row[3])) for row in rows}


def count_paid(
    conn: Connection, references: Iterable[str], since: datetime, until: datetime
) -> Counter[str]:
    """By currency, how many of these were."""
    found: Counter[str] = Counter()
    ordered = sorted(set(references))
    for start in range(0, len(ordered), _CHUNK):
        values = {"since": since, "until": until, "references": ordered[start : start + _CHUNK]}
        found.update({row[0]: row[1] for row in conn.execute(_PAID_OF, values)})
    return found
