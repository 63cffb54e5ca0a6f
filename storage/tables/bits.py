"""Enums as bits of one number, by the members' order, in Python and in SQL; no tables live here."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column


def bits(kind: type[StrEnum], values: Iterable[str]) -> int:
    """Those members' bits; what is none has none."""
    wanted = set(values)
    return sum(1 << place for place, each in enumerate(kind) if each.value in wanted)


def bit_of(column: ColumnElement[str], kind: type[StrEnum]) -> Any:
    """Of one row; what is none has none."""
    by_value: dict[Any, Any] = {
        each.value: literal_column(str(bits(kind, [each.value]))) for each in kind
    }
    return case(by_value, value=column, else_=0)


def bits_of_all(column: ColumnElement[str], kind: type[StrEnum]) -> Any:
    """Different bits add up to what all rows say together."""
    return func.coalesce(func.sum(bit_of(column, kind).distinct()), 0)
