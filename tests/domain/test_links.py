"""Every form of link people paste is taken for what it is, and nothing crashes the reading."""

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import links
from domain.links import (
    ForeignLink,
    NoLink,
    PageKind,
    PageLink,
    PostLink,
    ShortLink,
    parse,
    parse_all,
    profile,
)
from domain.links.bilibili_ids import bv_of, is_bv
from domain.links.weibo_ids import mid_of
from domain.platforms import Platform

CORPUS = tomllib.loads((Path(__file__).parent / "link_corpus.toml").read_text("utf-8"))
GROUPS: list[dict[str, Any]] = CORPUS["groups"]
LINKS: list[dict[str, str]] = [case for group in GROUPS for case in group.get("links", ())]
PROFILES: list[dict[str, str]] = [case for group in GROUPS for case in group.get("profiles", ())]
POSTS = [case for case in LINKS if "post" in case]


def described(text: str) -> dict[str, str]:
    """What `parse` made of a text, in the corpus's words; empty for no link."""
    match parse(text):
        case PostLink(platform, post_id, url, author):
            return {"post": f"{platform} {post_id}", "url": url, "author": author or ""}
        case ShortLink(platform, _, _, url) as link:
            return {"short": f"{platform} {link.key}", "url": url}
        case PageLink(platform, _, kind):
            return {"page": f"{platform} {kind}"}
        case ForeignLink(_, host):
            return {"foreign": host}
        case NoLink():
            return {}


@pytest.mark.parametrize("case", LINKS, ids=lambda case: case["text"][:60])
def test_a_pasted_text_is_taken_for_what_it_is(case: dict[str, str]) -> None:
    given_link = described(case["text"])
    expected = {key: value for key, value in case.items() if key != "text"}
    if "post" in expected:
        expected.setdefault("author", "")
    assert given_link == {**given_link, **expected}
    assert set(given_link) <= {*expected, "url", "author"}


@pytest.mark.parametrize("case", PROFILES, ids=lambda case: case["text"][:60])
def test_a_profile_link_names_the_account(case: dict[str, str]) -> None:
    link = profile(case["text"])
    if "profile" not in case:
        assert link is None
    else:
        assert link is not None
        assert f"{link.platform} {link.user_key}" == case["profile"]
        assert link.url == case.get("url", link.url)


def test_the_corpus_is_broad_and_says_where_its_forms_were_seen() -> None:
    assert len({case["text"] for case in LINKS}) == len(LINKS) >= 300
    assert all(group["seen"] for group in GROUPS)
    for kind in ("post", "short", "page"):
        platforms = {case[kind].split()[0] for case in LINKS if kind in case}
        without_shorts = {Platform.YOUTUBE} if kind == "short" else set()
        assert platforms == set(Platform) - without_shorts
    kinds = {case["page"].split()[1] for case in LINKS if "page" in case}
    assert kinds == set(PageKind)


@pytest.mark.parametrize("case", LINKS, ids=lambda case: case["text"][:60])
def test_the_order_of_parameters_does_not_matter(case: dict[str, str]) -> None:
    before, mark, query = case["text"].partition("?")
    if not mark or not query.isascii() or set(" #[\n") & set(query) or "amp;" in query:
        return  # more than a query
    turned = "&".join(reversed(query.split("&")))
    assert described(f"{before}?{turned}") == described(case["text"])


@pytest.mark.parametrize("case", POSTS, ids=lambda case: case["text"][:60])
@pytest.mark.parametrize(
    "around", ["看{}", "({})。", "「{}」", "1. {}\n复制", "\u200b{}\u200b🎈", "{},{}"]
)
def test_what_stands_around_a_link_does_not_change_the_post(
    case: dict[str, str], around: str
) -> None:
    if "://" not in case["text"] or not case["text"].isascii() or " " in case["text"]:
        return
    assert described(around.format(case["text"], "好")) == described(case["text"])


LOOK_ALIKES = (
    "https://{host}.evil.example{rest}",
    "https://evil-{host}{rest}",
    "https://{host}-evil.example{rest}",
    "https://{host}@evil.example{rest}",
    "https://evil.example@{host}{rest}",
    "https://evil.example:443@{host}{rest}",
    "https://{host}:444{rest}",
    "https://evil.example/{host}{rest}",
    "https://evil.example\\{host}{rest}",
    "https://evil.example#{host}{rest}",
    "https://evil.example?{host}{rest}",
    "https://а{host}{rest}",  # Cyrillic
    "https://{host}а{rest}",
    "https://{host}茶{rest}",
    "а{host}{rest}",
    "x@{host}{rest}",
    "ftp://{host}{rest}",
)


def _at_the_domain_itself() -> Iterator[tuple[str, str]]:
    """Host and rest of known posts: whatever is put below a platform's domain is the platform's."""
    for case in POSTS:
        host, slash, rest = case["text"].removeprefix("https://").partition("/")
        host = host.removeprefix("www.")
        is_plain = case["text"].startswith("https://") and "https:" not in rest
        if is_plain and host.isascii() and host.count(".") == 1:
            yield host, slash + rest


@pytest.mark.parametrize("form", LOOK_ALIKES)
def test_a_host_that_only_looks_like_a_platforms_is_never_taken_for_it(form: str) -> None:
    known = tuple(_at_the_domain_itself())
    assert len(known) > 100
    for host, rest in known:
        link = parse(form.format(host=host, rest=rest))
        assert isinstance(link, ForeignLink | NoLink), (form, host, rest)


@given(
    st.sampled_from(tuple(_at_the_domain_itself())),
    st.characters(min_codepoint=0xA1, categories=("L", "M", "N", "S")),
    st.integers(0, 16),
    st.booleans(),
)
def test_a_strange_letter_in_the_host_makes_it_no_platforms(
    known: tuple[str, str], letter: str, place: int, replaces: bool
) -> None:
    host, rest = known
    changed = host[:place] + letter + host[place + replaces :]
    link = parse(f"https://{changed}{rest}")
    if isinstance(link, PostLink | ShortLink):  # full width is the very letter
        assert unicodedata.normalize("NFKC", changed).lower() == host


def test_a_name_and_an_id_may_be_the_same_account() -> None:
    assert links.are_two_accounts("1234567890", "1234567891")
    assert links.are_two_accounts("@lin", "@lim")
    assert not links.are_two_accounts("1234567890", "1234567890")
    assert not links.are_two_accounts("1234567890", "n/小林")
    assert not links.are_two_accounts("channel/UCmlqkdCBesrv2Lak1mF_MxA", "@lin")
    assert not links.are_two_accounts("short:v.douyin.com/a", "short:v.douyin.com/b")


@pytest.mark.parametrize("text", [case["text"] for case in (*LINKS, *PROFILES)])
def test_a_canonical_url_is_a_form_of_the_same_post_and_fits_its_column(text: str) -> None:
    assert_what_is_found_is_sound(text)


@pytest.mark.parametrize(
    ("number", "bv"),
    [
        (2, "BV1xx411c7mD"),
        (170001, "BV17x411w7KC"),
        (455017605, "BV1Q541167Qg"),
        (882584971, "BV1mK4y1C7Bz"),
        (111298867365120, "BV1L9Uoa9EUx"),
    ],
)
def test_both_names_of_a_bilibili_video_are_one(number: int, bv: str) -> None:
    assert bv_of(number) == bv
    assert parse(f"https://www.bilibili.com/video/av{number}") == parse(f"https://b23.tv/{bv}")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("482584233761418119", "aye83DjauH"),
        ("482584233761418119_2815873", "aye83DjauH"),
    ],
)
def test_both_names_of_an_instagram_post_are_one(number: str, code: str) -> None:
    assert parse(f"instagram://media?id={number}") == parse(f"https://instagram.com/p/{code}/")


@given(st.integers(1, 2**51 - 1))
def test_every_video_number_has_a_name(number: int) -> None:
    assert is_bv(bv_of(number) or "")


@given(st.text(st.sampled_from("0123456789abcdefghijklmnopqrstuvwxyzABCDEFXYZ"), max_size=12))
def test_any_short_name_is_a_number_of_16_digits_or_none(bid: str) -> None:
    mid = mid_of(bid)
    assert mid is None or (len(mid) == 16 and mid.isdigit())


hosts = st.sampled_from(
    ["v.douyin.com", "www.douyin.com", "www.kuaishou.com", "v.m.chenzhongtech.com", "xhslink.com",
     "www.xiaohongshu.com", "weixin.qq.com", "channels.weixin.qq.com", "b23.tv", "weibo.com",
     "www.bilibili.com", "m.weibo.cn", "t.cn", "video.weibo.com", "evil.example",
     "space.bilibili.com", "www.tiktok.com", "vm.tiktok.com", "www.instagram.com", "youtu.be",
     "www.youtube.com", "bilibili", "instagram"]
)  # fmt: skip
paths = st.text(st.sampled_from("/abcBV1xv07?=&%.:;-_@#[]，。!)😀茶е٣\u200b\u202e \\"), max_size=40)
prefixes = st.sampled_from(
    ["", "http://", "https://", "HTTPS:/", "看https://", "a@", "://", "kwai://", "youtube://"]
)


@given(st.lists(st.tuples(prefixes, hosts, paths), max_size=4))
def test_mangled_links_never_crash_nor_leave_their_platform(
    pieces: list[tuple[str, str, str]],
) -> None:
    text = " ".join("".join(piece) for piece in pieces)
    assert_what_is_found_is_sound(text)


TEXTS = [case["text"] for case in (*LINKS, *PROFILES)]
cuts = st.tuples(st.sampled_from(TEXTS), st.integers(0, 120), st.integers(0, 120), paths)


@given(st.lists(cuts, min_size=1, max_size=3))
def test_pieces_of_real_links_put_together_anew_are_read_soundly(
    pieces: list[tuple[str, int, int, str]],
) -> None:
    text = "".join(f"{text[start:end]}{between}" for text, start, end, between in pieces)
    assert_what_is_found_is_sound(text)


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    assert_what_is_found_is_sound(text)


def assert_what_is_found_is_sound(text: str) -> None:
    """What is stored fits its columns, and its address leads to the very same."""
    for link in parse_all(text):
        if isinstance(link, PostLink):
            again = parse(link.canonical_url)
            assert isinstance(again, PostLink)
            assert replace(again, author_hint=None) == replace(link, author_hint=None)
            assert len(link.key) <= 160
            assert len(link.canonical_url) <= 1024
        elif isinstance(link, ShortLink):
            assert parse(link.url) == link
            assert len(link.key) <= 160
        elif isinstance(link, ForeignLink):
            assert len(link.host) <= 253
    account = profile(text)
    if account is not None:
        assert profile(account.url) == account


@pytest.mark.parametrize(
    "text",
    [
        "https://" * 2000,
        "a." * 5000 + "com/",
        "https://v.douyin.com/" + "a" * 20000,
        "av" * 9000,
        "https://" + "茶" * 20000,
        "https://" + "a@" * 10000,
        "https://www.youtube.com/attribution_link?u=/watch?" + "&v=" * 7000,
        "https://www.instagram.com/" + "a/p/" * 5000,
        "youtube.com/@" * 2000,
    ],
)
def test_long_nonsense_is_read_quickly(text: str) -> None:
    parse(text)
