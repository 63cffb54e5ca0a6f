"""What people paste, tap and type, as fuzzed parsers: links, buttons, deep links, typed words."""

import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain import accounts, deep_links, links, payee, payee_accounts
from domain.checks import pacing, times
from domain.counts import parse_count
from domain.errors import Refusal
from domain.fetching import urls
from domain.links.found import PostLink
from domain.moments import parse_moment
from domain.money import Currency, parse_minor
from domain.payee import PayeeField, PayeeMethod
from domain.preferences import quiet_hours, timezone_named
from domain.submission import post_of
from domain.written_amounts import read_amount
from handlers import codec
from tests.prove.fuzzing.engine import Parser, from_seeds
from tests.prove.fuzzing.mutations import SIGNS

_DOMAIN: Final = Path(__file__).parents[2] / "domain"
_FETCHING: Final = Path(__file__).parents[2] / "bot" / "fetching"
_GROUPS: Final = tomllib.loads((_DOMAIN / "link_corpus.toml").read_text("utf-8"))["groups"]
LINKS: Final = [
    case["text"]
    for group in _GROUPS
    for case in (*group.get("links", ()), *group.get("profiles", ()))
]
_PIECES: Final = (
    *("https://", "http://", "HTTPS://", "//", "v.douyin.com/", "www.douyin.com/video/"),
    *("modal_id=7301234567890123456", "?vid=", "xhslink.com/", "kuaishou.com/short-video/"),
    *("weibo.com/", "b23.tv/", "BV1GJ411x7h7", "av170001", "youtu.be/", "watch?v=dQw4w9WgXcQ"),
    *("/shorts/", "instagram.com/reel/", "tiktok.com/@", "channels.weixin.qq.com/", "weixin://"),
    *("复制打开抖音，看看", "【", "】", "#话题#", "&amp;", "%E6%98%A5", "xn--", "[::1]", "@evil"),
)


def _links(text: str) -> None:
    """A post's canonical address names that post again."""
    link = links.parse(text)
    list(links.parse_all(text))
    if isinstance(link, PostLink):
        again = links.parse(link.canonical_url)
        assert isinstance(again, PostLink), (link, again)
        assert (again.platform, again.key) == (link.platform, link.key), (link, again)


def _url(text: str) -> None:
    """What was judged well is judged the same once more: no second reading of it."""
    target = urls.judged(text)
    if isinstance(target, urls.Target):
        assert urls.judged(target.url) == target, target


def _deep_link(text: str) -> None:
    link = deep_links.parse(text)
    assert link is None or deep_links.encode(link) == text


def _button(data: str) -> None:
    tap = codec.parse(data)
    for word in tap.ids:
        codec.page_number(word)
        codec.row_id(word)


def _any_of(*reads: Callable[[str], object]) -> Callable[[str], None]:
    """Each gets the text; a refusal of one keeps no other from it."""

    def read(text: str) -> None:
        for each in reads:
            with suppress(Refusal):
                each(text)

    return read


_TYPED: Final = _any_of(
    partial(parse_moment, zone=ZoneInfo("Asia/Shanghai")),
    partial(parse_moment, zone=UTC),
    parse_count,
    partial(parse_count, unit="万"),
    read_amount,
    partial(read_amount, unit="千万"),
    partial(parse_minor, currency=Currency.CNY),
    partial(parse_minor, currency=Currency.JPY),
    accounts.handle,
    accounts.followers,
    quiet_hours,
    timezone_named,
)
_SAID_BY_PAGES: Final = _any_of(
    times.from_text,
    times.from_seconds,
    times.from_millis,
    partial(pacing.asked_for, now=datetime(2026, 11, 23, tzinfo=UTC)),
)
_DETAILS: Final = _any_of(
    *(partial(payee_accounts.account_of, method) for method in PayeeMethod),
    *(partial(payee_accounts.bic_of, method) for method in PayeeMethod),
    partial(payee.name_of, PayeeField.HOLDER, PayeeMethod.BANK),
)
_TYPED_SEEDS: Final = (
    *("2026-11-22 18:00", "2026/11/22", "2026年11月22日 下午6点30分", "20261122T180000Z"),
    *("22 Nov 2026 6:00 PM", "November 22, 2026", "2026-11-22T18:00:00+08:00", "31.12.1999"),
    *("1.2万", "1,200", "10万+", "3k", "-5", "1'000'000", "2千万", "约1.5亿", "１２３", "无"),
    *("¥1,234.50", "12 USD", "1.2万元", "HK$ 5", "-3.00", "99999999999999999", "0.001"),
    *("@ming_01", "＠小明", "22-8", "22:00–08:00", "北京", "new york", "Asia/Shanghai", "UTC"),
)
_TIME_SEEDS: Final = (
    *("Mon Nov 23 12:00:00 +0800 2026", "Mon, 23 Nov 2026 12:00:00 GMT", "2026-11-23T04:00:00Z"),
    *("2026-11-23", "120", "1764000000", "1764000000000", "23 Nov 26 12:00 EST", "20261123"),
)
_DETAIL_SEEDS: Final = (
    *("13800138000", "+86 138-0013-8000", "ming@example.org", "wxid_abc123", "6222021234567890128"),
    *("GB82 WEST 1234 5698 7654 32", "DEUTDEFF500", "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE"),
    *("4111 1111 1111 1111", "张小明", "José María", "中国银行"),
)
_BUTTONS: Final = (
    *("1:claim:12:3", "1:claim:12:3:45", "1:home", "1:page:tasks:2", "0:old:1", "1::", "1:say:zh"),
    codec.tap("claim", 2**63 - 1, 1),
)
_DEEP: Final = ("ref-abcDEF123", "join-AbCdEf_-012345", "task-42", "task-0", "ref-", "x-y")


def _parser(
    name: str, read: Callable[[Any], object], seeds: Any, words: Any = (), share: float = 1.0
) -> Parser:
    return Parser(name, read, (Refusal,), from_seeds(seeds, (*words, *SIGNS)), share)


def _vectors() -> list[str]:
    told = tomllib.loads((_FETCHING / "ssrf_vectors.toml").read_text("utf-8"))
    return [line for text in _texts_in(told) for line in text.splitlines() if ":" in line]


def _texts_in(facts: Any) -> list[str]:
    if isinstance(facts, str):
        return [facts]
    if not isinstance(facts, dict | list):
        return []
    inside = facts.values() if isinstance(facts, dict) else facts
    return [text for each in inside for text in _texts_in(each)]


PARSERS: Final = (
    _parser("links", _links, LINKS, _PIECES, 2.5),
    _parser("profiles", links.profile, LINKS, _PIECES, 0.7),
    _parser("submissions", post_of, LINKS, _PIECES, 0.3),
    _parser("urls", _url, [*LINKS, *_vectors()], _PIECES),
    _parser("deep links", _deep_link, _DEEP, ("ref-", "join-", "task-"), 0.7),
    _parser("buttons", _button, _BUTTONS, (":", "1:", "claim"), 0.7),
    _parser("typed words", _TYPED, _TYPED_SEEDS, _TYPED_SEEDS, 0.5),
    _parser("times of pages", _SAID_BY_PAGES, _TIME_SEEDS, _TIME_SEEDS, 0.2),
    _parser("payout details", _DETAILS, _DETAIL_SEEDS, _DETAIL_SEEDS, 0.3),
)
