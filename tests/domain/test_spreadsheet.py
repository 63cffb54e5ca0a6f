"""CSV is read as people's programs write it, and written so that no program runs it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.spreadsheet import FileFlaw, Row, UnreadableFile, columns, headings, inert, read, write

TEXT = "链接,点赞\nhttps://x.cn/1,3\n"
NAMES = {"link": headings("链接", "link"), "likes": headings("点赞", "likes")}


def flaw_of(content: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        list(read(content))
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_a_spreadsheet_in_china_writes_is_read(encoding: str) -> None:
    assert list(read(TEXT.encode(encoding))) == [
        Row(1, ("链接", "点赞")),
        Row(2, ("https://x.cn/1", "3")),
    ]


@pytest.mark.parametrize(
    "text",
    ["a;b\n1;2,5\n", "a\tb\n1\t2,5\n", 'a,b\n1,"2,5"\n', 'sep=;\na;b\n1;"2,5"\n', "a;b\r\n1;2,5"],
)
def test_the_delimiter_is_the_one_the_header_uses(text: str) -> None:
    assert [row.cells for row in read(text.encode())] == [("a", "b"), ("1", "2,5")]


def test_a_line_is_where_the_record_begins() -> None:
    text = 'a,b\n\n"one\ntwo",x\n   \n,\nlast,y\n'
    assert [row.line for row in read(text.encode())] == [1, 3, 7]


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"PK\x03\x04whatever", FileFlaw.WORKBOOK),
        (b"\xd0\xcf\x11\xe0old excel", FileFlaw.WORKBOOK),
        (b"a,b\n1,\x00\n", FileFlaw.NOT_TEXT),
        (b"\xff\xff\xff\xff", FileFlaw.NOT_TEXT),
        (b'a,b\n"1,2\n', FileFlaw.BROKEN),
        (b'a,b\n"1"x,2\n', FileFlaw.BROKEN),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", FileFlaw.BROKEN),
    ],
)
def test_what_is_no_csv_is_refused_as_a_whole(content: bytes, flaw: FileFlaw) -> None:
    assert flaw_of(content).flaw is flaw


def test_a_broken_quotation_names_the_line_it_begins_in() -> None:
    assert flaw_of(b'a,b\n1,2\n"3,4\n5,6\n').line == 3


def test_headings_are_told_apart_by_their_words_alone() -> None:
    header = Row(1, (" LINK ", "点赞(次)", "other"))
    assert columns(header, NAMES) == {"link": 0, "likes": 1}
    with pytest.raises(UnreadableFile) as refused:
        columns(Row(1, ("likes", "点赞")), NAMES)
    assert (refused.value.flaw, refused.value.column) == (FileFlaw.TWO_COLUMNS, "likes")


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"],
)
def test_a_cell_that_would_run_is_inert(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1))
def test_no_written_cell_begins_like_a_formula(rows: list[list[str]]) -> None:
    written = write(rows).decode("utf-8-sig")
    for line in written.split("\r\n"):
        assert line[:1] not in "=+-@" or not line
    assert all(inert(cell)[:1] not in set("=+-@\t\r\n＝＋－＠") for row in rows for cell in row)


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_one_refusal(content: bytes) -> None:
    try:
        for row in read(content):
            assert row.line >= 1
            assert any(row.cells)
    except UnreadableFile:
        pass


clean = st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1).filter(
    lambda text: inert(text) == text
)


@given(st.lists(st.tuples(clean, clean), min_size=1))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    again = [row.cells for row in read(write([("a", "b"), *rows]))]
    assert again == [("a", "b"), *rows]
