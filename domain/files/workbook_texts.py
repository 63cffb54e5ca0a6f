"""How much text the cells of a workbook show: a shared string counts wherever it is; none is kept.

A reader copies a shared string into every cell that names it: kilobytes become half a gigabyte.
"""

from array import array
from typing import Final

from domain.files.dangers import Danger, UnsafeFile

_HOLDERS: Final = frozenset({"si", "is", "v"})  # a shared string, one inside its cell, a value
_LONGEST_NUMBER: Final = 7  # digits of the number of a shared string


class Texts:
    """Of all parts of one workbook, whichever comes first."""

    def __init__(self, longest: int, most_strings: int) -> None:
        self.longest = longest
        self._lengths = array("L")
        self._uses = array("L")
        self._most_strings = most_strings
        self._inside = 0

    @property
    def shown(self) -> int:
        """Signs in all cells together."""
        pairs = zip(self._lengths, self._uses, strict=False)
        return self._inside + sum(length * uses for length, uses in pairs)

    def shared(self, number: int, length: int) -> None:
        """A string that cells may name; of two parts that number theirs, the longer counts."""
        if number == len(self._lengths):
            self._lengths.append(0)
        self._lengths[number] = max(self._lengths[number], length)

    def named(self, written: str) -> None:
        """A cell names a shared string by its number."""
        if not (written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER):
            raise UnsafeFile(Danger.BROKEN)
        number = int(written)
        if number >= self._most_strings:
            raise UnsafeFile(Danger.BROKEN)
        if number >= len(self._uses):
            self._uses.extend(array("L", [0]) * (number + 1 - len(self._uses)))
        self._uses[number] += 1

    def inside(self, length: int) -> None:
        self._inside += length


class Text:
    """What stands in the string or the cell that one part's parser is at."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._holder = ""
        self._names_one = False  # the cell's value is the number of a shared string
        self._length = 0
        self._written = ""
        self._strings = 0

    def begin(self, local: str, attributes: dict[str, str]) -> None:
        if local == "c":
            self._names_one = attributes.get("t") == "s"
        elif local in _HOLDERS:
            self._holder, self._length, self._written = local, 0, ""

    def add(self, text: str) -> None:
        if not self._holder:
            return
        self._length += len(text)
        if self._length > self._texts.longest:
            raise UnsafeFile(Danger.BOMB)
        if self._names_one and self._holder == "v":
            self._written += text

    def end(self, local: str) -> None:
        if local != self._holder:
            return
        if local == "si":
            self._texts.shared(self._strings, self._length)
            self._strings += 1
        elif local == "v" and self._names_one:
            self._texts.named(self._written.strip())
        else:
            self._texts.inside(self._length)
        self._holder = ""
