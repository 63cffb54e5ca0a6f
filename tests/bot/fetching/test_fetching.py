"""The guarded client over real HTTP on loopback: what it asks, follows, reads, and gives up on."""

import asyncio
import gzip
import zlib

import pytest
from aiohttp import web

from bot.fetching.client import Fetcher
from domain.fetching.answers import (
    LARGEST_BODY,
    AnswerFlaw,
    Failed,
    Failure,
    Fetched,
    Refused,
)
from domain.fetching.redirects import MOST_REDIRECTS
from domain.fetching.urls import UrlFlaw
from tests.bot.fetching.loopback import HOME, Page, page, redirect, serving

URL = "http://www.douyin.com/video/1"
SECURE = "https://www.douyin.com/video/1"


async def test_a_page_is_fetched_with_its_facts() -> None:
    pages = {"/video/1": page("春茶".encode("gbk"), Content_Type="text/HTML; charset=GBK")}
    async with serving(pages) as there:
        answer = await Fetcher(network=there.network).fetch(f"{URL}?a=%E6&b=[春]#part")
    asked = f"{URL}?a=%E6&b=[%E6%98%A5]"
    assert answer == Fetched(asked, 200, "春茶".encode("gbk"), "text/html", "gbk", (asked,))
    assert isinstance(answer, Fetched)
    assert answer.text == "春茶"
    assert there.requests[0].raw_path == "/video/1?a=%E6&b=[%E6%98%A5]"


async def test_a_missing_page_is_an_answer_too() -> None:
    async with serving({}) as there:
        answer = await Fetcher(network=there.network).fetch(URL)
    assert isinstance(answer, Fetched)
    assert answer.status == 404


async def test_a_charset_we_do_not_know_is_read_as_utf8() -> None:
    pages = {"/video/1": page(b"\xe6\x98\xa5\xff", Content_Type="text/html; charset=punycode")}
    async with serving(pages) as there:
        answer = await Fetcher(network=there.network).fetch(URL)
    assert isinstance(answer, Fetched)
    assert answer.text == "春\ufffd"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_hop_by_hop(status: int) -> None:
    pages = {
        "v.douyin.com/a": redirect("/b", status),
        "v.douyin.com/b": redirect("//www.iesdouyin.com/c", status),
        "www.iesdouyin.com/c": redirect("http://www.douyin.com/d", status),
        "www.douyin.com/d": page(b"here"),
    }
    paced: list[str] = []

    async def pace(host: str) -> None:
        paced.append(host)

    async with serving(pages) as there:
        answer = await Fetcher(pace, there.network).fetch("http://v.douyin.com/a")
    assert isinstance(answer, Fetched)
    assert answer.body == b"here"
    assert answer.hops == tuple(f"http://{place}" for place in pages)
    assert there.asked == list(pages)
    assert paced == ["v.douyin.com", "v.douyin.com", "www.iesdouyin.com", "www.douyin.com"]


async def test_the_fourth_redirect_is_not_followed() -> None:
    async with serving({"/": redirect("/")}) as there:
        answer = await Fetcher(network=there.network).fetch("http://v.douyin.com/")
    assert isinstance(answer, Refused)
    assert answer.reason is AnswerFlaw.TOO_MANY_REDIRECTS
    assert len(there.asked) == len(answer.hops) == MOST_REDIRECTS + 1


async def test_each_hop_is_judged(opened: list[str]) -> None:
    async with serving({"/": redirect("http://127.0.0.1:6379/")}) as there:
        answer = await Fetcher(network=there.network).fetch("http://v.douyin.com/")
    assert answer == Refused("http://127.0.0.1:6379/", UrlFlaw.PORT, ("http://v.douyin.com/",))
    assert opened == [HOME]


async def test_nothing_of_ours_is_sent_and_nothing_of_theirs_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    pages = {
        "/a": lambda _: web.Response(
            status=302, headers={"Location": "/b", "Set-Cookie": "who=me"}
        ),
        "/b": page(b""),
    }
    async with serving(pages) as there:
        fetcher = Fetcher(network=there.network)
        await fetcher.fetch("http://v.douyin.com/a")
        await fetcher.fetch("http://v.douyin.com/b")
    assert there.asked == ["v.douyin.com/a", "v.douyin.com/b", "v.douyin.com/b"]
    for request in there.requests:
        assert request.method == "GET"
        assert {"Cookie", "Referer", "Authorization"}.isdisjoint(request.headers)
        assert request.headers["User-Agent"].startswith("KOC-Dispatch/")
        assert "br" not in request.headers["Accept-Encoding"]
        assert request.headers["Host"] == "v.douyin.com"


# ── Packed and large bodies ─────────────────────────────────────────────────────────────────────


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


PACKED = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}


async def fetched(body: bytes, encoding: str = "") -> Fetched | Refused | Failed:
    headers = {"Content_Encoding": encoding} if encoding else {}
    async with serving({"/video/1": page(body, **headers)}) as there:
        return await Fetcher(network=there.network).fetch(URL)


@pytest.mark.parametrize("encoding", PACKED)
async def test_a_packed_page_is_unpacked_up_to_the_limit(encoding: str) -> None:
    whole = await fetched(PACKED[encoding](b"x" * LARGEST_BODY), encoding)
    assert isinstance(whole, Fetched)
    assert whole.body == b"x" * LARGEST_BODY
    more = await fetched(PACKED[encoding](b"x" * (LARGEST_BODY + 1)), encoding)
    assert isinstance(more, Refused)
    assert more.reason is AnswerFlaw.TOO_LARGE


async def test_deflate_without_its_header_is_read_as_browsers_do() -> None:
    answer = await fetched(raw_deflate(b"spring tea"), "deflate")
    assert isinstance(answer, Fetched)
    assert answer.body == b"spring tea"


async def test_a_plain_page_is_counted_too() -> None:
    whole, more = await fetched(b"x" * LARGEST_BODY), await fetched(b"x" * (LARGEST_BODY + 1))
    assert isinstance(whole, Fetched)
    assert isinstance(more, Refused)
    assert more.reason is AnswerFlaw.TOO_LARGE


@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip,br", "nonsense"]
)
async def test_what_we_did_not_ask_for_is_not_unpacked(encoding: str) -> None:
    answer = await fetched(gzip.compress(gzip.compress(b"tea", mtime=0)), encoding)
    assert isinstance(answer, Refused)
    assert answer.reason is AnswerFlaw.ENCODING


@pytest.mark.parametrize(
    "body", [gzip.compress(b"tea" * 99, mtime=0)[:-9], b"plain", b"\x1f\x8b\x08"]
)
async def test_a_damaged_body_is_a_failure(body: bytes) -> None:
    answer = await fetched(body, "gzip")
    assert isinstance(answer, Failed)
    assert answer.reason is Failure.BROKEN


# ── What goes wrong on the way ──────────────────────────────────────────────────────────────────


async def hang(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


async def trickle(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(300):
        await response.write(b".")
        await asyncio.sleep(0.05)
    return response


@pytest.mark.parametrize("slow", [hang, trickle])
async def test_time_runs_out_whether_nothing_comes_or_little(slow: Page) -> None:
    async with serving({"/video/1": slow}) as there:
        began_at = asyncio.get_running_loop().time()
        answer = await Fetcher(network=there.network, seconds=0.3).fetch(URL)
        took = asyncio.get_running_loop().time() - began_at
    assert isinstance(answer, Failed)
    assert answer.reason is Failure.TIMEOUT
    assert took < 2


async def test_all_hops_share_the_time_but_waiting_for_our_pace_costs_none() -> None:
    async def patient(host: str) -> None:
        await asyncio.sleep(0.3)

    async with serving({"/a": redirect("/b"), "/b": page(b"here")}) as there:
        fetcher = Fetcher(patient, there.network, seconds=0.25)
        answer = await fetcher.fetch("http://v.douyin.com/a")
    assert isinstance(answer, Fetched)

    async def late(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.2)
        return web.Response(status=302, headers={"Location": "/"})

    async with serving({"/video/1": late, "/": late}) as there:
        answer = await Fetcher(network=there.network, seconds=0.5).fetch(URL)
    assert isinstance(answer, Failed)
    assert answer.reason is Failure.TIMEOUT
    assert len(answer.hops) == 3


async def test_each_way_not_to_get_through_has_its_name() -> None:
    async with serving({}) as there:
        assert isinstance(await Fetcher(network=there.network).fetch(SECURE), Fetched)
        network, names = there.network, there.names
        names.leads_to = lambda *_: ()
        nowhere = await Fetcher(network=network).fetch(URL)
        names.leads_to = lambda *_: (HOME,)
        no_tls = await Fetcher(network=network).fetch("https://nobody-signed-this.com/")
    away = await Fetcher(network=network).fetch(URL)
    reasons = [answer.reason for answer in (nowhere, no_tls, away) if isinstance(answer, Failed)]
    assert reasons == [Failure.NO_SUCH_HOST, Failure.TLS, Failure.NO_CONNECTION]


@pytest.mark.parametrize(
    "said", [b"", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
async def test_what_is_no_whole_http_answer_is_a_failure(said: bytes) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(speak, HOME, 0)
    async with server, serving({}) as there:
        there.names.ports = {80: server.sockets[0].getsockname()[1]}
        answer = await Fetcher(network=there.network).fetch(URL)
    assert isinstance(answer, Failed)
    assert answer.reason is Failure.BROKEN
