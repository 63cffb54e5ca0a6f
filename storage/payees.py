"""Queries about payee details: sealed, one set per person; nothing here can open them."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.payee import PayeeMethod, PayeeView
from storage.tables.money import payee


@dataclass(frozen=True, slots=True)
class PayeeRow:
    view: PayeeView
    sealed: str
    digest: str


_BY_PERSON = select(
    payee.c.method, payee.c.masked, payee.c.changed_at, payee.c.sealed, payee.c.digest
).where(payee.c.person_id == bindparam("of_person"))
_COLUMNS = ("method", "sealed", "masked", "digest", "changed_at")
_PUT = {
    name: statement.on_conflict_do_update(
        index_elements=[payee.c.person_id],
        set_={column: statement.excluded[column] for column in _COLUMNS},
    )
    for name, statement in (
        ("sqlite", sqlite.insert(payee)),
        ("postgresql", postgresql.insert(payee)),
    )
}


def of_person(conn: Connection, person_id: int) -> PayeeRow | None:
    row = conn.execute(_BY_PERSON, {"of_person": person_id}).first()
    if row is None:
        return None
    method, masked, changed_at, sealed, digest = row
    return PayeeRow(PayeeView(PayeeMethod(method), masked, changed_at), sealed, digest)


def put(conn: Connection, person_id: int, view: PayeeView, *, sealed: str, digest: str) -> None:
    """In place of what was there."""
    values = {
        "person_id": person_id,
        "method": view.method,
        "sealed": sealed,
        "masked": view.masked,
        "digest": digest,
        "changed_at": view.changed_at,
    }
    conn.execute(_PUT[conn.dialect.name], values)
