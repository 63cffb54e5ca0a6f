"""On which line each key of a TOML text stands, which tomllib does not tell; values are not read.

Only for text that tomllib has accepted: nothing is checked a second time here.
"""

import re
import tomllib
from bisect import bisect_left
from typing import Final

KeyPath = tuple[str | int, ...]
"""("tasks", 1, "slots"): the key `slots` of the second table of `tasks`."""

_BLANK: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR: Final = re.compile(r"[^,\]}#\n]+")
_STRING: Final = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"{1,2}(?!"))[^"\\]*)*"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)


def positions(text: str) -> dict[KeyPath, int]:
    """Lines, from 1, of every key and array item, and of every table's header."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._text = text
        self._at = 0
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._last: dict[KeyPath, int] = {}  # the open table of each array of tables

    def document(self) -> None:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> KeyPath:
        in_array = self._text.startswith("[[", self._at)
        start = self._at
        self._at += 2 if in_array else 1
        keys = self._dotted_key()
        self._at += 2 if in_array else 1
        path: KeyPath = ()
        for key in keys[:-1]:
            path = self._last_of((*path, key), start)
        path = (*path, keys[-1])
        self._mark(path, start)
        if in_array:
            self._last[path] = self._last.get(path, -1) + 1
            path = self._last_of(path, start)
        return path

    def _last_of(self, path: KeyPath, start: int) -> KeyPath:
        """[tasks.extra] after [[tasks]] is about the last table of the array."""
        self._mark(path, start)
        if path in self._last:
            path = (*path, self._last[path])
            self._mark(path, start)
        return path

    def _pair(self, table: KeyPath) -> None:
        start = self._at
        keys = self._dotted_key()
        for length in range(1, len(keys) + 1):
            self._mark((*table, *keys[:length]), start)
        self._at += 1  # the equals sign
        self._skip(_SPACE)
        self._value((*table, *keys))

    def _value(self, path: KeyPath) -> None:
        sign = self._text[self._at]
        if sign in "\"'":
            self._skip(_STRING)
        elif sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        index = 0
        self._step_in()
        while self._text[self._at] != "]":
            self._mark((*path, index), self._at)
            self._value((*path, index))
            index += 1
            self._step_on()
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._step_in()
        while self._text[self._at] != "}":
            self._pair(path)
            self._step_on()
        self._at += 1

    def _step_in(self) -> None:
        self._at += 1
        self._skip(_BLANK)

    def _step_on(self) -> None:
        self._skip(_BLANK)
        if self._text[self._at] == ",":
            self._step_in()

    def _dotted_key(self) -> tuple[str, ...]:
        keys = [self._key()]
        while self._text[self._at] == ".":
            self._at += 1
            keys.append(self._key())
        return tuple(keys)

    def _key(self) -> str:
        self._skip(_SPACE)
        quoted = self._text[self._at] in "\"'"
        written = self._skip(_STRING if quoted else _BARE_KEY)
        self._skip(_SPACE)
        return str(tomllib.loads(f"key = {written}")["key"]) if quoted else written

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError(f"not TOML at character {self._at}")
        self._at = match.end()
        return match[0]

    def _mark(self, path: KeyPath, at: int) -> None:
        self.lines.setdefault(path, bisect_left(self._ends, at) + 1)
