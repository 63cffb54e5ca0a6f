"""CSV as people's spreadsheets write and read it; what a column means is not known here."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from domain.text_file import FileFlaw, TextFile, UnreadableFile

__all__ = [
    "LINE_END",
    "FileFlaw",
    "Number",
    "Opening",
    "Row",
    "UnreadableFile",
    "bare",
    "begun",
    "columns",
    "count",
    "headings",
    "inert",
    "read",
    "rows",
    "write",
]

_DELIMITERS: Final = ",;\t"
_SEPARATOR_NOTE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line
LINE_END: Final = re.compile(r"\r\n|\r|\n")
_ACTIVE: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""A cell that begins with one of these is run as a formula by one spreadsheet or another."""


class Row(NamedTuple):
    """One record; `line` is where it begins in the file, counted from 1."""

    line: int
    cells: tuple[str, ...]


def read(content: bytes) -> Iterator[Row]:
    """Every record that is not blank, the header first; raises UnreadableFile on the way."""
    return rows(TextFile.of(content).lines())


def rows(lines: Iterable[str]) -> Iterator[Row]:
    """The same of text that is read line by line, line ends kept: a file of any length."""
    begins = 1
    records, _, _, noted = begun(lines)
    try:
        for cells in records:
            stripped = tuple(map(str.strip, cells))
            if any(stripped) and not (noted and begins == 1):
                yield Row(begins, stripped)
            begins = records.line_num + 1
    except csv.Error:
        raise UnreadableFile(FileFlaw.BROKEN, line=begins) from None


def count(lines: Iterable[str]) -> int:
    """How many there are, at the most: those of nothing but blanks are among them."""
    records, _, _, noted = begun(lines)
    try:
        return sum(map(any, records)) - noted
    except csv.Error:
        raise UnreadableFile(FileFlaw.BROKEN, line=records.line_num) from None


class Opening(NamedTuple):
    """A CSV text whose delimiter is known: csv's reader of the records, over those very lines."""

    records: Any
    lines: Iterator[str]
    delimiter: str
    noted: bool  # the first record is but a note on the delimiter


def begun(lines: Iterable[str]) -> Opening:
    """Takes no more of the lines than its records are asked for."""
    lines, leading = iter(lines), [""]
    while not leading[-1].strip() and (line := next(lines, "")):
        leading.append(line)
    noted = _SEPARATOR_NOTE.match(leading[-1]) if len(leading) == 2 else None
    delimiter = noted[1] if noted else _likely_delimiter(leading[-1])
    lines = chain(leading[1:], lines)
    records = csv.reader(lines, delimiter=delimiter, strict=True)
    return Opening(records, lines, delimiter, bool(noted))


def _likely_delimiter(header: str) -> str:
    """The one its header uses most; a single column has none, and then a comma does no harm."""
    return max(_DELIMITERS, key=header.count)


def write(rows: Iterable[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    """For Excel and programs alike: UTF-8 with its mark, CRLF, nothing a spreadsheet would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode(encoding)


class Number(str):
    """A cell that we wrote as a plain number ourselves: a minus in front of it runs nothing."""

    __slots__ = ()


def inert(cell: str) -> str:
    """The same text, with an apostrophe in front where a spreadsheet would see a formula."""
    if isinstance(cell, Number):
        return cell
    return f"'{cell}" if cell[:1] in _ACTIVE else cell


def columns(header: Row, names: dict[str, frozenset[str]]) -> dict[str, int]:
    """field → its place in the row, by the headings each field goes by; the others are left out."""
    found: dict[str, int] = {}
    for place, heading in enumerate(header.cells):
        folded = bare(heading)
        for field, known in names.items():
            if folded not in known:
                continue
            if field in found:
                raise UnreadableFile(FileFlaw.TWO_COLUMNS, field, header.line)
            found[field] = place
    return found


def headings(*words: str) -> frozenset[str]:
    """The headings one field goes by, as `columns` compares them."""
    return frozenset(map(bare, words))


def bare(heading: str) -> str:
    """Case, spaces, underscores and a unit in brackets do not tell headings apart."""
    unbracketed = re.sub(r"[(（\[【].*?[)）\]】]", "", heading)
    return re.sub(r"[\s_\-]+", "", unbracketed).casefold()
