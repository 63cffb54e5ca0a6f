"""SQL in the drivers' own words, for many rows at once: where a statement each would cost more."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.snapshot_rows import utc_text

_MOST_MOMENTS: Final = 256  # posts are read at the same few


def values(
    conn: Connection, begin: str, rows: Sequence[tuple[Any, ...]], end: str = ""
) -> list[Any]:
    """`begin` VALUES rows `end`, as one statement; what it returns."""
    if not rows:
        return []
    sql = _with_places(begin, len(rows), len(rows[0]), end)
    return rows_of(conn, sql, [each for row in rows for each in row])


def rows_of(conn: Connection, sql: str, parameters: Sequence[Any]) -> list[Any]:
    """A place is written as a question mark."""
    return list(_run(conn, sql, _told(conn, parameters), many=False).fetchall())


def among_these(conn: Connection, sql: str, these: Sequence[Any], *before: Any) -> list[Any]:
    """`sql` says IN {these}: one text, however many they are. `before` fill the places before."""
    if not these:
        return []
    if conn.dialect.name == "sqlite":
        sql = sql.replace("{these}", "(SELECT value FROM json_each(?))")
        return rows_of(conn, sql, [*before, json.dumps(these)])
    return rows_of(conn, sql.replace("IN {these}", "= ANY(?)"), [*before, list(these)])


def many(conn: Connection, sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """The same for each row."""
    told = [_told(conn, row) for row in rows]
    if told:
        _run(conn, sql, told, many=True)


@lru_cache(_MOST_MOMENTS)
def utc_of(told: datetime | str) -> datetime:
    """A moment as either driver gives it."""
    at = told if isinstance(told, datetime) else datetime.fromisoformat(told)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


@lru_cache(512)
def _with_places(begin: str, rows: int, columns: int, end: str) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"{begin} {', '.join([row] * rows)} {end}"


def _told(conn: Connection, parameters: Sequence[Any]) -> list[Any]:
    """SQLite keeps a moment as a text."""
    if conn.dialect.name != "sqlite":
        return list(parameters)
    return [utc_text(each) if isinstance(each, datetime) else each for each in parameters]


def _run(conn: Connection, sql: str, parameters: Any, *, many: bool) -> Any:
    """The driver's cursor after the statement; its errors are SQLAlchemy's, one family for all."""
    cursor: Any = conn.connection.cursor()
    if conn.dialect.name != "sqlite":
        sql = sql.replace("?", "%s")
    try:
        (cursor.executemany if many else cursor.execute)(sql, parameters)
    except conn.dialect.loaded_dbapi.Error as error:
        family: Any = conn.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(sql, None, error, family) from error
    return cursor
