"""A text file of any length, and why one cannot be read; what its lines mean is not known."""

import codecs
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Final

from domain.errors import Refusal

_PIECE: Final = 1 << 20
_LONGEST_LINE: Final = 100_000  # csv gives up at 131,072 signs in a cell
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


class FileFlaw(StrEnum):
    NOT_TEXT = "not_text"  # a picture, a program, an unknown encoding
    WORKBOOK = "workbook"  # an Excel file of before 2007, or under another name
    BAD_WORKBOOK = "bad_workbook"  # no workbook inside, or one that is damaged or locked
    EMPTY = "empty"  # no header, or nothing below it
    BROKEN = "broken"  # a quotation mark that is never closed
    TOO_LONG = "too_long"  # more rows than this way takes
    MISSING_COLUMN = "missing_column"
    TWO_COLUMNS = "two_columns"  # two of them say the same thing
    NO_REPORT = "no_report"  # XML, and no bank's report on a credit transfer


@dataclass(eq=False)
class UnreadableFile(Refusal):
    """The whole file is refused; `column` names the field, `line` counts from 1, 0 if unknown."""

    flaw: FileFlaw
    column: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class TextFile:
    """Looked through once for its encoding and its digest; never whole in memory."""

    open: Callable[[], BinaryIO]
    encoding: str
    sha256: str
    simple_lines: int | None  # how many, where each is a record for certain: nothing is quoted

    @classmethod
    def of(cls, content: bytes) -> "TextFile":
        return cls.at(lambda: io.BytesIO(content))

    @classmethod
    def at(cls, open_: Callable[[], BinaryIO]) -> "TextFile":
        """`open_` opens the same bytes again and again. Raises UnreadableFile."""
        digest, lines = hashlib.sha256(), _SimpleLines()
        with open_() as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                lines.feed(piece)
        return cls(open_, _encoding(open_), digest.hexdigest(), lines.count)

    def lines(self) -> Iterator[str]:
        """With their ends, as csv wants them."""
        with (
            self.open() as file,
            io.TextIOWrapper(file, encoding=self.encoding, newline="") as lines,
        ):
            yield from lines


class _SimpleLines:
    """Counts the lines of a long file as far as bytes alone can tell."""

    def __init__(self) -> None:
        self._simple = True
        self._count = 0
        self._bytes = 0
        self._unended = 0

    def feed(self, piece: bytes) -> None:
        ends = piece.count(b"\n")
        self._count += ends
        self._bytes += len(piece)
        first, *others = map(len, piece.split(b"\n"))
        longest = max([self._unended + first, *others])
        self._unended = others[-1] if others else self._unended + first
        odd = b'"' in piece or piece.count(b"\r") not in (0, ends)
        self._simple = self._simple and not odd and longest < _LONGEST_LINE

    @property
    def count(self) -> int | None:
        if not self._simple or self._bytes < _PIECE:
            return None
        return self._count + (self._unended > 0)


def _encoding(open_: Callable[[], BinaryIO]) -> str:
    with open_() as file:
        head = file.read(4)
    if head.startswith(_WORKBOOKS):
        raise UnreadableFile(FileFlaw.WORKBOOK)
    # Excel's "Unicode text" is UTF-16; Excel in China saves CSV as GB 18030.
    for encoding in ("utf-16",) if head.startswith(_UTF16) else ("utf-8-sig", "gb18030"):
        if _is_text(open_, encoding):
            return encoding
    raise UnreadableFile(FileFlaw.NOT_TEXT)


def _is_text(open_: Callable[[], BinaryIO], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open_() as file:
            while piece := file.read(_PIECE):
                if "\0" in decoder.decode(piece):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
