"""A month or a year of every creator's money together, a sheet a currency; nobody's own is here.

Postings of a kind are added up by the database. Those of payouts come each by itself: only their
payouts say how many arrived, and with what tax.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.earnings import summed
from domain.ledger import LedgerAccount, PostingKind
from domain.people import Actor, Role
from domain.statement import Movement, Period, Sheet
from services import statements
from services.authority import need
from storage import statements as rows

K = PostingKind
_APART: Final = (K.PAYMENT, K.CORRECTION, K.BOUNCE)
Lines = list[tuple[LedgerAccount, int]]


def of_all(conn: Connection, actor: Actor, of: Period, timezone: str) -> tuple[Sheet, ...]:
    """By currency; the rows of `statements.listed`, added up. Raises NotAllowed."""
    need(actor, Role.FINANCE, verb="statements")
    since, until = of.bounds(timezone)
    stood: defaultdict[str, Lines] = defaultdict(list)
    for _, account, currency, minor in rows.stood_of_all(conn, since):
        stood[currency].append((account, minor))
    sums, postings = rows.moved_of_all(conn, since, until, _APART)
    moved: defaultdict[str, list[Movement]] = defaultdict(list)
    for currency, movement in (*_of_kinds(sums, since), *statements.movements(conn, postings)):
        moved[currency].append(movement)
    return tuple(
        Sheet(summed(currency, stood[currency]), tuple(moved[currency]))
        for currency in sorted({*stood, *moved})
    )


def _of_kinds(sums: Iterable[rows.Summed], since: datetime) -> list[tuple[str, Movement]]:
    lines: defaultdict[tuple[str, PostingKind], Lines] = defaultdict(list)
    for kind, account, currency, minor in sums:
        lines[currency, kind].append((account, minor))
    return [
        (currency, statements.movement_of(0, since, kind, currency, found))
        for (currency, kind), found in lines.items()
    ]
