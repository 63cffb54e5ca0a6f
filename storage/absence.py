"""Whether a database is away, by what its driver says; a statement that it refuses is our bug."""

import sqlite3
from typing import Any, Final

from sqlalchemy import exc

# What no statement is to blame for. Neither SQLITE_READONLY, which a reader that writes gets, nor
# SQLITE_LOCKED, which a connection does to itself.
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_PRIMARY: Final = 0xFF  # an extended code says more in its higher bits

# PostgreSQL's classes and codes. Not 57014: a statement that takes too long does so every time.
_SQLSTATES: Final = (
    "08",  # connection
    "53",  # disk, memory, connections are used up
    "57P",  # shutting down, crashed, starting up
    "58",  # the server's own files
    "40001",  # another transaction was in the way: once more
    "40P01",
    "55P03",
)


def is_away(error: BaseException) -> bool:
    """It did not answer or could not write at all; what it was asked for is not at fault."""
    if isinstance(error, OSError | exc.TimeoutError):
        return True
    if not isinstance(error, exc.DBAPIError):
        return False
    return error.connection_invalidated or _driver_says_so(error)


def _driver_says_so(error: exc.DBAPIError) -> bool:
    """By its code. OperationalError alone says little: in SQLite a missing table is one."""
    cause: Any = error.orig
    if isinstance(cause, sqlite3.Error):
        code: int | None = getattr(cause, "sqlite_errorcode", None)  # its module's own have none
        return code is not None and code & _PRIMARY in _SQLITE
    if not isinstance(error, exc.OperationalError) or not hasattr(cause, "sqlstate"):
        return False
    # psycopg has no state for what no server said: refused, cut, timed out.
    return cause.sqlstate is None or cause.sqlstate.startswith(_SQLSTATES)
