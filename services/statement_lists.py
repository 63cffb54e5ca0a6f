"""A month or a year of everybody as finance lists it: a page of people, and the sums of all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.ledger import Balance, LedgerAccount
from domain.paging import Page, page_of
from domain.people import Actor, Role
from domain.period import Period
from domain.statement import Sheet, Statement, Sums
from services import statement_totals, statements
from services.authority import need
from storage import chain_places
from storage import statements as rows
from storage.chain_places import Places

PAGE_SIZE: Final = 50
_AT_ONCE: Final = 500  # of a table: their movements are read together
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
    places, balances = _begun(conn, actor, of, timezone, now)
    holders = _holders(conn, places, balances)
    if said:
        holders = _called(said, rows.names(conn, holders))
    at = page_of(len(holders), number, PAGE_SIZE)
    people = rows.names(conn, holders[at.start : at.end])
    found = statements.of_people(conn, people, balances, places, of, timezone, now=now)
    totals = statement_totals.of_all(conn, balances, places)
    return StatementList(tuple(found), at, totals)


def table(
    conn: Connection, actor: Actor, of: Period, timezone: str, *, now: datetime
) -> list[Sums]:
    """The same of everybody, by their numbers; refused alike."""
    places, balances = _begun(conn, actor, of, timezone, now)
    holders = _holders(conn, places, balances)
    found: list[Sums] = []
    for first in range(0, len(holders), _AT_ONCE):
        people = rows.names(conn, holders[first : first + _AT_ONCE])
        some = statements.of_people(conn, people, balances, places, of, timezone, now=now)
        found += [each for of_one in some for each in of_one.sums()]
    return found


def _begun(
    conn: Connection, actor: Actor, of: Period, timezone: str, now: datetime
) -> tuple[Places, list[Balance]]:
    """Where it stands in the chain, and what stood at its beginning."""
    need(actor, Role.FINANCE, verb="statements")
    if not of.has_begun(timezone, now):
        raise NotFound("statement")
    places = chain_places.of(conn, *of.bounds(timezone))
    return places, rows.stood(conn, places)


def _holders(conn: Connection, places: Places, balances: Iterable[Balance]) -> list[int]:
    """Who had or owed some then, or whose money moved since."""
    had = {each.owner_id for each in balances if each.account in _STANDING}
    return sorted(had.union(rows.movers(conn, places)))


def _called(said: str, names: Mapping[int, str]) -> list[int]:
    """By a part of a name, or by the number that stands beside it: P12."""
    sought = said.casefold()
    return [
        person_id
        for person_id, name in names.items()
        if sought in name.casefold() or sought == f"p{person_id}"
    ]
