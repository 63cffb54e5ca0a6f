"""A file of readings, row by row, once its columns are known; whose posts is not known here."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache, partial
from typing import Any, Final

from domain.counts import BadCount, parse_count
from domain.metric_columns import AMOUNTS, POST, Columns
from domain.metrics import COUNTS, LARGEST_COUNT, PostMetrics
from domain.moments import BadMoment, parse_moment
from domain.money import Currency
from domain.pages import Page
from domain.platforms import Platform
from domain.readings import Amounts, PostSaid, Reading, RefusedRow, RowFlaw, Table
from domain.spreadsheet import Row, count, rows
from domain.text_file import FileFlaw, TextFile, UnreadableFile
from domain.written_amounts import BadAmount, WrittenAmount, currency_called, read_amount

LONGEST_SHOWN: Final = 80  # of a refused cell
_PLAIN_DIGITS: Final = len(str(LARGEST_COUNT)) - 1
_MOMENTS_KNOWN: Final = 8192  # a feed names the same moments again and again

_PLATFORM_WORDS: Final = {
    "抖音": Platform.DOUYIN,
    "快手": Platform.KUAISHOU,
    "小红书": Platform.XIAOHONGSHU,
    "视频号": Platform.CHANNELS,
    "微信视频号": Platform.CHANNELS,
    "哔哩哔哩": Platform.BILIBILI,
    "b站": Platform.BILIBILI,
    "微博": Platform.WEIBO,
    **{platform.value: platform for platform in Platform},
}
__all__ = ["COUNTS", "LONGEST_SHOWN", "RowReader", "header_of", "survey"]


@dataclass(eq=False)
class _Flaw(Exception):
    code: RowFlaw
    field: str = ""
    value: str = ""


def header_of(file: TextFile) -> Row:
    header = next(rows(file.lines()), None)
    if header is None:
        raise UnreadableFile(FileFlaw.EMPTY)
    return header


def survey(file: TextFile, *, most: int) -> int:
    """How many rows there are, about; whatever is wrong with the file as a whole is found here."""
    lines = file.simple_lines
    records = (count(file.lines()) if lines is None else lines) - 1
    if records < 1:
        raise UnreadableFile(FileFlaw.EMPTY)
    if records > most:
        raise UnreadableFile(FileFlaw.TOO_LONG)
    return records


class RowReader:
    """How the rows of one file are read."""

    def __init__(self, columns: Columns, zone: tzinfo) -> None:
        """Times without an offset are `zone`'s wall clock. Raises UnreadableFile."""
        columns.ensure_complete()
        self.columns = columns
        self.width = len(columns.headings)
        self.counts = tuple(field for field in COUNTS if field in columns.places)
        self.moment: Callable[[str], datetime] = lru_cache(_MOMENTS_KNOWN)(
            partial(parse_moment, zone=zone)
        )
        self._moments = columns.places["observed_at"]
        self._named = [each for each in POST if each in columns.places]
        self._amounts = any(field in columns.places for field in AMOUNTS)
        self._plain = bool(self.counts) and not self._amounts and not columns.units

    def names(self, page: Page) -> Sequence[Hashable]:
        """How its posts are named, record by record: a link, or the cells that make a name."""
        places = [self.columns.places[each] for each in self._named]
        if len(places) == 1:
            return page.columns[places[0]]
        return list(zip(*(page.columns[place] for place in places), strict=True))

    def post(self, name: Any) -> PostSaid:
        """The link, the platform and the id that a name is made of."""
        words = (name,) if isinstance(name, str) else name
        said = dict(zip(self._named, map(str.strip, words), strict=True))
        platform = _PLATFORM_WORDS.get(said.get("platform", "").casefold())
        return said.get("link", ""), platform, said.get("post_key", ""), 0

    def table(self, page: Page) -> Table:
        """Its records as wide as the header, as they stand."""
        counts = [page.columns[self.columns.places[field]] for field in self.counts]
        return Table(page.lines, self.names(page), page.columns[self._moments], counts)

    def said_by_all(self, table: Table) -> frozenset[str]:
        """All counts, where each is there and nothing but digits; else none.

        So are most of a million, and the database makes numbers of digits by itself.
        """
        if not self._plain or not all(map(_is_plain, table.counts)):
            return frozenset()
        return frozenset(self.counts)

    def read(self, line: int, record: Sequence[str]) -> Reading | RefusedRow | None:
        """None for a row of nothing but blanks."""
        cells = list(map(str.strip, record))
        if not any(cells):
            return None
        if any(cells[self.width :]):
            return RefusedRow(line, RowFlaw.TOO_MANY_CELLS)
        try:
            return self._reading(line, cells)
        except _Flaw as flaw:
            return RefusedRow(line, flaw.code, flaw.field, flaw.value[:LONGEST_SHOWN])

    def _reading(self, line: int, record: list[str]) -> Reading:
        places = self.columns.places.items()
        cells = {field: record[place] for field, place in places if place < len(record)}
        platform = _PLATFORM_WORDS.get(cells.get("platform", "").casefold())
        link, post_key = cells.get("link", ""), cells.get("post_key", "")
        if not link and not (platform and post_key):
            raise _Flaw(RowFlaw.NO_POST)
        try:
            observed_at = self.moment(cells.get("observed_at", ""))
        except BadMoment as bad:
            raise _Flaw(RowFlaw.BAD_TIME, "observed_at", bad.text) from None
        counts = {field: self._count(field, cells.get(field, "")) for field in self.counts}
        metrics = PostMetrics._make(map(counts.get, PostMetrics._fields))
        amounts = self._written(cells) if self._amounts else None
        return Reading(line, observed_at, metrics, link, platform, post_key, amounts)

    def _count(self, field: str, text: str) -> int | None:
        try:
            return parse_count(text, self.columns.units.get(field, ""))
        except BadCount as bad:
            raise _Flaw(RowFlaw.BAD_COUNT, field, bad.text) from None

    def _written(self, cells: Mapping[str, str]) -> Amounts | None:
        """Money with what its cell, its row's currency or its heading says it is in."""
        found = {field: self._amount(field, cells.get(field, "")) for field in AMOUNTS}
        written = {field: amount for field, amount in found.items() if amount is not None}
        said = {amount.currency for amount in written.values() if amount.currency}
        if word := cells.get("currency", ""):
            said.add(_currency(word))
        if len(said) > 1:
            raise _Flaw(RowFlaw.BAD_CURRENCY, "currency", " ".join(sorted(said)))
        currency = said.pop() if said else self.columns.currency
        numbers = {field: amount.number for field, amount in written.items()}
        return Amounts(**numbers, currency=currency) if numbers else None

    def _amount(self, field: str, text: str) -> WrittenAmount | None:
        try:
            return read_amount(text, self.columns.units.get(field, ""))
        except BadAmount as bad:
            raise _Flaw(RowFlaw.BAD_AMOUNT, field, bad.text) from None


def _currency(word: str) -> Currency:
    called = currency_called(word)
    if called is None:
        raise _Flaw(RowFlaw.BAD_CURRENCY, "currency", word)
    return called


def _is_plain(counts: Sequence[str]) -> bool:
    digits = "".join(counts)
    return (
        digits.isdecimal()
        and digits.isascii()
        and all(counts)
        and max(map(len, counts)) <= _PLAIN_DIGITS
    )
