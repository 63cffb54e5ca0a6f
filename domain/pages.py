"""The records of a long CSV file by pages, columns side by side; what a column means is not known.

For a million rows: what can be done by the thousand is not done by the row.
"""

import csv
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from operator import itemgetter, le
from typing import Any, Final

from domain.spreadsheet import LINE_END, begun
from domain.text_file import FileFlaw, UnreadableFile

Numbered = tuple[int, list[str]]  # the line where a record begins, and its cells as they stand
_SPLIT_AT: Final = ",;\t|"


@dataclass(frozen=True, slots=True)
class Page:
    """Records as wide as the header, by columns, with the lines they begin in; `ragged` the others.

    Blank ones are among them.
    """

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    ragged: Sequence[Numbered] = ()

    def __len__(self) -> int:
        return len(self.lines) + len(self.ragged)

    @property
    def rows(self) -> list[Numbered]:
        """Record by record, the ragged ones last."""
        cells = map(list, zip(*self.columns, strict=True))
        return [*zip(self.lines, cells, strict=True), *self.ragged]

    def part(self, begin: int, end: int) -> "Page":
        """Of its records in the order of `rows`."""
        wide = len(self.lines)
        columns = [column[begin:end] for column in self.columns]
        ragged = self.ragged[max(0, begin - wide) : max(0, end - wide)]
        return Page(self.lines[begin:end], columns, ragged)

    def together(self, names: Sequence[Hashable]) -> "Page":
        """Records of one name, as `names` has them in turn, go together and keep their order."""
        first = {name: place for place, name in enumerate(dict.fromkeys(names))}
        ranks = list(map(first.__getitem__, names))
        if all(map(le, ranks, islice(ranks, 1, None))):
            return self
        ordered = itemgetter(*sorted(range(len(ranks)), key=ranks.__getitem__))
        return Page(ordered(self.lines), list(map(ordered, self.columns)), self.ragged)


def pages(lines: Iterable[str], size: int) -> Iterator[Page]:
    """What stands below the header, about so many records at a time."""
    opening = begun(lines)
    records = opening.records
    try:
        below = islice(records, int(opening.noted), None)
        header = next((cells for cells in below if any(map(str.strip, cells))), None)
        if header is None:
            return
        read = records.line_num
        while some := list(islice(opening.lines, size)):
            page = _split(some, opening.delimiter, len(header), read + 1)
            if page is None:
                records = csv.reader(
                    chain(some, opening.lines), delimiter=opening.delimiter, strict=True
                )
                page = _parsed(records, len(some), len(header), read + 1)
                read += records.line_num
            else:
                read += len(some)
            yield page
            del page  # the next one takes its place in memory
    except csv.Error:
        raise UnreadableFile(FileFlaw.BROKEN, line=records.line_num) from None


def _split(lines: list[str], delimiter: str, width: int, begins: int) -> Page | None:
    """Where each line is a record as wide as the header, whose cells are what stands between.

    A line's end is made a cell of its own: where all those are found in their places, no line has
    a cell too many or too few.
    """
    text = "".join(lines)
    if delimiter not in _SPLIT_AT or '"' in text:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if not text.endswith("\n"):
        text += "\n"
    cells = text.replace("\n", f"{delimiter}\n{delimiter}").split(delimiter)
    del cells[-1]
    count, stride = len(lines), width + 1
    if len(cells) != count * stride or cells[width::stride].count("\n") != count or "\r" in text:
        return None
    columns = [cells[place::stride] for place in range(width)]
    return Page(range(begins, begins + count), columns)


def _parsed(records: Any, lines: int, width: int, begins: int) -> Page:
    """The records that begin in so many lines; the last one may end behind them."""
    taken: list[list[str]] = []
    while records.line_num < lines:
        taken.append(next(records))
    numbers = _line_numbers(begins, taken, records.line_num)
    wide: list[Numbered] = []
    ragged: list[Numbered] = []
    for row in zip(numbers, taken, strict=True):
        (wide if len(row[1]) == width else ragged).append(row)
    if not wide:
        return Page((), [()] * width, ragged)
    found, cells = zip(*wide, strict=True)
    return Page(found, list(zip(*cells, strict=True)), ragged)


def _line_numbers(begins: int, records: list[list[str]], lines: int) -> Iterable[int]:
    if lines == len(records):
        return range(begins, begins + lines)
    spans = (1 + sum(len(LINE_END.findall(cell)) for cell in cells) for cells in records)
    return islice(accumulate(spans, initial=begins), len(records))
