"""Queries about everything that is sealed, wherever it lies; nothing here can open it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, literal, select, tuple_, update

from storage.tables.chat import dialog, kept_update
from storage.tables.events import endpoint
from storage.tables.money import payee, payout
from storage.tables.people import person

KEY_ID_LENGTH: Final = 8


class Place(StrEnum):
    """Where something sealed lies."""

    PAYEES = "payees"
    PAYOUTS = "payouts"
    KEPT_UPDATES = "kept_updates"
    ENDPOINTS = "endpoints"


@dataclass(frozen=True, slots=True)
class SealedRow:
    """`owner_id` is what the seal is about; `number` and `currency` are where the row lies."""

    number: int
    currency: str
    owner_id: int
    sealed: str
    digest: str = ""


_nowhere = literal("")
_AFTER: Final[tuple[Any, Any]] = (bindparam("after_number"), bindparam("after_currency"))


def _rows(table: Any, number: Any, currency: Any, owner: Any, digest: Any) -> Select[Any]:
    return (
        select(number, currency, owner, table.c.sealed, digest)
        .where(table.c.sealed != "", tuple_(number, currency) > tuple_(*_AFTER))
        .order_by(number, currency)
        .limit(bindparam("most"))
    )


_PAGES = {
    Place.PAYEES: _rows(
        payee, payee.c.person_id, payee.c.currency, payee.c.person_id, payee.c.digest
    ),
    Place.PAYOUTS: _rows(payout, payout.c.id, _nowhere, payout.c.person_id, _nowhere),
    Place.KEPT_UPDATES: _rows(
        kept_update, kept_update.c.update_id, _nowhere, kept_update.c.update_id, _nowhere
    ),
    Place.ENDPOINTS: _rows(endpoint, endpoint.c.id, _nowhere, endpoint.c.id, _nowhere),
}
TABLES: Final = {
    Place.PAYEES: payee,
    Place.PAYOUTS: payout,
    Place.KEPT_UPDATES: kept_update,
    Place.ENDPOINTS: endpoint,
}


def page(conn: Connection, place: Place, after: SealedRow | None, most: int) -> list[SealedRow]:
    """In the order of their ids, whatever they are sealed under."""
    values = {
        "after_number": after.number if after else -1,
        "after_currency": after.currency if after else "",
        "most": most,
    }
    return [SealedRow(*row) for row in conn.execute(_PAGES[place], values)]


def put(conn: Connection, place: Place, before: SealedRow, sealed: str, digest: str) -> bool:
    """In place of `before`; False when somebody changed it meanwhile."""
    table: Any = TABLES[place]
    values = {"sealed": sealed, "digest": digest} if place is Place.PAYEES else {"sealed": sealed}
    return (
        conn.execute(
            update(table).where(*_is(place, before), table.c.sealed == before.sealed).values(values)
        ).rowcount
        == 1
    )


def _is(place: Place, row: SealedRow) -> Sequence[Any]:
    match place:
        case Place.PAYEES:
            return payee.c.person_id == row.number, payee.c.currency == row.currency
        case Place.PAYOUTS:
            return (payout.c.id == row.number,)
        case Place.KEPT_UPDATES:
            return (kept_update.c.update_id == row.number,)
        case Place.ENDPOINTS:
            return (endpoint.c.id == row.number,)


def counts(conn: Connection) -> dict[str, dict[Place, int]]:
    """How much lies sealed under each key's id, and where."""
    found: dict[str, dict[Place, int]] = {}
    for place, table in TABLES.items():
        key_id = func.substr(table.c.sealed, 1, KEY_ID_LENGTH)
        query = select(key_id, func.count()).where(table.c.sealed != "").group_by(key_id)
        for row in conn.execute(query):
            found.setdefault(row[0], {})[place] = row[1]
    return found


_FORMS = (
    select(dialog.c.person_id, person.c.telegram_id, dialog.c.answers)
    .join(person, person.c.id == dialog.c.person_id)
    .where(dialog.c.form == bindparam("of_form"))
    .with_for_update(of=dialog)
)


def open_forms(conn: Connection, form: str) -> list[tuple[int, int | None, dict[str, Any]]]:
    """(person, their Telegram id, answers so far); nobody answers before the commit."""
    return [(row[0], row[1], row[2]) for row in conn.execute(_FORMS, {"of_form": form})]


def put_answers(conn: Connection, person_id: int, answers: dict[str, Any]) -> None:
    conn.execute(update(dialog).where(dialog.c.person_id == person_id).values(answers=answers))
