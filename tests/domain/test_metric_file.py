"""A file of readings, row by row: read in both languages, or refused by its line."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.metric_columns import recognised, remembered, source_of
from domain.metric_file import RowReader, header_of, survey
from domain.metrics import PostMetrics
from domain.money import Currency
from domain.pages import Page, pages
from domain.platforms import Platform
from domain.readings import Amounts, Reading, RefusedRow, RowFlaw
from domain.spreadsheet import Row
from domain.text_file import FileFlaw, TextFile, UnreadableFile

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def rows(text: str, most: int = 100) -> list[Reading | RefusedRow]:
    file = TextFile.of(text.encode())
    reader = RowReader(recognised(header_of(file)), SHANGHAI)
    survey(file, most=most)
    found = (reader.read(*row) for page in pages(file.lines(), 2) for row in page.rows)
    return [row for row in found if row is not None]


def test_chinese_and_english_headings_mean_the_same() -> None:
    chinese = "作品链接,更新时间,播放量,点赞数,转发,收藏,评论\nL,2026-11-22 18:00,1.2万,3,4,5,6\n"
    english = "link;observed_at;views;likes;shares;saves;comments\nL;2026-11-22 18:00;12k;3;4;5;6\n"
    assert rows(chinese) == rows(english) == [Reading(2, AT, PostMetrics(3, 4, 5, 6, 12_000), "L")]


def test_a_post_may_be_named_by_its_platform_and_id() -> None:
    (found,) = rows("平台,作品ID,时间,点赞\n抖音,73001,2026-11-22 18:00,3\n")
    assert isinstance(found, Reading)
    assert (found.platform, found.post_key) == (Platform.DOUYIN, "73001")


def test_what_a_file_does_not_say_is_not_nought() -> None:
    (found,) = rows("link,time,likes,saves\nL,2026-11-22 18:00,3,-\n")
    assert isinstance(found, Reading)
    assert found.metrics == PostMetrics(3, None, None, None, None)


def test_every_bad_row_is_refused_by_its_line_and_the_others_go_on() -> None:
    text = (
        "link,time,likes\n"
        ",2026-11-22 18:00,3\n"
        "L,soon,3\n"
        "L,2026-11-22 18:00,10万+\n"
        "L,2026-11-22 18:00,1,200\n"
        '"L\nL",2026-11-22 18:00,4\n'
        "L\n"
        "L,2026-11-22 18:00,5,\n"
    )
    assert rows(text) == [
        RefusedRow(2, RowFlaw.NO_POST),
        RefusedRow(3, RowFlaw.BAD_TIME, "observed_at", "soon"),
        RefusedRow(4, RowFlaw.BAD_COUNT, "likes", "10万+"),
        RefusedRow(5, RowFlaw.TOO_MANY_CELLS),
        Reading(6, AT, PostMetrics(4, None, None, None, None), "L\nL"),
        RefusedRow(8, RowFlaw.BAD_TIME, "observed_at", ""),
        Reading(9, AT, PostMetrics(5, None, None, None, None), "L"),
    ]


@pytest.mark.parametrize(
    ("text", "flaw", "column"),
    [
        ("", FileFlaw.EMPTY, ""),
        ("link,time,likes\n", FileFlaw.EMPTY, ""),
        ("time,likes\nx,1\n", FileFlaw.MISSING_COLUMN, "link"),
        ("平台,time,likes\nx,x,1\n", FileFlaw.MISSING_COLUMN, "link"),
        ("link,likes\nx,1\n", FileFlaw.MISSING_COLUMN, "observed_at"),
        ("link,time\nx,1\n", FileFlaw.MISSING_COLUMN, "likes"),
        ("link,time,转发,分享\nx,1,1,1\n", FileFlaw.TWO_COLUMNS, "shares"),
        ("link,time,likes\n" + "L,2026-11-22,1\n" * 101, FileFlaw.TOO_LONG, ""),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    text: str, flaw: FileFlaw, column: str
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        rows(text)
    assert (refused.value.flaw, refused.value.column) == (flaw, column)


def test_the_whole_funnel_is_read() -> None:
    text = (
        "链接,时间,曝光量,点击数,点赞,加购件数,订单数,退款单数,复购数,成交金额(元),退款金额\n"
        'L,2026-11-22 18:00,1.2万,300,4,55,10,1,2,"1,234.50",99\n'
    )
    (found,) = rows(text)
    assert isinstance(found, Reading)
    told = PostMetrics(4, None, None, None, 12_000, 300, 55, 10, 1, 2)
    assert found.metrics == told
    assert found.amounts == Amounts("1234.50", "99", Currency.CNY)


@pytest.mark.parametrize(
    ("heading", "cell", "amounts"),
    [
        ("gmv", "12.5", Amounts("12.5")),
        ("GMV(USD)", "12.5", Amounts("12.5", "", Currency.USD)),
        ("成交额(万元)", "1.2", Amounts("12000", "", Currency.CNY)),
        ("成交额", "￥1.2万", Amounts("12000", "", Currency.CNY)),
        ("成交额", "１２.５元", Amounts("12.5", "", Currency.CNY)),
        ("order value", "$12.50", Amounts("12.50", "", Currency.USD)),
        ("order value", "12.50 usd", Amounts("12.50", "", Currency.USD)),
        ("order value", "-", None),
    ],
)
def test_money_is_read_with_its_currency(heading: str, cell: str, amounts: Amounts | None) -> None:
    (found,) = rows(f"link,time,likes,{heading}\nL,2026-11-22,1,{cell}\n")
    assert isinstance(found, Reading)
    assert found.amounts == amounts


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ("12%,,", RowFlaw.BAD_COUNT, "likes"),
        ("1,12%,", RowFlaw.BAD_AMOUNT, "order_value"),
        ("1,12 apples,", RowFlaw.BAD_AMOUNT, "order_value"),
        ("1,12 USD,CNY", RowFlaw.BAD_CURRENCY, "currency"),
        ("1,12,doubloons", RowFlaw.BAD_CURRENCY, "currency"),
    ],
)
def test_what_is_no_count_and_no_money_is_refused(cells: str, code: RowFlaw, field: str) -> None:
    (found,) = rows(f"link,time,likes,gmv,currency\nL,2026-11-22,{cells}\n")
    assert isinstance(found, RefusedRow)
    assert (found.code, found.field) == (code, field)


def test_a_headings_unit_counts_for_its_whole_column() -> None:
    found = rows("link,time,播放量(万),点赞(次)\nL,2026-11-22,1.2,3\nL,2026-11-23,3k,3\n")
    assert [row.metrics.views for row in found if isinstance(row, Reading)] == [12_000, 3_000]
    (refused,) = rows("link,time,播放量(万)\nL,2026-11-22,0.00001\n")
    assert refused == RefusedRow(2, RowFlaw.BAD_COUNT, "views", "0.00001")


def test_only_digits_under_known_headings_go_the_short_way() -> None:
    header = Row(1, ("link", "time", "likes", "views"))
    reader = RowReader(recognised(header), SHANGHAI)

    def said(likes: str, views: str, by: RowReader = reader) -> frozenset[str]:
        """By a good row and this one."""
        columns = [["L"] * 2, ["2026-11-22"] * 2, ["3", likes], ["12000", views]]
        return by.said_by_all(by.table(Page((2, 3), columns)))

    assert said("0", "12000") == {"likes", "views"}
    for odd in ("", "1.2万", "-3", "1,200", "３", "9" * 11, "1_0", " 3"):
        assert said("3", odd) == said(odd, "3") == frozenset()
    in_units = RowReader(recognised(Row(1, ("link", "time", "likes", "views(万)"))), SHANGHAI)
    assert said("3", "3", in_units) == frozenset()


def test_a_persons_answer_is_remembered_by_its_headings_wherever_they_stand() -> None:
    header = Row(1, ("作品", "日子", "小心心", "link"))
    said = remembered(header, {"link": 0, "observed_at": 1, "likes": 2})
    moved = Row(1, ("日子", "小心心", "link", "作品"))
    assert recognised(moved, said).places == {"link": 3, "observed_at": 0, "likes": 1}
    assert source_of(header) == source_of(moved)
    assert source_of(header) != source_of(Row(1, header.cells[:3]))
