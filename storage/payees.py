"""Queries about payee details: sealed, by person and currency; nothing here can open them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.payee import PayeeKind, PayeeMethod, PayeeView
from storage.dialects import in_both
from storage.tables.money import payee


@dataclass(frozen=True, slots=True)
class PayeeRow:
    view: PayeeView
    sealed: str
    stamp: str
    digest: str


_OF_PERSON = (
    select(
        payee.c.method,
        payee.c.masked,
        payee.c.changed_at,
        payee.c.currency,
        payee.c.kind,
        payee.c.sealed,
        payee.c.stamp,
        payee.c.digest,
    )
    .where(payee.c.person_id == bindparam("of_person"))
    .order_by(payee.c.currency)
)
_OF_CURRENCY = _OF_PERSON.where(payee.c.currency == bindparam("of_currency"))
_COLUMNS = ("method", "kind", "sealed", "stamp", "masked", "digest", "changed_at")


def _putting(sql: Any) -> Any:
    statement = sql.insert(payee)
    return statement.on_conflict_do_update(
        index_elements=[payee.c.person_id, payee.c.currency],
        set_={column: statement.excluded[column] for column in _COLUMNS},
    )


_PUT = in_both(_putting)


def all_of(conn: Connection, person_id: int) -> list[PayeeRow]:
    """Those for every currency first."""
    return [_row(row) for row in conn.execute(_OF_PERSON, {"of_person": person_id})]


def of_currency(conn: Connection, person_id: int, currency: str) -> PayeeRow | None:
    """Exactly those: the ones for every currency answer for no other."""
    values = {"of_person": person_id, "of_currency": currency}
    row = conn.execute(_OF_CURRENCY, values).first()
    return _row(row) if row else None


def _row(row: Any) -> PayeeRow:
    method, masked, changed_at, currency, kind, *sealed = row
    view = PayeeView(PayeeMethod(method), masked, changed_at, currency, PayeeKind(kind))
    return PayeeRow(view, *sealed)


def put(conn: Connection, person_id: int, row: PayeeRow) -> None:
    """In place of what was there for that currency."""
    values = {
        "person_id": person_id,
        "currency": row.view.currency,
        "method": row.view.method,
        "kind": row.view.kind,
        "sealed": row.sealed,
        "stamp": row.stamp,
        "masked": row.view.masked,
        "digest": row.digest,
        "changed_at": row.view.changed_at,
    }
    conn.execute(_PUT[conn.dialect.name], values)
