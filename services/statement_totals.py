"""A month or a year of every creator's money together, a sheet a currency; nobody's own is here.

Postings of a kind are added up by the database, payouts with their tax as well. Of those that
were undone each comes by itself: a payout that was paid in the same time did not arrive.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.earnings import summed
from domain.ledger import Balance, LedgerAccount, PostingKind
from domain.statement import Movement, PaidParts, Sheet, payout_of
from services import statements
from storage import statement_totals as rows
from storage.chain_places import Places

K = PostingKind
_UNDONE: Final = (K.CORRECTION, K.BOUNCE)
Lines = list[tuple[LedgerAccount, int]]


def of_all(conn: Connection, balances: Iterable[Balance], places: Places) -> tuple[Sheet, ...]:
    """Of the time of these places, by currency; `balances` are everybody's at its beginning."""
    since, until = places.since, places.until
    stood: defaultdict[str, Lines] = defaultdict(list)
    for each in balances:
        stood[each.currency].append((each.account, each.amount_minor))
    sums, postings = rows.moved(conn, places, _UNDONE)
    undone = list(statements.movements(conn, postings))
    paid = _paid(conn, [movement for _, movement in undone], since, until)
    moved: defaultdict[str, list[Movement]] = defaultdict(list)
    for currency, movement in (*_of_kinds(sums, paid, since), *undone):
        moved[currency].append(movement)
    return tuple(
        Sheet(summed(currency, stood[currency]), tuple(moved[currency]))
        for currency in sorted({*stood, *moved})
    )


def _paid(
    conn: Connection, undone: Iterable[Movement], since: datetime, until: datetime
) -> dict[str, PaidParts]:
    """By currency; one that was paid in this time and undone in it is no payout that arrived."""
    missed = {payout_of(each) for each in undone if each.change.paid_minor < 0}
    fewer = rows.count_paid(conn, missed, since, until)
    return {
        currency: replace(each, payouts=each.payouts - fewer[currency])
        for currency, each in rows.paid(conn, since, until).items()
    }


def _of_kinds(
    sums: Iterable[rows.Moved], paid: dict[str, PaidParts], since: datetime
) -> Iterator[tuple[str, Movement]]:
    lines: defaultdict[tuple[str, PostingKind], Lines] = defaultdict(list)
    for kind, account, currency, minor in sums:
        lines[currency, kind].append((account, minor))
    for (currency, kind), found in lines.items():
        movement = statements.movement_of(0, since, kind, currency, found)
        if kind is K.PAYMENT:
            movement = replace(movement, about=paid[currency])
        yield currency, movement
