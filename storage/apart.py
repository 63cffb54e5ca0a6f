"""A part of a unit of work that may fail alone: a savepoint inside the unit's own; no queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from storage.absence import is_away


@contextmanager
def apart(conn: Connection) -> Iterator[None]:
    """What is done inside stands or is undone as a whole; its error goes on, the unit may live.

    Not SQLAlchemy's own: a ROLLBACK by a cursor costs PostgreSQL's wire its prepared statements.
    """
    wire = getattr(conn.connection.dbapi_connection, "wire", None)
    run = wire.tell if wire is not None else conn.connection.cursor().execute
    run("SAVEPOINT apart")
    try:
        yield
        if wire is not None:
            wire.flush()  # what was told and not waited for may fail too
    except Exception as error:
        _undo(conn, wire, error)
        raise
    run("RELEASE apart")


def _undo(conn: Connection, wire: Any, why: Exception) -> None:
    """Fails when the database gave up the whole transaction: then for its reason."""
    undo = wire.undo if wire is not None else conn.connection.cursor().execute
    try:
        undo("ROLLBACK TO apart")
    except Exception:
        if is_away(why):
            raise why from None
        raise
