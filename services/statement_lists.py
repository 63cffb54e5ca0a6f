"""A month or a year of everybody as finance lists it: a page of people, and the sums of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.ledger import LedgerAccount
from domain.paging import Page, page_of
from domain.people import Actor, Role
from domain.period import Period
from domain.statement import Sheet, Statement
from services import statement_totals, statements
from services.authority import need
from storage import chain_places
from storage import statements as rows

PAGE_SIZE: Final = 50
_STANDING: Final = frozenset(
    {
        LedgerAccount.CREATOR_PENDING,
        LedgerAccount.CREATOR_PAYABLE,
        LedgerAccount.PAYOUT_IN_TRANSIT,
        LedgerAccount.CREATOR_RECEIVABLE,
    }
)


@dataclass(frozen=True, slots=True)
class StatementList:
    """Some of those whose money moved in a time, or who had or owed some at its beginning.

    `totals` are of all of them, a sheet a currency.
    """

    statements: tuple[Statement, ...]
    page: Page
    totals: tuple[Sheet, ...]


def page(
    conn: Connection,
    actor: Actor,
    of: Period,
    timezone: str,
    number: int = 1,
    said: str = "",
    *,
    now: datetime,
) -> StatementList:
    """Of a month or a year, by their numbers: those whose name holds `said`, the sums of all.

    Raises NotAllowed, and NotFound before it begins.

    What stood at its beginning is read of the whole ledger, once.
    """
    need(actor, Role.FINANCE, verb="statements")
    if not of.has_begun(timezone, now):
        raise NotFound("statement")
    places = chain_places.of(conn, *of.bounds(timezone))
    balances = rows.stood(conn, places)
    had = {each.owner_id for each in balances if each.account in _STANDING}
    holders = sorted(had.union(rows.movers(conn, places)))
    if said:
        holders = _called(said, rows.names(conn, holders))
    at = page_of(len(holders), number, PAGE_SIZE)
    people = rows.names(conn, holders[at.start : at.end])
    found = statements.of_people(conn, people, balances, places, of, timezone, now=now)
    totals = statement_totals.of_all(conn, balances, places)
    return StatementList(tuple(found), at, totals)


def _called(said: str, names: Mapping[int, str]) -> list[int]:
    """By a part of a name, or by the number that stands beside it: P12."""
    sought = said.casefold()
    return [
        person_id
        for person_id, name in names.items()
        if sought in name.casefold() or sought == f"p{person_id}"
    ]
