"""The metadata, the column types and shorthands that all tables share; no table lives here."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    literal_column,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives 64-bit row ids only to a column called INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Utc(TypeDecorator[datetime]):
    """An aware UTC time; SQLite drops the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Column[int]:
    return Column("id", Id, primary_key=True)


def ref(name: str, target: str, **options: Any) -> Column[int]:
    """A foreign key to `target`.id, not null unless said."""
    options.setdefault("nullable", False)
    return Column(name, Id, ForeignKey(f"{target}.id"), **options)


def text(name: str, length: int = 0, **options: Any) -> Column[str]:
    options.setdefault("nullable", False)
    return Column(name, String(length or None), **options)


def number(name: str, **options: Any) -> Column[int]:
    """A 64-bit count or amount in minor units."""
    options.setdefault("nullable", False)
    return Column(name, BigInteger, **options)


def at(name: str, **options: Any) -> Column[datetime]:
    options.setdefault("nullable", False)
    return Column(name, Utc, **options)


def facts(name: str, **options: Any) -> Column[Any]:
    """JSON for what is only ever read back whole."""
    options.setdefault("nullable", False)
    return Column(name, JSON, **options)


def among(column: Column[str], states: Iterable[StrEnum]) -> ColumnElement[bool]:
    """column IN ('a', 'b') in literals: nothing to expand, and partial indexes match."""
    return column.in_([literal_column(f"'{state.value}'") for state in sorted(states)])


def one_of(column: str, states: Iterable[StrEnum]) -> CheckConstraint:
    """The column holds one of these values, of an enum mostly, and nothing else, ever."""
    values = ", ".join(f"'{state.value}'" for state in states)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")
