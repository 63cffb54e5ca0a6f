"""CSV as people's spreadsheets write and read it; what a column means is not known here."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice
from typing import Any, Final, NamedTuple

from domain.text_file import FileFlaw, TextFile, UnreadableFile

__all__ = [
    "FileFlaw",
    "Numbered",
    "Row",
    "UnreadableFile",
    "bare",
    "columns",
    "count",
    "headings",
    "inert",
    "pages",
    "read",
    "rows",
    "write",
]

_DELIMITERS: Final = ",;\t"
_SEPARATOR_NOTE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
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
    records, noted = _records(lines)
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
    records, noted = _records(lines)
    try:
        return sum(map(any, records)) - noted
    except csv.Error:
        raise UnreadableFile(FileFlaw.BROKEN, line=records.line_num) from None


Numbered = tuple[int, list[str]]  # the line where a record begins, and its cells as they stand


def pages(lines: Iterable[str], size: int) -> Iterator[list[Numbered]]:
    """What stands below the header, many records at a time, blank ones among them.

    For a million rows: what can be done by the thousand is not done by the row.
    """
    records, noted = _records(lines)
    try:
        below = islice(records, int(noted), None)
        if not any(any(map(str.strip, cells)) for cells in below):  # reads on to the header
            return
        begins = records.line_num + 1
        while some := list(islice(records, size)):
            yield list(zip(_line_numbers(begins, some, records.line_num), some, strict=True))
            begins = records.line_num + 1
    except csv.Error:
        raise UnreadableFile(FileFlaw.BROKEN, line=records.line_num) from None


def _line_numbers(begins: int, records: list[list[str]], last: int) -> Iterable[int]:
    if last - begins + 1 == len(records):
        return range(begins, last + 1)
    spans = (1 + sum(len(_LINE_END.findall(cell)) for cell in cells) for cells in records)
    return islice(accumulate(spans, initial=begins), len(records))


def _records(lines: Iterable[str]) -> tuple[Any, bool]:
    """csv's reader, and whether its first record is but a note on the delimiter."""
    lines, leading = iter(lines), [""]
    while not leading[-1].strip() and (line := next(lines, "")):
        leading.append(line)
    noted = _SEPARATOR_NOTE.match(leading[-1]) if len(leading) == 2 else None
    delimiter = noted[1] if noted else _likely_delimiter(leading[-1])
    return csv.reader(chain(leading[1:], lines), delimiter=delimiter, strict=True), bool(noted)


def _likely_delimiter(header: str) -> str:
    """The one its header uses most; a single column has none, and then a comma does no harm."""
    return max(_DELIMITERS, key=header.count)


def write(rows: Iterable[Sequence[str]]) -> bytes:
    """For Excel and programs alike: UTF-8 with its mark, CRLF, nothing a spreadsheet would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """The same text, with an apostrophe in front where a spreadsheet would see a formula."""
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
