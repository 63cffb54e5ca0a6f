"""Statements of the hot path: written with SQLAlchemy, compiled once, run as driver SQL.

The claim runs a dozen of them; compiled anew each costs more than the database does. Elsewhere
plain `conn.execute` reads better and is fast enough.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from storage.tables.base import Utc

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]

_MOST_TIMES: Final = 64


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL text of one dialect; each bind with its constant and what the driver wants of it."""

    sql: str
    positional: bool
    binds: tuple[tuple[str, Any, Convert | None], ...]
    converted: tuple[tuple[int, Convert], ...]  # the result columns that need it, by place

    def parameters(self, values: dict[str, Any]) -> Any:
        filled = [
            (name, convert(values.get(name, constant)) if convert else values.get(name, constant))
            for name, constant, convert in self.binds
        ]
        return [value for _, value in filled] if self.positional else dict(filled)

    def row(self, raw: Any) -> Row:
        if not self.converted:
            return tuple(raw)
        row = list(raw)
        for place, convert in self.converted:
            row[place] = convert(row[place])
        return tuple(row)


class Prepared:
    """One statement; its values come by name. Not for statements that expand a list."""

    def __init__(
        self, statement: SelectBase | UpdateBase, columns: Iterable[str] | None = None
    ) -> None:
        """`columns` of an INSERT: those that get a value; the others keep their default."""
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._compiled: dict[str, _Compiled] = {}

    def run(self, conn: Connection, **values: Any) -> int:
        """How many rows it touched."""
        compiled = self._for(conn)
        return int(_executed(conn, compiled, compiled.parameters(values)).rowcount)

    def many(self, conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
        compiled = self._for(conn)
        _executed(conn, compiled, [compiled.parameters(row) for row in rows], many=True)

    def first(self, conn: Connection, **values: Any) -> Row | None:
        compiled = self._for(conn)
        raw = _executed(conn, compiled, compiled.parameters(values)).fetchone()
        return None if raw is None else compiled.row(raw)

    def all(self, conn: Connection, **values: Any) -> list[Row]:
        compiled = self._for(conn)
        found = _executed(conn, compiled, compiled.parameters(values)).fetchall()
        return [compiled.row(raw) for raw in found]

    def _for(self, conn: Connection) -> _Compiled:
        dialect = conn.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        return compiled

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        constants = compiled.params
        if isinstance(self._statement, SelectBase):  # what it expands goes into the text
            blank = {bind.key: None for bind in compiled.binds.values() if bind.required}
            compiled = self._statement.params(blank).compile(
                dialect=dialect, compile_kwargs={"render_postcompile": True}
            )
        kinds = {name: bind.type for bind, name in compiled.bind_names.items()}
        names = compiled.positiontup if compiled.positional else list(kinds)
        binds = tuple(
            (name, constants.get(name), _bind_processor(kinds[name], dialect)) for name in names
        )
        return _Compiled(str(compiled), compiled.positional, binds, self._converted(dialect))

    def _converted(self, dialect: Dialect) -> tuple[tuple[int, Convert], ...]:
        statement: Any = self._statement
        columns = statement.exported_columns if self._returns_rows() else ()
        converts = (_result_processor(column.type, dialect) for column in columns)
        return tuple((place, convert) for place, convert in enumerate(converts) if convert)

    def _returns_rows(self) -> bool:
        if isinstance(self._statement, UpdateBase):
            return bool(self._statement._returning)  # noqa: SLF001  (no public name says it)
        return True


def _bind_processor(kind: Any, dialect: Dialect) -> Convert | None:
    return _remembered(kind, kind.dialect_impl(dialect).bind_processor(dialect))


def _result_processor(kind: Any, dialect: Dialect) -> Convert | None:
    return _remembered(kind, kind.dialect_impl(dialect).result_processor(dialect, None))


def _remembered(kind: Any, convert: Convert | None) -> Convert | None:
    """A unit binds the same two or three times over and over; a task's are read at every claim."""
    return lru_cache(_MOST_TIMES)(convert) if convert and isinstance(kind, Utc) else convert


def _executed(conn: Connection, compiled: _Compiled, parameters: Any, *, many: bool = False) -> Any:
    """The driver's cursor after the statement; its errors are SQLAlchemy's, one family for all."""
    cursor = conn.connection.cursor()
    try:
        if many:
            cursor.executemany(compiled.sql, parameters)
        else:
            cursor.execute(compiled.sql, parameters)
    except conn.dialect.loaded_dbapi.Error as error:
        family: Any = conn.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(compiled.sql, None, error, family) from error
    return cursor


def prepared_insert(statement: Insert, *columns: str) -> Prepared:
    """An INSERT (with its ON CONFLICT or RETURNING) of exactly these columns."""
    return Prepared(statement, columns)
