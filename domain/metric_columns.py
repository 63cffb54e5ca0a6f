"""Which column of a file says what: by its heading, or as a person said; its rows are elsewhere."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.counts import is_unit
from domain.metrics import COUNTS
from domain.money import Currency
from domain.spreadsheet import Row, bare, columns, headings
from domain.text_file import FileFlaw, UnreadableFile
from domain.written_amounts import currency_called

AMOUNTS: Final = ("order_value", "refund_value")
FIGURES: Final = (*COUNTS, *AMOUNTS)
POST: Final = ("link", "platform", "post_key")
FIELDS: Final = (*POST, "observed_at", *FIGURES, "currency")

_HEADINGS: Final = {
    "link": headings("link", "url", "post", "post url", "链接", "作品链接", "视频链接", "笔记链接"),
    "platform": headings("platform", "平台"),
    "post_key": headings("post id", "作品id", "视频id", "笔记id", "帖子id"),
    "observed_at": headings(
        *("observed at", "time", "at", "date", "时间", "数据时间", "更新时间", "采集时间"),
        *("统计时间", "统计日期", "日期", "数据日期"),
    ),
    "views": headings(
        *("views", "plays", "观看", "观看量", "观看数", "播放", "播放量", "播放数", "阅读量"),
        *("浏览量", "曝光量", "impressions"),
    ),
    "clicks": headings("clicks", "点击", "点击量", "点击数", "商品点击", "商品点击数"),
    "likes": headings("likes", "点赞", "点赞数", "点赞量", "赞"),
    "shares": headings("shares", "reposts", "转发", "转发数", "转发量", "分享", "分享数", "分享量"),
    "saves": headings("saves", "favorites", "bookmarks", "收藏", "收藏数", "收藏量"),
    "comments": headings("comments", "评论", "评论数", "评论量"),
    "add_to_cart": headings(
        *("add to cart", "added to cart", "carts", "加购", "加购数", "加购量", "加购件数", "加车数")
    ),
    "orders": headings("orders", "订单", "订单数", "订单量", "成交订单数", "下单数", "成交单数"),
    "refunds": headings("refunds", "refunded orders", "退款", "退款数", "退款单数", "退款订单数"),
    "repurchases": headings("repurchases", "repeat orders", "复购", "复购数", "复购单数"),
    "order_value": headings(
        *("order value", "gmv", "sales", "revenue", "成交额", "成交金额", "订单金额", "销售额")
    ),
    "refund_value": headings("refund value", "refund amount", "退款额", "退款金额"),
    "currency": headings("currency", "币种", "货币"),
}
_BRACKET: Final = re.compile(r"[(（\[【](.*?)[)）\]】]")


@dataclass(frozen=True, slots=True)
class Columns:
    """`places` by field; `units` what a heading's bracket says, as in 播放量(万)."""

    headings: tuple[str, ...]
    places: Mapping[str, int]
    units: Mapping[str, str]
    currency: Currency | None = None  # of a heading like 成交额(元)

    @property
    def missing(self) -> str:
        """The first field without which no row can be read; empty when none is."""
        if "link" not in self.places and not {"platform", "post_key"} <= self.places.keys():
            return "link"
        if "observed_at" not in self.places:
            return "observed_at"
        return "" if any(field in self.places for field in FIGURES) else "likes"

    def ensure_complete(self) -> None:
        if self.missing:
            raise UnreadableFile(FileFlaw.MISSING_COLUMN, self.missing)


def recognised(header: Row, said: Mapping[str, str] | None = None) -> Columns:
    """By the words of the headings; `said` is a person's own answer, as `remembered` keeps it."""
    return placed(header, columns(header, _HEADINGS) if said is None else _as_said(header, said))


def field_called(word: str) -> str:
    """The count that a word names, as a heading of a file does; empty: none."""
    return next((field for field in COUNTS if bare(word) in _HEADINGS[field]), "")


def names_figures(header: Row) -> bool:
    """Whether any of its headings is one of ours for a count."""
    return any(field_called(cell) for cell in header.cells)


def placed(header: Row, places: Mapping[str, int]) -> Columns:
    units: dict[str, str] = {}
    currencies: set[Currency] = set()
    for field in places.keys() & set(FIGURES):
        unit, currency = _bracket(header.cells[places[field]])
        if unit:
            units[field] = unit
        if currency and field in AMOUNTS:
            currencies.add(currency)
    return Columns(header.cells, places, units, next(iter(currencies), None))


def _bracket(heading: str) -> tuple[str, Currency | None]:
    """(万元) → 万 and CNY; a bracket that says anything else is a remark."""
    bracket = _BRACKET.search(heading)
    word = unicodedata.normalize("NFKC", bracket[1]).strip().casefold() if bracket else ""
    unit = next((word[:at] for at in (2, 1) if is_unit(word[:at])), "")
    rest = word.removeprefix(unit)
    currency = currency_called(rest)
    if rest and currency is None:
        return "", currency_called(word)
    return unit, currency


def remembered(header: Row, places: Mapping[str, int]) -> dict[str, str]:
    """What to keep of a person's answer: headings, so that columns may change their places."""
    return {field: bare(header.cells[place]) for field, place in places.items()}


def source_of(header: Row) -> str:
    """Files with the same headings, in whatever order, come from the same source."""
    return source_named(header.cells)


def source_named(cells: Iterable[str]) -> str:
    named = "\n".join(sorted(map(bare, cells)))
    return hashlib.sha256(named.encode()).hexdigest()


def _as_said(header: Row, said: Mapping[str, str]) -> dict[str, int]:
    known = [bare(heading) for heading in header.cells]
    return {field: known.index(word) for field, word in said.items() if word in known}
