"""Many rows of one INSERT in one statement: on PostgreSQL its columns travel as arrays; no driver.

Row by row the server works through a statement for each, and the driver through a message.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import JSON, Dialect, String
from sqlalchemy.types import TypeEngine

from storage.tables.base import Utc

_VALUES: Final = re.compile(r" VALUES \([^()]*\)")
_RETURNING: Final = re.compile(r" RETURNING [^()]*$")  # nobody reads the ids of many
_LENGTH: Final = re.compile(r"\(.*\)")
_MOST_MOMENTS: Final = 256

Tell = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Bulk:
    """One text for however many rows, and how the elements of each column are told."""

    sql: str
    columns: tuple[tuple[str, Tell | None], ...]

    def arrays(self, rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
        """By place: one array a column."""
        return [_told(tell, [row[name] for row in rows]) for name, tell in self.columns]


def bulk(by_place: str, columns: Iterable[tuple[str, TypeEngine[Any]]], dialect: Dialect) -> Bulk:
    """Of an INSERT of one row of given values; ON CONFLICT stays, RETURNING goes."""
    known = list(columns)
    places = [f"${place}::{_array(kind, dialect)}" for place, (_, kind) in enumerate(known, 1)]
    rows = f" SELECT * FROM unnest({', '.join(places)})"  # noqa: S608  (made of our own names)
    sql, found = _VALUES.subn(lambda _: rows, by_place, count=1)
    assert found == 1, by_place
    tells = tuple((name, _tell(kind, dialect)) for name, kind in known)
    return Bulk(_RETURNING.sub("", sql), tells)


def _array(kind: TypeEngine[Any], dialect: Dialect) -> str:
    """Without its length: a cast to it would cut what is too long, and the column refuses it."""
    return f"{_LENGTH.sub('', kind.compile(dialect))}[]"


def _tell(kind: TypeEngine[Any], dialect: Dialect) -> Tell | None:
    """The driver finds an array's form by its first element: they must be of one type."""
    if isinstance(kind, JSON):
        return json.dumps
    if isinstance(kind, Utc):  # most rows of a unit are of one moment
        return lru_cache(_MOST_MOMENTS)(lambda at: str(kind.process_bind_param(at, dialect)))
    return str if isinstance(kind, String) else None


def _told(tell: Tell | None, column: list[Any]) -> list[Any]:
    if tell is None:
        return column
    return [None if each is None else tell(each) for each in column]
