"""No vector of the table opens a socket: handed in, redirected to, looked up, or dialled raw."""

import socket
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.fetching.client import Fetcher, Network
from bot.fetching.dialling import ForbiddenAddress, connector
from domain.fetching.addresses import AddressFlaw
from domain.fetching.answers import Failed, Refused
from domain.fetching.urls import UrlFlaw
from tests.bot.fetching.loopback import HOME, Names, redirect, serving
from tests.bot.fetching.vectors import ADDRESSES, LOOPBACK_SPELLINGS, NAMES, URL_GROUPS, URLS

PUBLIC = "93.184.216.34"


class SystemNumbers(Names):
    """Reads numbers as the system does, 0x7f.1 too, and never asks the network for a name."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        found = socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
        self.leads_to = lambda *_: tuple({str(each[4][0]) for each in found})
        return await super().resolve(host, port, family)


def literal(address: str) -> str:
    return f"http://[{address}]/" if ":" in address else f"http://{address}/"


def test_the_table_is_broad() -> None:
    """Urls alone are more than asked for; what they lead to and names that lie come on top."""
    assert len(set(URLS)) == len(URLS) >= 300
    assert len(set(ADDRESSES)) == len(ADDRESSES) >= 150
    assert len(set(NAMES)) == len(NAMES) >= 30
    assert {group.flaw for group in URL_GROUPS} >= {
        *(UrlFlaw.NUMERIC_HOST, UrlFlaw.HOUSE_NAME, UrlFlaw.USERINFO, UrlFlaw.PORT),
        *(UrlFlaw.SCHEME, UrlFlaw.UNREADABLE, UrlFlaw.BAD_HOST),
    }


async def test_no_url_of_the_table_is_even_looked_up(opened: list[str]) -> None:
    names = Names()
    fetcher = Fetcher(network=Network(resolver=names))
    for url in (*URLS, *map(literal, ADDRESSES)):
        answer = await fetcher.fetch(url)
        assert isinstance(answer, Refused), url
        assert isinstance(answer.reason, UrlFlaw), url
        assert answer.hops == ()
    assert names.asked == opened == []


async def test_no_redirect_leads_to_a_url_of_the_table(opened: list[str]) -> None:
    sent = {"Location": ""}
    # A header line that no server can send is no vector of a redirect.
    urls = [url for url in URLS if not set(url) & set("\r\n\0")]
    async with serving({"/": lambda _: web.Response(status=302, headers=sent)}) as there:
        fetcher = Fetcher(network=there.network)
        for url in (*urls, *map(literal, ADDRESSES)):
            sent["Location"] = url
            answer = await fetcher.fetch("http://v.douyin.com/")
            # `127.0.0.1` alone, or `/etc/passwd`, is a path of the host that says it.
            assert isinstance(answer, Refused) or urlsplit(answer.url).hostname == "v.douyin.com"
    assert set(there.names.asked) == {"v.douyin.com"}
    assert set(opened) == {HOME}


@pytest.mark.parametrize("look_up", [1, 2], ids=["at once", "rebound"])
async def test_no_name_leads_to_an_address_of_the_table(look_up: int, opened: list[str]) -> None:
    """Rebound: public when it is looked up first, an inner one the second time."""
    for number, address in enumerate(ADDRESSES):
        names = Names(lambda _, nth, bad=address: (bad if nth >= look_up else PUBLIC,))
        fetcher = Fetcher(network=Network(resolver=names))
        url = f"http://name{number}.evil.com/"
        for _ in range(look_up - 1):
            assert isinstance(await fetcher.fetch(url), Failed)  # public, and we stay at home
        answer = await fetcher.fetch(url)
        assert isinstance(answer, Refused), address
        assert isinstance(answer.reason, AddressFlaw)
    assert opened == [PUBLIC] * len(ADDRESSES) * (look_up - 1)


async def test_no_name_of_the_table_opens_a_socket(opened: list[str]) -> None:
    for name in NAMES:
        names = Names(lambda *_, found=name.leads_to: found)
        answer = await Fetcher(network=Network(resolver=names)).fetch(name.url)
        assert isinstance(answer, Refused), name
        assert isinstance(answer.reason, AddressFlaw), name
        assert len(names.asked) == 1
    assert opened == []


async def test_a_name_that_is_rebound_between_two_hops_is_refused(opened: list[str]) -> None:
    """The first hop is answered by a real server; then its own name leads inside."""
    async with serving({"/": redirect("http://evil.com/again")}) as there:
        there.names.leads_to = lambda _, nth: (HOME,) if nth == 1 else ("169.254.169.254",)
        answer = await Fetcher(network=there.network).fetch("http://evil.com/")
    assert isinstance(answer, Refused)
    assert answer.reason is AddressFlaw.LINK_LOCAL
    assert there.asked == ["evil.com/"]
    assert opened == [HOME]


async def test_a_name_is_not_remembered_from_one_hop_to_the_next(opened: list[str]) -> None:
    async with serving({"/": redirect("http://evil.com/again")}) as there:
        await Fetcher(network=there.network).fetch("http://evil.com/")
    assert there.names.asked == ["evil.com", "evil.com"]


async def test_the_socket_factory_alone_stops_every_literal(opened: list[str]) -> None:
    """As if the rules for URLs had a hole: aiohttp asks no resolver for a literal address."""
    for url in (*LOOPBACK_SPELLINGS, *map(literal, ADDRESSES)):
        async with aiohttp.ClientSession(connector=connector(resolver=SystemNumbers())) as session:
            with pytest.raises((ForbiddenAddress, aiohttp.ClientError, ValueError)):
                await session.get(URL(url), allow_redirects=False)
    assert opened == []


async def inner_page(_: web.Request) -> web.Response:
    return web.Response(text="our own network")


async def answered(guard: aiohttp.TCPConnector, url: URL) -> bool:
    async with aiohttp.ClientSession(connector=guard) as session:
        try:
            async with session.get(url) as response:
                return await response.text() == "our own network"
        except (ForbiddenAddress, aiohttp.InvalidURL):
            return False


async def test_without_the_socket_factory_vectors_get_through(opened: list[str]) -> None:
    """The control: the same requests, and a service of our own answers them."""
    app = web.Application()
    app.router.add_get("/", inner_page)
    async with TestServer(app, host=HOME) as server:
        through: dict[bool, set[str]] = {True: set(), False: set()}
        for url in LOOPBACK_SPELLINGS:
            for guarded in (True, False):
                numbers = SystemNumbers()
                made = connector if guarded else aiohttp.TCPConnector
                if await answered(made(resolver=numbers), URL(url).with_port(server.port)):
                    through[guarded].add(url)
    # aiohttp refuses odd decimals by itself; the plain literal and the hex ones it dials.
    assert {"http://127.0.0.1/", "http://0x7f.1/", "http://0x7f000001/"} <= through[False]
    assert through[True] == set()
    assert opened == []


async def test_without_the_socket_factory_a_rebound_name_gets_through(opened: list[str]) -> None:
    app = web.Application()
    app.router.add_get("/", inner_page)
    async with TestServer(app, host=HOME) as server:
        assert server.port is not None
        url = URL("http://evil.com/")
        assert await answered(aiohttp.TCPConnector(resolver=Names(ports={80: server.port})), url)
        assert not await answered(connector(resolver=Names(ports={80: server.port})), url)
    assert opened == []
