"""Files and pages that strangers send, as fuzzed parsers: CSV, workbooks, TOML, banks, pages."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain import bank_report, campaign_file, payout_file
from domain.checks.places import Form, Place
from domain.checks.reading import facts
from domain.errors import Refusal
from domain.fetching.answers import Fetched
from domain.fetching.short_links import resolution
from domain.files import ensure_safe
from domain.links import ShortLink
from domain.metric_columns import recognised
from domain.metric_file import RowReader, header_of, survey
from domain.pages import Numbered, pages
from domain.platforms import Platform
from domain.spreadsheet import begun
from domain.text_file import TextFile
from domain.tracking_target import AllowedHosts
from services.workbooks import as_csv
from tests import pages as shown
from tests.domain import bombs
from tests.prove.fuzzing.engine import Parser, from_seeds
from tests.prove.fuzzing.mutations import BYTES, SIGNS, changed

_CAMPAIGNS: Final = sorted((Path(__file__).parents[3] / "campaigns").glob("*.toml"))
_HOSTS: Final = AllowedHosts(frozenset({"shop.example.com", "*.example.org"}))
_MOST_ROWS: Final = 500
_SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

_LINK: Final = "https://www.douyin.com/video/7301234567890123456"
_FIGURES: Final = (
    f"link,time,views,likes,saves\n{_LINK},2026-11-22 18:00,9,3,4\n{_LINK}1,2026/11/22,1.2万,-,5\n",
    f"作品链接;更新时间;播放量(万);点赞数;成交额(万元);币种\r\n{_LINK};2026-11-22;1.2;3;4.5;CNY\r\n",
    "平台\t作品ID\t日期\t点赞\t退款金额\n抖音\t7301\t20261122\t1,200\t¥5\n小红书\tabc\tx\t1\t\n",
    f'sep=|\nlink|time|likes\n"{_LINK}\n"|2026-11-22|"1,200"\n"a ""b"""|x|y|z\n\n',
    "link,time,likes,orders,order value\n",
)
_BANKS: Final = (
    "reference,amount,result,reason\nKOC-1-2,12.50,paid,\nKOC-1-3,1,failed,no such account\n",
    "付款编号;付款金额;付款结果;备注\r\nKOC-1-2;12.50;成功;\r\nKOC-1-3;￥1;退回;户名不符\r\n",
)
_ENCODINGS: Final = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16")


def _table(seeds: tuple[str, ...]) -> Callable[[Random], bytes]:
    """As text, in one of the encodings; now and then its bytes are changed too."""
    cells = tuple(cell for seed in seeds for cell in seed.replace("\n", ",").split(",") if cell)
    words = (*SIGNS, *cells, ",", ";", "\t", "\n", "\r\n", "\r", '"', '""', "\n\n", ",,")

    def make(dice: Random) -> bytes:
        encoding = _ENCODINGS[int(dice.random() * len(_ENCODINGS))]
        content: bytes = changed(dice, seeds, words).encode(encoding, "replace")
        if dice.random() < 0.1:
            content = changed(dice, (content,), BYTES)
        return content

    return make


def _figures(content: bytes) -> None:
    """Page by page each record is what csv makes of the whole, and is read."""
    file = TextFile.of(content)
    header = header_of(file)
    reader = RowReader(recognised(header), _SHANGHAI)
    survey(file, most=_MOST_ROWS)
    found: list[Numbered] = []
    for page in pages(file.lines(), 3):
        reader.said_by_all(reader.table(page.together(reader.names(page))))
        found += sorted(page.rows)
    told = begun(file.lines())
    cells = [each for each in told.records if any(map(str.strip, each))][told.noted + 1 :]
    assert [row for _, row in found if any(map(str.strip, row))] == cells
    for line, row in found:
        reader.read(line, row)


def _bank(content: bytes) -> None:
    list(payout_file.results(content, most=_MOST_ROWS))


def _report(content: bytes) -> None:
    list(bank_report.lines(content, most=_MOST_ROWS))


def _campaign(content: bytes) -> None:
    campaign_file.parse(content, _HOSTS)


def _workbook(content: bytes) -> None:
    """Judged, then opened by the library, as a file in chat is."""
    ensure_safe("figures.xlsx", content)
    list(csv.reader(io.StringIO(as_csv(io.BytesIO(content)).decode())))


_REPORT: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:'
    b'pain.002.001.10"><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>KOC-1-ab12cd34</OrgnlMsgId>'
    b"<GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>"
    b"KOC-1-2</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>no"
    b'</AddtlInf></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">12.50</InstdAmt></Amt>'
    b"</OrgnlTxRef></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
)
_TAGS: Final = (
    *(b"<TxInfAndSts>", b"</TxInfAndSts>", b"<TxSts>ACSC</TxSts>", b"<GrpSts>RJCT</GrpSts>"),
    *(
        b"<OrgnlGrpInfAndSts>",
        b"</OrgnlGrpInfAndSts>",
        b"<Rsn>",
        b"<Cd>x</Cd>",
        b"<p:a>",
        b"</p:a>",
    ),
    *(b"<!DOCTYPE a>", b"&#0;", b"&lt;", b"&x;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b'"'),
    *(b'encoding="klingon"', b"\xff\xfe", *BYTES),
)
_XML: Final = (
    *(b"<row>", b"</row>", b'<row r="1">', b'<c r="A1">', b'<c r="XFD1048576">', b'<c t="s">'),
    *(b"<v>", b"</v>", b"<v>99999999</v>", b"<v>1e400</v>", b'<c t="d"><v>2026-13-45</v></c>'),
    *(b"<is><t>x</t></is>", b"<f>1+1</f>", b"<si><t>", b'r="', b'"', b"<!--", b"]]>", b"<![CDATA["),
    *(b"<!DOCTYPE a>", b"&#0;", b"&lt;", b"&x;", b'<sheet name="a" r:id="rId9"/>', b"</worksheet>"),
)


def _make_workbook(dice: Random) -> bytes:
    """One of its parts changed and packed again, or the bytes of the whole."""
    if dice.random() < 0.3:
        content: bytes = changed(dice, (bombs.workbook(),), BYTES)
        return content
    parts = dict(bombs.BASIC)
    name = sorted(parts)[int(dice.random() * len(parts))]
    if dice.random() < 0.5:
        name = (bombs.SHEET, bombs.WORKBOOK, bombs.STRINGS)[int(dice.random() * 3)]
    parts[name] = changed(dice, (parts[name],), (*_XML, *BYTES))
    return bombs.zipped(parts, zipfile.ZIP_STORED)


_PAGES: Final = (
    (Platform.DOUYIN, shown.DOUYIN_KEY, Form.PAGE, shown.douyin()),
    (Platform.XIAOHONGSHU, shown.XHS_KEY, Form.PAGE, shown.xiaohongshu()),
    (Platform.BILIBILI, shown.BILI_KEY, Form.BILIBILI, shown.bilibili()),
    (Platform.TIKTOK, shown.TIKTOK_KEY, Form.PAGE, shown.tiktok()),
    (Platform.TIKTOK, shown.TIKTOK_KEY, Form.OEMBED, shown.tiktok_oembed()),
    (Platform.YOUTUBE, shown.YOUTUBE_KEY, Form.PAGE, shown.youtube()),
    (Platform.WEIBO, shown.WEIBO_KEY, Form.PAGE, shown.weibo()),
    (Platform.KUAISHOU, shown.KUAISHOU_KEY, Form.PAGE, shown.kuaishou()),
    (Platform.INSTAGRAM, shown.INSTAGRAM_KEY, Form.PAGE, shown.open_graph("https://a.example/")),
    (Platform.INSTAGRAM, shown.INSTAGRAM_KEY, Form.PAGE, shown.linked_data("https://a.example/")),
)
_MARKUP: Final = (
    *("<script>", "</script>", '<meta property="og:url" content="', "<title>", "</", "<!--"),
    *('"', "{", "}", "[", "]", ":", "null", "undefined", '{"a":', "[" * 3_000, "&#x110000;"),
    *SIGNS,
)


_SHORT: Final = ShortLink(Platform.DOUYIN, "v.douyin.com", "iRNBho6u", "https://v.douyin.com/x/")


def _make_page(dice: Random) -> tuple[Any, ...]:
    platform, key, form, text = _PAGES[int(dice.random() * len(_PAGES))]
    status = (200, 200, 200, 404, 403, 302, 503)[int(dice.random() * 7)]
    return platform, key, form, status, changed(dice, (text,), _MARKUP)


def _page(sample: tuple[Any, ...]) -> None:
    platform, key, form, status, text = sample
    body = text.encode("utf-8", "replace")
    answer = Fetched("https://www.douyin.com/x", status, body, "text/html", "utf-8")
    facts(answer, Place("https://www.douyin.com/x", form), platform, key)
    resolution(_SHORT, answer)


_TOML_WORDS: Final = (
    *(line.encode() for path in _CAMPAIGNS for line in path.read_text("utf-8").splitlines()),
    *(b"[[", b"]]", b"= ", b'"""', b"'''", b"[campaign]", b"[[tasks]]", b"1979-05-27", b"inf"),
    *(b"nan", b"0x1f", b"1e400", b"a.b.c=1", b"{a={b={}}}", b"[[[[", b"\\u0000", b"# x\n"),
    *BYTES,
)
PARSERS: Final = (
    Parser("figures", _figures, (Refusal,), _table(_FIGURES), 1.3),
    Parser("bank results", _bank, (Refusal,), _table(_BANKS), 0.5),
    Parser("bank reports", _report, (Refusal,), from_seeds((_REPORT,), _TAGS), 0.1),
    Parser(
        "campaign files",
        _campaign,
        (Refusal,),
        from_seeds([path.read_bytes() for path in _CAMPAIGNS], _TOML_WORDS),
        0.05,
    ),
    Parser("workbooks", _workbook, (Refusal,), _make_workbook, 0.1),
    Parser("pages of posts", _page, (), _make_page, 0.15),
)
