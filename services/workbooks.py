"""A workbook's first sheet as the CSV it could have been saved as; what it says is not known."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from domain.files.dangers import Danger, UnsafeFile
from domain.files.workbooks import ensure_safe
from domain.text_file import FileFlaw, TextFile, UnreadableFile

ENDING: Final = ".xlsx"
_MOST_TEXT: Final = 32 * 1024 * 1024  # signs of the whole CSV, its commas too
_EXACT: Final = 10**15  # from here on a spreadsheet's numbers are rounded: no post's id any more


def text_of(path: Path) -> TextFile:
    """Of a file of the machine, CSV or XLSX. Raises UnreadableFile and UnsafeFile."""
    if path.suffix.lower() != ENDING:
        return TextFile.at(lambda: path.open("rb"))
    with path.open("rb") as file:
        ensure_safe(file)
        return TextFile.of(as_csv(file))


def as_csv(file: BinaryIO) -> bytes:
    """Of a workbook that was found safe; a line for each row, so that line numbers agree."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # 1.4 MB

    file.seek(0)
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            if not workbook.sheet_names:
                raise UnreadableFile(FileFlaw.EMPTY)
            return _written(workbook.get_sheet_by_index(0).iter_rows())  # from the first on
    except (CalamineError, PasswordError):
        raise UnreadableFile(FileFlaw.BAD_WORKBOOK) from None


def _written(rows: Iterable[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow(map(_cell, row))
        if text.tell() > _MOST_TEXT:
            raise UnsafeFile(Danger.BOMB)
    return text.getvalue().encode(errors="replace")


def _cell(value: object) -> str:
    match value:
        case str():
            return " ".join(value.split())
        case bool():
            return str(value).lower()
        case float() if value.is_integer() and abs(value) < _EXACT:
            return str(int(value))
        case datetime():
            return value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
        case _:
            return str(value)
