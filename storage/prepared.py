"""Statements of the hot path: written with SQLAlchemy, compiled once, run as driver SQL.

The claim runs a dozen of them; compiled anew each costs more than the database does. Elsewhere
plain `conn.execute` reads better and is fast enough.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Dialect, Insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from storage.bulk import Bulk, bulk
from storage.tables.base import Utc

T = TypeVar("T")

Row = tuple[Any, ...]
Later = Callable[[], T]  # what was asked, once it is called; statements put off go out together
Convert = Callable[[Any], Any]

_MOST_TIMES: Final = 256
_BOUND: Final[dict[str, Convert]] = {}  # moments as each dialect takes them …
_READ: Final[dict[str, Convert]] = {}  # … and gives them
_NAMED: Final = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL text of one dialect; the place of each value that is given, what the driver wants of it.

    `wired` is the same text for a connection with a wire, None where there is no such thing; `bulk`
    that of many rows there, of an INSERT.
    """

    sql: str
    wired: str | None
    bulk: Bulk | None
    names: tuple[str, ...] | None  # of a driver that takes values by name, in the order of places
    constants: tuple[Any, ...]  # by place; None where a value is given
    given: tuple[tuple[int, str, Convert | None], ...]
    converted: tuple[tuple[int, Convert], ...]  # the result columns that need it, by place

    def values(self, given: dict[str, Any]) -> list[Any]:
        """By place."""
        filled = list(self.constants)
        for place, name, convert in self.given:
            value = given[name]
            filled[place] = convert(value) if convert else value
        return filled

    def parameters(self, given: dict[str, Any]) -> Any:
        """As the driver's cursor takes them."""
        values = self.values(given)
        return values if self.names is None else dict(zip(self.names, values, strict=True))

    def parameters_of(self, rows: Sequence[dict[str, Any]]) -> Sequence[Any]:
        """The same of many rows, column by column: by far most of them are plain."""
        columns: list[Iterable[Any]] = [repeat(each, len(rows)) for each in self.constants]
        for place, name, convert in self.given:
            column: Iterable[Any] = [row[name] for row in rows]
            columns[place] = map(convert, column) if convert else column
        by_place = list(zip(*columns, strict=True))
        names = self.names
        return by_place if names is None else [dict(zip(names, row)) for row in by_place]  # noqa: B905

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
        return int(_executed(conn, self._for(conn), values).rowcount)

    def tell(self, conn: Connection, **values: Any) -> None:
        """Nobody waits for the answer: an error of it may come with whatever is asked next."""
        compiled = self._for(conn)
        wire = _wire(conn, compiled)
        if wire is None:
            _executed(conn, compiled, values)
        else:
            wire.tell(compiled.wired, compiled.values(values))

    def run_later(self, conn: Connection, **values: Any) -> Later[int]:
        """`run` once what returns is called: what is put off together makes one journey."""
        asked = _put_off(conn, self._for(conn), values)
        return lambda: int(asked().rowcount)

    def first_later(self, conn: Connection, **values: Any) -> Later[Row | None]:
        """`first` in the way of `run_later`."""
        compiled = self._for(conn)
        asked = _put_off(conn, compiled, values)

        def first() -> Row | None:
            raw = asked().fetchone()
            return None if raw is None else compiled.row(raw)

        return first

    def all_later(self, conn: Connection, **values: Any) -> Later[list[Row]]:
        """`all` in the way of `run_later`."""
        compiled = self._for(conn)
        asked = _put_off(conn, compiled, values)
        return lambda: [compiled.row(raw) for raw in asked().fetchall()]

    def many(self, conn: Connection, rows: Sequence[dict[str, Any]]) -> int:
        """The same for each row; how many rows it touched in all."""
        if not rows:
            return 0
        compiled = self._for(conn)
        try:
            return _executed_many(conn, compiled, rows)
        except conn.dialect.loaded_dbapi.Error as error:
            raise _in_family(conn, compiled, error) from error

    def first(self, conn: Connection, **values: Any) -> Row | None:
        compiled = self._for(conn)
        raw = _executed(conn, compiled, values).fetchone()
        return None if raw is None else compiled.row(raw)

    def all(self, conn: Connection, **values: Any) -> list[Row]:
        compiled = self._for(conn)
        return [compiled.row(raw) for raw in _executed(conn, compiled, values).fetchall()]

    def _for(self, conn: Connection) -> _Compiled:
        dialect = conn.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        return compiled

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        if isinstance(self._statement, SelectBase):  # what it expands goes into the text
            blank = {bind.key: None for bind in compiled.binds.values() if bind.required}
            compiled = self._statement.params(blank).compile(
                dialect=dialect, compile_kwargs={"render_postcompile": True}
            )
        sql, by_place = str(compiled), compiled.positional
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        names = tuple(compiled.positiontup if by_place else dict.fromkeys(_NAMED.findall(sql)))
        places = [_place(binds[name], dialect) for name in names]
        wired = None if by_place else _by_place(sql, names)
        return _Compiled(
            sql,
            wired,
            self._bulk(wired, names, dialect) if wired else None,
            None if by_place else names,
            tuple(constant for constant, _ in places),
            tuple(
                (place, name, convert)
                for place, (name, (constant, convert)) in enumerate(zip(names, places, strict=True))
                if constant is None
            ),
            self._converted(dialect),
        )

    def _bulk(self, wired: str, names: Sequence[str], dialect: Dialect) -> Bulk | None:
        """Where each of its values is one column's."""
        if not isinstance(self._statement, Insert) or {*names} != {*(self._columns or ())}:
            return None
        table: Any = self._statement.table
        return bulk(wired, [(name, table.c[name].type) for name in names], dialect)

    def _converted(self, dialect: Dialect) -> tuple[tuple[int, Convert], ...]:
        statement: Any = self._statement
        columns = statement.exported_columns if self._returns_rows() else ()
        converts = (_result_processor(column.type, dialect) for column in columns)
        return tuple((place, convert) for place, convert in enumerate(converts) if convert)

    def _returns_rows(self) -> bool:
        if isinstance(self._statement, UpdateBase):
            return bool(self._statement._returning)  # noqa: SLF001  (no public name says it)
        return True


def _place(bind: Any, dialect: Dialect) -> tuple[Any, Convert | None]:
    """Its constant as the driver takes it, None where a value is given; what converts that."""
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    convert = _remembered(_BOUND, bind.type, dialect, convert)
    if bind.required or bind.value is None:
        return None, convert
    return convert(bind.value) if convert else bind.value, convert


def _result_processor(kind: Any, dialect: Dialect) -> Convert | None:
    convert = kind.dialect_impl(dialect).result_processor(dialect, None)
    return _remembered(_READ, kind, dialect, convert)


def _remembered(
    known: dict[str, Convert], kind: Any, dialect: Dialect, convert: Convert | None
) -> Convert | None:
    """A unit binds the same few moments over and over; a task's are read at every claim."""
    if convert is None or not isinstance(kind, Utc):
        return convert
    return known.setdefault(dialect.name, lru_cache(_MOST_TIMES)(convert))


def _by_place(sql: str, names: tuple[str, ...]) -> str:
    """`%(name)s` as `$1`: a place each, however often it is named."""
    places = {name: f"${place}" for place, name in enumerate(names, start=1)}
    return _NAMED.sub(lambda found: places[found[1]], sql).replace("%%", "%")


def _wire(conn: Connection, compiled: _Compiled) -> Any:
    """None where the driver has no such thing: SQLite, and whoever only reads."""
    if compiled.wired is None:
        return None
    return getattr(conn.connection.dbapi_connection, "wire", None)


def _executed(conn: Connection, compiled: _Compiled, given: dict[str, Any]) -> Any:
    """The driver's cursor after the statement, or an answer that reads like one."""
    try:
        wire = _wire(conn, compiled)
        if wire is not None:
            return wire.ask(compiled.wired, compiled.values(given))
        cursor = conn.connection.cursor()
        cursor.execute(compiled.sql, compiled.parameters(given))
    except conn.dialect.loaded_dbapi.Error as error:
        raise _in_family(conn, compiled, error) from error
    return cursor


def _executed_many(conn: Connection, compiled: _Compiled, rows: Sequence[dict[str, Any]]) -> int:
    wire = _wire(conn, compiled)
    if wire is not None and compiled.bulk is not None:
        return int(wire.ask(compiled.bulk.sql, compiled.bulk.arrays(rows)).rowcount)
    cursor = conn.connection.cursor()
    cursor.executemany(compiled.sql, compiled.parameters_of(rows))
    return int(cursor.rowcount)


def _put_off(conn: Connection, compiled: _Compiled, given: dict[str, Any]) -> Later[Any]:
    """The statement's answer; where there is no journey to save it runs when it is called for."""
    wire = _wire(conn, compiled)
    if wire is None:
        return lambda: _executed(conn, compiled, given)
    asked = wire.ask_later(compiled.wired, compiled.values(given))

    def answer() -> Any:
        try:
            return asked()
        except conn.dialect.loaded_dbapi.Error as error:
            raise _in_family(conn, compiled, error) from error

    return answer


def _in_family(conn: Connection, compiled: _Compiled, error: Exception) -> BaseException:
    """The driver's errors are SQLAlchemy's, one family for all."""
    family: Any = conn.dialect.loaded_dbapi.Error
    return DBAPIError.instance(compiled.sql, None, error, family)


def prepared_insert(statement: Insert, *columns: str) -> Prepared:
    """An INSERT (with its ON CONFLICT or RETURNING) of exactly these columns."""
    return Prepared(statement, columns)
