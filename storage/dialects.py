"""What each database says in words of its own, as INSERT … ON CONFLICT; no query lives here."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

T = TypeVar("T")


def words_of(dialect: str) -> Any:
    """Of `conn.dialect.name`, SQLAlchemy's module whose `insert` knows ON CONFLICT."""
    return import_module(f"sqlalchemy.dialects.{dialect}")


class _ByDialect(dict[str, T]):
    """Made when it is first asked for: a process has one database, and need not load the other."""

    def __init__(self, made: Callable[[Any], T]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, name: str) -> T:
        made = self[name] = self._made(words_of(name))
        return made


def in_both(made: Callable[[Any], T]) -> Mapping[str, T]:
    """By `conn.dialect.name`; `made` gets `words_of` it."""
    return _ByDialect(made)


class seconds_between(FunctionElement[int]):  # noqa: N801  (reads as an SQL function)
    """Whole seconds from the first moment to the second."""

    type = BigInteger()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    begin, end = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(round((julianday({end}) - julianday({begin})) * 86400) AS INTEGER)"


@compiles(seconds_between, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    begin, end = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(round(extract(epoch FROM {end} - {begin})) AS BIGINT)"


class day_number(FunctionElement[int]):  # noqa: N801  (reads as an SQL function)
    """Of a moment: whole days since 1970, in UTC."""

    type = Integer()
    inherit_cache = True


@compiles(day_number, "sqlite")
def _day_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(julianday({moment}) - 2440587.5 AS INTEGER)"


@compiles(day_number, "postgresql")
def _day_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(floor(extract(epoch FROM {moment}) / 86400) AS INTEGER)"


class each_of(FunctionElement[Any]):  # noqa: N801  (reads as an SQL function)
    """The members of a JSON list, a row each: `.table_valued("value")`."""

    type = String()
    inherit_cache = True


@compiles(each_of, "sqlite")
def _each_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(each_of, "postgresql")
def _each_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_array_elements_text({compiler.process(element.clauses, **options)})"
