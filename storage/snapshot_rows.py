"""Snapshots by the thousand: appended in one go, found by their exact keys; judged elsewhere.

Written in each driver's own words: through SQLAlchemy's rows a million would take a minute.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, count, islice, repeat
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from domain.metrics import PostMetrics
from domain.terms import Source

Key = tuple[int, datetime]  # a post and a moment; one source each
_KEYS_AT_ONCE: Final = 500
_MOMENTS_KNOWN: Final = 8192
_NAIVE: Final = len("2026-11-22 10:00:00.000000")
_SAID: Final = ", ".join(f"m.{field}" for field in PostMetrics._fields)
_VALUES: Final = ", ".join(["(?, ?)"] * _KEYS_AT_ONCE)
_ON_SQLITE: Final = f"""
WITH k(post_id, observed_at) AS (VALUES {_VALUES})
SELECT m.post_id, m.observed_at, {_SAID} FROM k CROSS JOIN metric_snapshot AS m
WHERE m.post_id = k.post_id AND m.source = ? AND m.observed_at = k.observed_at
"""  # noqa: S608  (made of our own column names)
_ON_POSTGRESQL: Final = f"""
SELECT m.post_id, m.observed_at, {_SAID}
FROM unnest(%s::bigint[], %s::timestamptz[]) AS k(post_id, observed_at)
JOIN metric_snapshot AS m ON m.post_id = k.post_id AND m.source = %s
AND m.observed_at = k.observed_at
"""  # noqa: S608
_ROWS_AT_ONCE: Final = (200, 20, 1)  # so that SQLite knows all texts by then
_NO_KEY: Final = (0, "")
_OF_ALL: Final = ("source", "received_at", "recorded_by")
_ZONE: Final = "+00"  # PostgreSQL reads what has none as its session's wall clock


class NewRow(NamedTuple):
    """A reading of its own; `counts` stand in the order of PostMetrics, `line` is where it came."""

    line: int
    post_id: int
    observed_at: datetime
    late: bool
    counts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Many readings side by side, of the fields that are named with them.

    Digits will do for a number: the column makes it one.
    """

    lines: Sequence[int]
    post_ids: Sequence[int]
    observed_at: Sequence[datetime]
    late: Sequence[bool]
    counts: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows of an append come from.

    `batches` by line, where lines of several batches go in together; else all are of `batch_id`.
    """

    source: Source
    batch_id: int | None
    recorded_by: int | None
    received_at: datetime
    batches: Sequence[int] = ()

    def batches_of(self, lines: Sequence[int]) -> Iterable[int | None]:
        if self.batches:
            return map(self.batches.__getitem__, lines)
        return repeat(self.batch_id, len(lines))


def append(conn: Connection, rows: Sequence[NewRow], of: Origin) -> None:
    """Raises IntegrityError where one of them is there already."""
    if not rows:
        return
    lines, post_ids, observed_at, late, counts = zip(*rows, strict=True)
    columns = Columns(lines, post_ids, observed_at, late, list(zip(*counts, strict=True)))
    try:
        _append(conn, PostMetrics._fields, columns, of)
    except conn.dialect.loaded_dbapi.Error as error:
        family: Any = conn.dialect.loaded_dbapi.Error
        raise DBAPIError.instance("append snapshots", None, error, family) from error


def append_if_new(conn: Connection, fields: Sequence[str], columns: Columns, of: Origin) -> bool:
    """False, and nothing is appended, where one of them is there already or comes twice."""
    run = conn.connection.cursor().execute
    run("SAVEPOINT append")
    try:
        _append(conn, fields, columns, of)
    except conn.dialect.loaded_dbapi.IntegrityError:
        run("ROLLBACK TO append")
        return False
    finally:
        run("RELEASE append")
    return True


def _append(conn: Connection, fields: Sequence[str], columns: Columns, of: Origin) -> None:
    shared = (of.source.value, utc_text(of.received_at), of.recorded_by)
    cursor: Any = conn.connection.cursor()
    names = ("post_id", "observed_at", "late", "batch_id", *fields)
    if conn.dialect.name == "sqlite":
        _insert(cursor, names, _as_rows(columns, of), shared)
        return
    told = ", ".join((*names, *_OF_ALL))
    with cursor.copy(f"COPY metric_snapshot ({told}) FROM STDIN") as copy:
        copy.write(_as_text(columns, of, shared))


def _insert(
    cursor: Any, names: tuple[str, ...], rows: Iterator[tuple[Any, ...]], shared: tuple[Any, ...]
) -> None:
    """A statement for many rows: one for each would take twice as long."""
    left = list(rows)
    for at_once in _ROWS_AT_ONCE:
        while len(left) >= at_once:
            some, left = left[:at_once], left[at_once:]
            cursor.execute(_inserting(names, at_once), [*shared, *chain.from_iterable(some)])


@lru_cache(64)
def _inserting(names: tuple[str, ...], rows: int) -> str:
    """What all rows share is given once."""
    shared = [f"?{place}" for place in range(1, len(_OF_ALL) + 1)]
    places = (f"?{place}" for place in count(len(_OF_ALL) + 1))
    each = (", ".join([*islice(places, len(names)), *shared]) for _ in range(rows))
    values = ", ".join(f"({row})" for row in each)
    return f"INSERT INTO metric_snapshot ({', '.join((*names, *_OF_ALL))}) VALUES {values}"  # noqa: S608


def _as_rows(columns: Columns, of: Origin) -> Iterator[tuple[Any, ...]]:
    batches, moments = of.batches_of(columns.lines), map(utc_text, columns.observed_at)
    return zip(columns.post_ids, moments, columns.late, batches, *columns.counts, strict=True)


def _as_text(columns: Columns, of: Origin, shared: tuple[str, str, int | None]) -> str:
    """As COPY reads it; nothing in a row can hold a tab or a backslash."""
    source, received_at, recorded_by = shared
    tail = f"{source}\t{received_at}{_ZONE}\t{_field(recorded_by)}"
    said = [
        counts if isinstance(counts[0], str) else list(map(_field, counts))
        for counts in columns.counts
    ]
    front = (
        map(str, columns.post_ids),
        map(_zoned, columns.observed_at),
        map("ft".__getitem__, columns.late),
        map(_field, of.batches_of(columns.lines)),
    )
    rows = zip(*front, *said, repeat(tail, len(columns.lines)), strict=True)
    return "\n".join(map("\t".join, rows))


def _zoned(at: datetime) -> str:
    return utc_text(at) + _ZONE


def _field(value: object) -> str:
    return "\\N" if value is None else str(value)


@lru_cache(_MOMENTS_KNOWN)
def utc_text(at: datetime) -> str:
    """As SQLAlchemy writes it for SQLite, in UTC; a feed names the same moments again and again."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(" ", "microseconds")[:_NAIVE]


def stored(conn: Connection, source: Source, keys: Iterable[Key]) -> dict[Key, PostMetrics]:
    """What this source said before of exactly these posts and moments."""
    find = _stored_in_sqlite if conn.dialect.name == "sqlite" else _stored_in_postgresql
    return {
        (post_id, observed_at): PostMetrics(*counts)
        for post_id, observed_at, *counts in find(conn.connection.cursor(), source, list(keys))
    }


def _stored_in_sqlite(cursor: Any, source: Source, keys: list[Key]) -> Iterator[Sequence[Any]]:
    moments = {utc_text(at): at for _, at in keys}
    written = [(post_id, utc_text(at)) for post_id, at in keys]
    for start in range(0, len(written), _KEYS_AT_ONCE):
        some = written[start : start + _KEYS_AT_ONCE]
        some += [_NO_KEY] * (_KEYS_AT_ONCE - len(some))  # one text, which SQLite knows by then
        cursor.execute(_ON_SQLITE, [*chain.from_iterable(some), source.value])
        for post_id, at, *counts in cursor.fetchall():
            yield post_id, moments[at], *counts


def _stored_in_postgresql(cursor: Any, source: Source, keys: list[Key]) -> Iterator[Sequence[Any]]:
    if keys:
        ids, moments = zip(*keys, strict=True)
        cursor.execute(_ON_POSTGRESQL, [list(ids), list(moments), source.value])
        yield from cursor.fetchall()
