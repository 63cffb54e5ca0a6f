"""A workbook becomes the CSV it could have been saved as, line for line, or is refused."""

import io
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from domain.files import Danger, UnsafeFile
from domain.spreadsheet import rows
from domain.text_file import FileFlaw, TextFile, UnreadableFile
from services import workbooks


def workbook(cells: dict[tuple[int, int], object]) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet()
        for (row, column), value in cells.items():
            sheet.write(row, column, value)
    return content.getvalue()


def lines(cells: dict[tuple[int, int], object]) -> list[tuple[int, tuple[str, ...]]]:
    text = TextFile.of(workbooks.as_csv(io.BytesIO(workbook(cells))))
    return [(row.line, row.cells) for row in rows(text.lines())]


def test_a_line_number_is_a_row_number_whatever_is_above_or_in_a_cell() -> None:
    cells = {(2, 0): "link", (2, 1): "likes", (4, 0): "one\ntwo", (4, 1): 3}
    assert lines(cells) == [(3, ("link", "likes")), (5, ("one two", "3"))]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (12, "12"),
        (12.0, "12"),
        (0.12, "0.12"),
        ("1.2万", "1.2万"),
        ('say "hi", 你好', 'say "hi", 你好'),
        (datetime(2026, 11, 22, 18, 0), "2026-11-22 18:00:00"),
        (date(2026, 11, 22), "2026-11-22"),
        (True, "true"),
    ],
)
def test_a_cell_is_written_as_a_person_would(value: object, written: str) -> None:
    ((_, (_, found)),) = lines({(0, 0): "x", (0, 1): value})
    assert found.removesuffix(" 00:00:00") == written


def test_a_number_too_long_for_a_spreadsheet_is_nobodys_id() -> None:
    """It was rounded when it was typed: 7300000000000000001 would name another post."""
    ((_, (_, found)),) = lines({(0, 0): "x", (0, 1): 7300000000000000001})
    assert not found.isdecimal()


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(UnsafeFile) as refused:
        workbooks.text_of(path)
    assert refused.value.danger is Danger.BROKEN
    with pytest.raises(UnreadableFile) as unreadable:
        workbooks.as_csv(io.BytesIO(b"PK\x03\x04 and no more"))
    assert unreadable.value.flaw is FileFlaw.BAD_WORKBOOK


def test_a_text_that_grows_in_the_writing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_MOST_TEXT", 100)
    with pytest.raises(UnsafeFile) as refused:
        lines({(row, 0): "a" * 10 for row in range(20)})
    assert refused.value.danger is Danger.BOMB


def test_a_csv_of_the_machine_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("link,likes\nL,3\n")
    assert list(workbooks.text_of(path).lines()) == ["link,likes\n", "L,3\n"]
