"""Share links are followed to the post they lead to, by HTTPS on loopback, and no further."""

import pytest

from bot.fetching.client import Fetcher
from bot.fetching.short_links import resolve
from domain.fetching.answers import Failed, Failure
from domain.fetching.short_links import (
    DeadEnd,
    Resolution,
    Resolved,
    Unresolved,
    post_at,
    resolution,
)
from domain.links import PostLink, ShortLink, parse
from domain.platforms import Platform
from tests.bot.fetching.loopback import Page, page, redirect, serving

DOUYIN = "https://v.douyin.com/iRNBho6u/"
POST = "https://www.iesdouyin.com/share/video/7301234567890123456/?region=CN&u_code=1"


def short(text: str) -> ShortLink:
    link = parse(text)
    assert isinstance(link, ShortLink)
    return link


async def resolved(text: str, pages: dict[str, Page]) -> tuple[Resolution, list[str]]:
    """What came of it, and what was asked."""
    async with serving(pages) as there:
        found = await resolve(Fetcher(network=there.network), short(text))
    return found, there.asked


@pytest.mark.parametrize(
    ("text", "pages", "platform", "post_id"),
    [
        (DOUYIN, {"v.douyin.com/iRNBho6u": redirect(POST)}, "douyin", "7301234567890123456"),
        (
            "https://b23.tv/Ab1Cd2E",
            {"b23.tv/Ab1Cd2E": redirect("https://www.bilibili.com/video/BV1GJ411x7h7?p=1")},
            "bilibili",
            "BV1GJ411x7h7",
        ),
        (
            "http://xhslink.com/a/Ab1Cd2Ef3Gh4",
            {
                "xhslink.com/a/Ab1Cd2Ef3Gh4": redirect(
                    "https://www.xiaohongshu.com/discovery/item/65a1b2c3000000001e03f0aa"
                    "?xsec_token=ABc%3D"
                )
            },
            "xiaohongshu",
            "65a1b2c3000000001e03f0aa",
        ),
        (
            DOUYIN,
            {"v.douyin.com/iRNBho6u": redirect("snssdk1128://aweme/detail/7301234567890123456")},
            "douyin",
            "7301234567890123456",
        ),
    ],
)  # fmt: skip
async def test_a_share_link_leads_to_its_post(
    text: str, pages: dict[str, Page], platform: str, post_id: str
) -> None:
    found, asked = await resolved(text, pages)
    assert isinstance(found, Resolved)
    assert found.link == short(text)
    assert (found.post.platform, found.post.post_id) == (platform, post_id)
    assert asked == list(pages)  # the post itself was not asked


async def test_it_stops_as_soon_as_a_hop_is_a_post() -> None:
    pages = {
        "v.douyin.com/iRNBho6u": redirect("/next/"),
        "v.douyin.com/next/": redirect("https://www.iesdouyin.com/x"),
        "www.iesdouyin.com/x": redirect(POST),
        "www.iesdouyin.com/share/video/7301234567890123456/": redirect("https://www.douyin.com/"),
    }
    found, asked = await resolved(DOUYIN, pages)
    assert isinstance(found, Resolved)
    assert asked == list(pages)[:3]


async def test_what_a_post_link_needs_to_be_opened_is_kept() -> None:
    post = "https://www.xiaohongshu.com/explore/65a1b2c3000000001e03f0aa?xsec_token=ABc%3D&share=1"
    found, _ = await resolved("https://xhslink.com/Ab1Cd2", {"/Ab1Cd2": redirect(post)})
    assert isinstance(found, Resolved)
    assert found.post.canonical_url.endswith("?xsec_token=ABc%3D")


async def test_a_link_of_one_platform_that_leads_to_another_says_both() -> None:
    found, _ = await resolved(
        DOUYIN, {"/iRNBho6u": redirect("https://www.bilibili.com/video/BV1GJ411x7h7")}
    )
    assert isinstance(found, Resolved)
    assert (found.link.platform, found.post.platform) == (Platform.DOUYIN, Platform.BILIBILI)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (page(b"", 404), DeadEnd.GONE),
        (page(b"", 410), DeadEnd.GONE),
        (page(b"who are you", 403), DeadEnd.UNKNOWN),
        (page(b"", 503), DeadEnd.UNKNOWN),
        (page(b"<script>location=1</script>"), DeadEnd.NO_POST),
        (redirect("https://www.douyin.com/user/MS4wLjABAAAAq1w2e3r4"), DeadEnd.GONE),
        (redirect("/iRNBho6u"), DeadEnd.TOO_FAR),
        (redirect("http://169.254.169.254/latest/"), DeadEnd.FORBIDDEN),
        (redirect("http://localhost/video/7301234567890123456"), DeadEnd.FORBIDDEN),
        (redirect("snssdk1128://user/profile/1"), DeadEnd.FORBIDDEN),
        (redirect(f"http://127.0.0.1/?to={POST}"), DeadEnd.FORBIDDEN),
    ],
)
async def test_each_dead_end_has_its_name(answer: Page, why: DeadEnd) -> None:
    found, _ = await resolved(DOUYIN, {"v.douyin.com/iRNBho6u": answer})
    assert found == Unresolved(short(DOUYIN), why)


def test_silence_is_no_dead_end() -> None:
    silent = resolution(short(DOUYIN), Failed(DOUYIN, Failure.TIMEOUT))
    assert silent == Unresolved(short(DOUYIN), DeadEnd.UNKNOWN)


def test_a_post_that_an_address_merely_mentions_is_not_the_one_it_is() -> None:
    assert post_at(f"https://evil.com/?to={POST}") is None
    assert post_at(f"https://www.douyin.com/?to={POST}") is None
    assert isinstance(post_at(POST), PostLink)
