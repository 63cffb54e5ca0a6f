"""Where tracking links may lead, until when they count, who is taken for a person."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.tracking import counts_until, hour_of, is_code
from domain.tracking_target import (
    AllowedHosts,
    TargetFlaw,
    Utm,
    allowed_name,
    landing,
    leads_to_allowed,
    slug,
    target_flaw,
    with_content,
)
from domain.tracking_visitor import Visitor, visitor

HOSTS = AllowedHosts(
    frozenset({"shop.example.com", "*.tea.example.com", "xn--fiq228c.example.com"})
)
UTM = Utm("douyin", "koc", "spring tea")
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
IN_WECHAT = IPHONE + "Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN"
END = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example.com",
        "https://SHOP.example.com./tea?a=1#top",
        "https://a.tea.example.com/x",
        "https://a.b.tea.example.com/x",
        "https://中文.example.com/",
        "https://ｓｈｏｐ.example.com/",
        "https://shop.example.com:443/",
    ],
)
def test_allowed_hosts_are_led_to_in_any_spelling(url: str) -> None:
    assert target_flaw(url, HOSTS) is None


@pytest.mark.parametrize(
    ("url", "flaw"),
    [
        ("https://evil.example.com/", TargetFlaw.HOST),
        ("https://tea.example.com/", TargetFlaw.HOST),  # the star is for what stands below
        ("https://eviltea.example.com/", TargetFlaw.HOST),
        ("https://shop.example.com.evil.com/", TargetFlaw.HOST),
        ("https://93.184.216.34/", TargetFlaw.HOST),
        ("https://[::1]/", TargetFlaw.HOST),
        ("https://0x7f.1/", TargetFlaw.HOST),
        ("https://localhost/", TargetFlaw.HOST),
        ("http://shop.example.com/", TargetFlaw.NOT_HTTPS),
        ("javascript:alert(1)", TargetFlaw.NOT_HTTPS),
        ("https://shop.example.com@evil.com/", TargetFlaw.NOT_A_LINK),
        ("https://user:secret@shop.example.com/", TargetFlaw.NOT_A_LINK),
        ("https://shop.example.com:8443/", TargetFlaw.NOT_A_LINK),
        ("https://shop.example.com\\@evil.com/", TargetFlaw.NOT_A_LINK),
        ("https://shop.example.com/\r\nSet-Cookie: a=b", TargetFlaw.NOT_A_LINK),
        ("//shop.example.com/", TargetFlaw.NOT_A_LINK),
        ("shop.example.com", TargetFlaw.NOT_A_LINK),
        ("https://shop.example.com/" + "a" * 1024, TargetFlaw.NOT_A_LINK),
        ("", TargetFlaw.NOT_A_LINK),
    ],
)
def test_nothing_else_is_led_to(url: str, flaw: TargetFlaw) -> None:
    found = target_flaw(url, HOSTS)
    assert found is not None
    assert found[0] is flaw


def test_http_is_for_who_asked_for_it() -> None:
    unsealed = AllowedHosts(HOSTS.names, http=True)
    assert target_flaw("http://shop.example.com/", unsealed) is None
    assert target_flaw("ftp://shop.example.com/", unsealed) is not None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Shop.Example.com", "shop.example.com"),
        ("*.example.com", "*.example.com"),
        ("中文.example.com", "xn--fiq228c.example.com"),
        ("*.com", None),
        ("*", None),
        ("*.*.example.com", None),
        ("https://shop.example.com", None),
        ("shop.example.com:443", None),
        ("10.0.0.1", None),
        ("", None),
    ],
)
def test_the_list_holds_names(written: str, name: str | None) -> None:
    assert allowed_name(written) == name


@pytest.mark.parametrize(
    ("url", "led_to"),
    [
        (
            "https://shop.example.com/茶",
            (
                "https://shop.example.com/%E8%8C%B6?utm_source=douyin&utm_medium=koc"
                "&utm_campaign=spring%20tea&utm_content=C0de"
            ),
        ),
        (
            "https://shop.example.com/?utm_source=ours&id=1&utm_content=x#/item",
            (
                "https://shop.example.com/?utm_source=ours&id=1&utm_medium=koc"
                "&utm_campaign=spring%20tea&utm_content=C0de#/item"
            ),
        ),
    ],
)
def test_a_landing_carries_its_utm_fields_and_the_code(url: str, led_to: str) -> None:
    assert with_content(landing(url, UTM), "C0de") == led_to


def test_a_host_that_left_the_list_is_led_to_no_more() -> None:
    there = landing("https://shop.example.com/" + "茶" * 300, UTM)
    assert leads_to_allowed(there, HOSTS)
    assert not leads_to_allowed(there, AllowedHosts())


def test_a_campaign_is_called_by_the_latin_words_of_its_title() -> None:
    assert slug("Spring tea: 春茶 2026!") == "spring-tea-2026"
    assert slug("春茶上新") == ""


@pytest.mark.parametrize(
    ("text", "code"), [("Ab3" * 3 + "x", True), ("a" * 9, False), ("é" * 10, False)]
)
def test_a_code_is_ten_letters_and_digits(text: str, code: bool) -> None:
    assert is_code(text) is code


def test_clicks_count_until_the_last_cut_off_there_can_be() -> None:
    week = timedelta(days=7)
    assert counts_until(END, 7, None) == END + week
    assert counts_until(END, 7, END) == END + week
    assert counts_until(END, 7, END + 2 * week) == END + 2 * week
    assert hour_of(END + timedelta(minutes=59, microseconds=3)) == END


@pytest.mark.parametrize(
    "agent",
    [
        IN_WECHAT,
        IPHONE + "Version/17.5 Mobile/15E148 Safari/604.1",
        IPHONE + "Mobile/15E148 BytedanceWebview/d8a21c6 aweme_29.7.0 ByteLocale/zh",
        IPHONE + "Mobile/15E148 AliApp(DingTalk/7.5.10) com.laiwang.DingTalk/1 Channel/201200",
        "Mozilla/5.0 (Linux; Android 11; CUBOT X30) AppleWebKit/537.36 Chrome/124.0 Mobile",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Edg/126.0",
        "Mozilla/5.0 (Linux; Android 14; V2309A) Chrome/87 MQQBrowser/6.2 TBS/046913 Mobile",
    ],
)
def test_browsers_and_the_browsers_inside_apps_are_people(agent: str) -> None:
    assert visitor(agent) is Visitor.HUMAN


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "  ",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (compatible; Bytespider)",
        "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
        "facebookexternalhit/1.1",
        "WhatsApp/2.23.20.0",
        "MicroMessenger Client",
        "WeChat/8.0.49.33 CFNetwork/1474 Darwin/23.0.0",
        "Dalvik/2.1.0 (Linux; U; Android 13; M2012K11AC)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0 Safari/537.36",
        "curl/8.5.0",
        "python-requests/2.32",
        "Go-http-client/2.0",
        "Mozilla/5.0",
    ],
)
def test_crawlers_previews_and_programs_are_not(agent: str) -> None:
    assert visitor(agent) is Visitor.BOT


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "Preview"])
def test_a_browser_that_looks_ahead_has_not_clicked(purpose: str) -> None:
    assert visitor(IN_WECHAT, [purpose]) is Visitor.BOT
    assert visitor(IN_WECHAT, ["navigate"]) is Visitor.HUMAN
