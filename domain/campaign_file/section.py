"""One table of a campaign file: which keys it has, which are unknown or missing, what is unsound.

Nothing is raised: a read that fails notes why and gives a harmless value, so that the rest of the
file is judged too; `is_sound` tells whether values may be compared with each other.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, TypeVar

from domain.campaign_file.notes import Notes, nearest
from domain.campaign_file.positions import KeyPath
from domain.campaign_file.problems import ProblemCode

T = TypeVar("T")

_TYPE_NAMES: Final[dict[type, str]] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    Decimal: "number",
    date: "date",
    datetime: "datetime",
    time: "time",
    list: "array",
    dict: "table",
}


class Section:
    def __init__(self, table: Mapping[str, object], path: KeyPath, notes: Notes) -> None:
        self._table = table
        self._path = path
        self._notes = notes
        self._known: set[str] = set()
        self._missing: list[str] = []
        self._unsound: set[str] = set()

    def has(self, key: str) -> bool:
        self._known.add(key)
        return key in self._table

    def is_sound(self, *keys: str) -> bool:
        """None of these was missing or noted."""
        return self._unsound.isdisjoint(keys)

    def note(
        self,
        code: ProblemCode,
        key: str,
        *tail: str | int,
        found: str = "",
        expected: str = "",
        nearest: str = "",
    ) -> None:
        self._unsound.add(key)
        self._notes.add((*self._path, key, *tail), code, found, expected, nearest)

    def value(self, key: str, *, required: bool) -> object:
        """The raw value, None where there is none."""
        if self.has(key):
            return self._table[key]
        if required:
            self._unsound.add(key)
            self._missing.append(key)
        return None

    def typed(self, key: str, kind: type[T], *, required: bool) -> T | None:
        value = self.value(key, required=required)
        return None if value is None else self.as_type(value, kind, key)

    def as_type(self, value: object, kind: type[T], key: str, *tail: str | int) -> T | None:
        """None, and a note, unless the value is exactly of this type: a boolean is no integer."""
        if type(value) is kind:
            return value
        found = _TYPE_NAMES[type(value)]
        self.note(ProblemCode.WRONG_TYPE, key, *tail, found=found, expected=_TYPE_NAMES[kind])
        return None

    def items(self, key: str, *, required: bool) -> list[object]:
        """An array's items; an empty array is as good as none."""
        items = self.typed(key, list, required=required) or []
        if required and not items and self.is_sound(key):
            self.note(ProblemCode.EMPTY, key)
        return items

    def table(self, key: str) -> "Section":
        return self.child(self.typed(key, dict, required=True) or {}, key)

    def tables(self, key: str, *, required: bool) -> Iterator["Section"]:
        for index, item in enumerate(self.items(key, required=required)):
            table = self.as_type(item, dict, key, index)
            if table is not None:
                yield self.child(table, key, index)

    def child(self, table: Mapping[str, object], *tail: str | int) -> "Section":
        return Section(table, (*self._path, *tail), self._notes)

    def close(self) -> None:
        """Note unknown keys, and missing ones unless an unknown key looks like one misspelt."""
        meant = set()
        for key in self._table:
            if key not in self._known:
                meant.add(nearest(key, self._known))
                self.note(
                    ProblemCode.UNKNOWN_KEY, key, found=key, expected=nearest(key, self._known)
                )
        for key in self._missing:
            if key not in meant:
                self.note(ProblemCode.MISSING_KEY, key)
