"""Statements that name who paid whom: for who may read the names; the sums are statements.py's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.ledger import PostingKind
from domain.payee import VaultClosed
from domain.payer import Payer
from domain.people import Actor
from domain.period import Period
from domain.statement import PaidPart, Parties, Statement
from services import payees as sealed_details
from services import statements
from services.vault import BrokenSeal, Vault
from storage import payees
from storage import statements as stored

_ARRIVED: Final = PostingKind.PAYMENT


@dataclass(frozen=True, slots=True)
class Naming:
    """What names need: who pays, and what opens payout details."""

    payer: Payer
    vault: Vault


def own(
    conn: Connection, actor: Actor, code: str, timezone: str, naming: Naming, *, now: datetime
) -> Statement:
    """Of the one who asks. Raises NotFound."""
    return _named(conn, statements.own(conn, actor, code, timezone, now=now), naming, now)


def of_person(
    conn: Connection,
    actor: Actor,
    person_id: int,
    code: str,
    timezone: str,
    naming: Naming,
    *,
    now: datetime,
) -> Statement:
    """For finance, which reads the same in the files that banks are paid by.

    Raises NotAllowed, NotFound.
    """
    found = statements.of_person(conn, actor, person_id, code, timezone, now=now)
    return _named(conn, found, naming, now)


def every(
    conn: Connection, of: Period, timezone: str, naming: Naming, *, now: datetime
) -> Iterator[Statement]:
    """Of everybody whose money moved, for the machine's own command."""
    for found in statements.every(conn, of, timezone, now=now):
        yield _named(conn, found, naming, now)


def _named(conn: Connection, found: Statement, naming: Naming, now: datetime) -> Statement:
    issued_on = now.astimezone(ZoneInfo(found.timezone)).date()
    names = _names(conn, found, naming.vault)
    return replace(found, parties=Parties(naming.payer, names, issued_on))


def _names(conn: Connection, found: Statement, vault: Vault) -> tuple[str, ...]:
    """As they were paid in that time, else as they are to be paid now."""
    paid = {
        each.about.payout_id
        for sheet in found.sheets
        for each in sheet.movements
        if each.kind is _ARRIVED and isinstance(each.about, PaidPart)
    }
    present = ((row.sealed, row.stamp) for row in payees.all_of(conn, found.person_id))
    return _opened(vault, found.person_id, stored.sealed_of(conn, paid)) or _opened(
        vault, found.person_id, present
    )


def _opened(vault: Vault, person_id: int, sealed: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Each name once; what no key opens says none."""
    names: dict[str, None] = {}
    for text, stamp in sealed:
        try:
            names[sealed_details.opened(vault, person_id, text, stamp).holder] = None
        except (BrokenSeal, VaultClosed):
            continue
    return tuple(names)
