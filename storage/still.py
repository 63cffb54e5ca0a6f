"""A read that sees one moment: what others commit meanwhile is not there yet; no queries here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection

_BEGIN: Final = {
    "sqlite": "BEGIN",  # from its first question on a reader of the log sees what stood then
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def still(conn: Connection) -> Iterator[None]:
    """Around all that must fit together, on a connection of `Database.read`. Keep it short where
    you can: meanwhile the log of a SQLite file only grows."""
    conn.exec_driver_sql(_BEGIN[conn.dialect.name])
    try:
        yield
    finally:
        conn.exec_driver_sql("ROLLBACK")
