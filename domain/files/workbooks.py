"""An XLSX workbook judged part by part before a reader of workbooks opens it; no cell is read."""

import re
from typing import BinaryIO, Final
from xml.parsers import expat  # streams, and stops at the first DOCTYPE

from domain.files.archives import Watcher, opened, unpack
from domain.files.dangers import Danger, UnsafeFile
from domain.files.workbook_texts import Text, Texts

MOST_ROWS: Final = 200_000  # of one sheet
MOST_CELLS: Final = 4_000_000  # rows times columns up to the last value: readers lay them all out
MOST_STRINGS: Final = 1_000_000
LONGEST_TEXT: Final = 32_767  # signs of one cell, as spreadsheets have it
MOST_TEXT: Final = 16 * 1024 * 1024  # signs of all cells, each counted wherever it is shown
LONGEST_TOKEN: Final = 1024 * 1024  # of a tag or a comment; a whole cell has 32,767 signs
DEEPEST: Final = 64  # elements in elements
_CONTENT_TYPES: Final = "[content_types].xml"
_WORKBOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII | re.IGNORECASE)


def ensure_safe(
    file: BinaryIO, *, most_rows: int = MOST_ROWS, most_cells: int = MOST_CELLS
) -> None:
    """Leaves the file where it likes; raises UnsafeFile."""
    with opened(file) as archive:
        names = {name.lower() for name in archive.namelist()}
        if not {_CONTENT_TYPES, _WORKBOOK} <= names:
            raise UnsafeFile(Danger.WRONG_KIND)

        def watcher_of(name: str) -> Watcher | None:
            if not name.endswith((".xml", ".rels")):
                return None
            sheet = _Sheet(most_rows, most_cells)
            return _Part(sheet, texts, is_links=name == _LINKS)

        texts = Texts(LONGEST_TEXT, MOST_STRINGS)
        unpack(archive, watcher_of)
        if texts.shown > MOST_TEXT:
            raise UnsafeFile(Danger.BOMB)


class _Part:
    """One XML part on its way through a parser that keeps nothing of it."""

    def __init__(self, sheet: "_Sheet", texts: Texts, *, is_links: bool) -> None:
        self._is_links = is_links
        self._sheet = sheet
        self._text = Text(texts)
        self._fed = self._depth = self._strings = 0
        self._parser = expat.ParserCreate("utf-8")  # as readers take it, whatever it says
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.buffer_text = True
        self._parser.CharacterDataHandler = self._text.add

    def feed(self, piece: bytes) -> None:
        if b"\0" in piece:  # UTF-16, in which some readers see other parts than we do
            raise UnsafeFile(Danger.BROKEN)
        try:
            self._parser.Parse(piece, False)
        except expat.ExpatError:
            raise UnsafeFile(Danger.BROKEN) from None
        self._fed += len(piece)
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
            raise UnsafeFile(Danger.BOMB)

    def close(self) -> None:
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            raise UnsafeFile(Danger.BROKEN) from None

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnsafeFile(Danger.BOMB)
        local = name.rpartition(":")[2]
        self._text.begin(local, attributes)
        if local == "si":
            self._strings += 1
            if self._strings > MOST_STRINGS:
                raise UnsafeFile(Danger.TOO_LONG, MOST_STRINGS)
        elif self._is_links and local == "Relationship":
            _ensure_link(attributes)
        else:
            self._sheet.begin(local, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._text.end(name.rpartition(":")[2])


class _Sheet:
    """How far a sheet reaches, by the same reckoning as its readers'."""

    def __init__(self, most_rows: int, most_cells: int) -> None:
        self._most_rows = most_rows
        self._most_cells = most_cells
        self._is_one = False
        self._rows = 0
        self._row = self._column = 0  # of the cell that is being read
        self._last_row = self._last_column = 0  # that hold a value

    def begin(self, local: str, attributes: dict[str, str]) -> None:
        if local == "sheetData":
            self._is_one = True
        elif not self._is_one:
            return
        elif local == "row":
            self._begin_row(attributes.get("r"))
        elif local == "c":
            self._begin_cell(attributes.get("r"))
        elif local in ("v", "is", "f"):
            self._reach()

    def _begin_row(self, number: str | None) -> None:
        self._rows += 1
        if self._rows > self._most_rows:
            raise UnsafeFile(Danger.TOO_LONG, self._most_rows)
        self._row = self._row + 1 if number is None else _number(number)
        self._column = 0

    def _begin_cell(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise UnsafeFile(Danger.BROKEN)
        self._column = _column(match[1])
        self._row = int(match[2])

    def _reach(self) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row * self._last_column > self._most_cells:
            raise UnsafeFile(Danger.TOO_WIDE, self._most_cells)


def _refuse_doctype(*_: object) -> None:
    raise UnsafeFile(Danger.ENTITIES)


def _ensure_link(attributes: dict[str, str]) -> None:
    """What a workbook leads to must be XML, for only that is looked at here."""
    is_inside = attributes.get("TargetMode", "").lower() != "external"
    if is_inside and not attributes.get("Target", "").lower().endswith(".xml"):
        raise UnsafeFile(Danger.PROGRAM)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise UnsafeFile(Danger.BROKEN)
    return int(text)


def _column(letters: str) -> int:
    """AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
