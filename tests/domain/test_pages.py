"""A long file by pages is what csv reads of it, whether or not a page could be split at once."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pages import Page, pages
from domain.text_file import FileFlaw, UnreadableFile


def lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def rows(text: str, size: int = 3) -> list[tuple[int, list[str]]]:
    return sorted(row for page in pages(lines(text), size) for row in page.rows)


def as_csv_reads(text: str) -> list[tuple[int, list[str]]] | None:
    """The whole at once, below the header."""
    records = csv.reader(lines(text), strict=True)
    found, begins = [], 1
    try:
        for cells in records:
            found.append((begins, cells))
            begins = records.line_num + 1
    except csv.Error:
        return None
    return found[1:]


@given(
    st.lists(
        st.sampled_from(["1", "茶", ",", ",", "\n", "\n", "\r\n", "\r", '"', " "]), max_size=30
    ),
    st.integers(1, 5),
)
def test_every_record_is_what_csv_reads_and_where_it_begins(signs: list[str], size: int) -> None:
    text = "a,b\n" + "".join(signs)
    try:
        assert rows(text, size) == as_csv_reads(text)
    except UnreadableFile:
        assert as_csv_reads(text) is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_pages_go_on_behind_one_that_is_not_plain(end: str) -> None:
    text = end.join(["a,b", "1,2", "3,4", "5,6,7", "8", "", '"9', '",10', "11,12", "13,14"])
    for size in range(1, 11):
        assert rows(text, size) == [
            (2, ["1", "2"]),
            (3, ["3", "4"]),
            (4, ["5", "6", "7"]),
            (5, ["8"]),
            (6, []),
            (7, [f"9{end}", "10"]),
            (9, ["11", "12"]),
            (10, ["13", "14"]),
        ]


def test_a_line_too_long_does_not_hide_in_one_too_short() -> None:
    (page,) = pages(lines("a,b\n1\n2,3,4\n"), 10)
    assert page.rows == [(2, ["1"]), (3, ["2", "3", "4"])]
    assert not page.lines


def test_a_quotation_that_never_ends_is_refused_wherever_it_begins() -> None:
    for before in range(4):
        with pytest.raises(UnreadableFile) as refused:
            rows("a,b\n" + "1,2\n" * before + '"3,4\n5,6\n', 2)
        assert refused.value.flaw is FileFlaw.BROKEN


def test_parts_and_records_that_belong_together_keep_their_order() -> None:
    page = Page((2, 3, 4, 5), [["x", "y", "x", "y"], ["1", "2", "3", "4"]], [(6, ["z"])])
    together = page.together(page.columns[0])
    assert [line for line, _ in together.rows] == [2, 4, 3, 5, 6]
    assert together.together(together.columns[0]) is together
    parts = [together.part(begin, begin + 2).rows for begin in range(0, len(page), 2)]
    assert [row for part in parts for row in part] == together.rows
    assert parts[2] == [(6, ["z"])]
