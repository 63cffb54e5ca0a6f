"""Which addresses may be dialled and which URLs asked: the table of attacks, and what is fine."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fetching.addresses import AddressFlaw, flaw_of
from domain.fetching.redirects import led_to
from domain.fetching.urls import LONGEST_URL, Target, UrlFlaw, judged
from tests.bot.fetching.vectors import ADDRESSES, NAMES, URL_GROUPS, URLS, UrlGroup

PUBLIC = (
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "198.17.255.255",
    "198.20.0.0",
    "223.5.5.5",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2400:3200::1",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
)


def test_the_table_holds_at_least_three_hundred_vectors() -> None:
    vectors = {*URLS, *(f"address {each}" for each in ADDRESSES), *NAMES}
    assert len(vectors) == len(URLS) + len(ADDRESSES) + len(NAMES) >= 300


@pytest.mark.parametrize("group", URL_GROUPS, ids=lambda group: group.what)
def test_a_url_that_hides_an_inner_host_is_refused_by_its_text(group: UrlGroup) -> None:
    assert {url: judged(url) for url in group.urls} == {
        url: UrlFlaw(group.flaw) for url in group.urls
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_not_public_may_not_be_dialled(address: str) -> None:
    assert flaw_of(address) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_dialled(address: str) -> None:
    assert flaw_of(address) is None


@pytest.mark.parametrize(
    ("address", "flaw"),
    [
        ("127.0.0.1", AddressFlaw.LOOPBACK),
        ("::ffff:127.0.0.1", AddressFlaw.LOOPBACK),
        ("64:ff9b::a9fe:a9fe", AddressFlaw.LINK_LOCAL),
        ("2002:7f00:1::", AddressFlaw.TUNNEL),
        ("2001:0:7f00:1::", AddressFlaw.TUNNEL),
        ("::127.0.0.1", AddressFlaw.TUNNEL),
        ("fec0::1", AddressFlaw.PRIVATE),
        ("100.100.100.200", AddressFlaw.SHARED),
        ("fe80::1%eth0", AddressFlaw.ZONED),
        ("0x7f000001", AddressFlaw.UNREADABLE),
    ],
)
def test_the_reason_names_what_an_address_is(address: str, flaw: AddressFlaw) -> None:
    assert flaw_of(address) is flaw


@given(st.ip_addresses(v=4))
def test_an_embedded_address_fares_as_the_one_it_carries(address: IPv4Address) -> None:
    mapped = IPv6Address(0xFFFF << 32 | int(address))
    translated = IPv6Address(0x64FF9B << 96 | int(address))
    assert flaw_of(str(mapped)) is flaw_of(str(translated)) is flaw_of(str(address))


@given(st.ip_addresses())
def test_what_python_itself_calls_not_public_is_never_dialled(
    address: IPv4Address | IPv6Address,
) -> None:
    carries_another = isinstance(address, IPv6Address) and address.ipv4_mapped is not None
    if not carries_another and (not address.is_global or address.is_multicast):
        assert flaw_of(str(address)) is not None


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://v.douyin.com/iRNBho6u/", "https://v.douyin.com/iRNBho6u/"),
        ("HTTP://WWW.Douyin.COM", "http://www.douyin.com/"),
        ("https://www.douyin.com:443/a?b=c#d", "https://www.douyin.com/a?b=c"),
        ("http://www.douyin.com:443/", "http://www.douyin.com:443/"),
        ("https://www.douyin.com.:80/", "https://www.douyin.com:80/"),
        ("https://www.douyin.com:/x", "https://www.douyin.com/x"),
        ("https://www.douyin.com?x=1", "https://www.douyin.com/?x=1"),
        ("https://www.xiaohongshu.com/a?xsec_token=AB%3D&b", None),
        ("https://www.douyin.com/春?词=春 茶",
         "https://www.douyin.com/%E6%98%A5?%E8%AF%8D=%E6%98%A5%20%E8%8C%B6"),
        ("https://www.douyin.com/\udce6\udc98\udca5", "https://www.douyin.com/%E6%98%A5"),
        ("https://ｖ.ｄｏｕｙｉｎ。ｃｏｍ/x", "https://v.douyin.com/x"),
        ("https://抖音.com/x", "https://xn--pruv10j.com/x"),
        ("https://127.0.0.1.nip.io/", "https://127.0.0.1.nip.io/"),
        ("https://a_b.tumblr.com/", "https://a_b.tumblr.com/"),
        ("https://www.douyin.com/a@b:c/[1]?u=http://127.0.0.1/", None),
    ],
)  # fmt: skip
def test_a_url_that_may_be_asked_is_put_together_from_what_was_judged(
    url: str, asked: str | None
) -> None:
    target = judged(url)
    assert isinstance(target, Target)
    assert target.url == (asked or url)
    assert judged(target.url) == target


def test_an_endless_url_is_refused_and_not_read() -> None:
    assert judged("https://www.douyin.com/" + "a" * LONGEST_URL) is UrlFlaw.TOO_LONG
    assert judged("https://www.douyin.com/" + "春" * 1_000) is UrlFlaw.TOO_LONG
    escaped = judged("https://www.douyin.com/" + "春" * 886)
    assert isinstance(escaped, Target)
    assert judged(escaped.url) == escaped
    assert judged("https://www.douyin.com/" + "春" * 887) is UrlFlaw.TOO_LONG
    assert judged("https://" + "春" * 7_000 + ".com/") is UrlFlaw.BAD_HOST
    assert judged("https://www.douyin.com/\ud800") is UrlFlaw.UNREADABLE


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("https://www.douyin.com/video/1", "https://www.douyin.com/video/1"),
        ("//www.douyin.com/video/1", "https://www.douyin.com/video/1"),
        ("/video/1?a=b", "https://v.douyin.com/video/1?a=b"),
        ("next", "https://v.douyin.com/a/next"),
        ("?x=1", "https://v.douyin.com/a/b?x=1"),
        (" https://www.douyin.com/ ", "https://www.douyin.com/"),
        ("snssdk1128://aweme/detail/1", "snssdk1128://aweme/detail/1"),
        ("//127.0.0.1/", "https://127.0.0.1/"),
        ("/\\127.0.0.1/", "https://v.douyin.com/\\127.0.0.1/"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_a_redirect_is_read_against_what_was_asked(location: str, leads_to: str) -> None:
    asked = judged("https://v.douyin.com/a/b")
    assert isinstance(asked, Target)
    assert led_to(asked, location) == leads_to


@given(st.text(max_size=300), st.sampled_from(["", "http://", "https://", "//", "http://a.com"]))
def test_any_text_is_a_target_or_one_flaw(text: str, beginning: str) -> None:
    asked = judged("https://v.douyin.com/a/b")
    assert isinstance(asked, Target)
    for url in (beginning + text, led_to(asked, beginning + text)):
        target = judged(url)
        if isinstance(target, Target):
            assert target.port in (80, 443)
            assert target.url.isascii()
            assert not set(target.url) & set("\r\n\t \\#")
            assert judged(target.url) == target
