"""Asking one URL: hop by hop, each judged, paced and bounded; what an answer means is not known."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import aiohttp
from aiohttp import ClientResponse, ClientSession, DummyCookieJar
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.fetching.dialling import ForbiddenAddress, Judge, connector
from domain.fetching import addresses
from domain.fetching.answers import (
    SECONDS_IN_ALL,
    Answer,
    AnswerFlaw,
    Arrived,
    Failed,
    Failure,
    Fetched,
    Refused,
)
from domain.fetching.redirects import MOST_REDIRECTS, STATUSES, led_to
from domain.fetching.unpacking import ACCEPTED, Body, Damaged, NotTaken
from domain.fetching.urls import Target, UrlFlaw, judged

T = TypeVar("T")

_CONNECT_SECONDS: Final = 5.0
_CHUNK_BYTES: Final = 16 * 1024
_HEADERS: Final = {
    "User-Agent": "KOC-Dispatch/0.1 (checks of published posts)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
    "Accept-Encoding": ACCEPTED,
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Network:
    """What lies outside: the internet, or the loopback that a test puts in its place.

    Made in code alone: no configuration loosens it.
    """

    judge: Judge = addresses.flaw_of
    resolver: AbstractResolver | None = None
    tls: ssl.SSLContext | bool = True  # True: verified against the system's authorities


INTERNET: Final = Network()

_FAILURES: Final[tuple[tuple[type[Exception], Failure], ...]] = (
    (TimeoutError, Failure.TIMEOUT),
    (aiohttp.ClientConnectorDNSError, Failure.NO_SUCH_HOST),
    (aiohttp.ClientSSLError, Failure.TLS),
    (aiohttp.ClientConnectorError, Failure.NO_CONNECTION),
    (aiohttp.ClientError, Failure.BROKEN),
    (Damaged, Failure.BROKEN),
    (OSError, Failure.NO_CONNECTION),
)
"""By the first that fits: from the narrow to the wide."""


def failure_of(error: Exception) -> Failure | None:
    """None: that is no failure of the network."""
    return next((why for kind, why in _FAILURES if isinstance(error, kind)), None)


async def at_once(host: str) -> None:
    """No pacing: for tests, and for callers that pace on their own."""


def _never(url: str) -> bool:
    return False


class Fetcher:
    """No cookies, no proxies, no connection kept. `pace(host)` returns when a host may be asked."""

    def __init__(
        self,
        pace: Callable[[str], Awaitable[None]] = at_once,
        network: Network = INTERNET,
        seconds: float = SECONDS_IN_ALL,
    ) -> None:
        self._pace = pace
        self._network = network
        self._seconds = seconds

    async def fetch(self, url: str) -> Answer:
        """The page that a URL leads to in the end. Never raises for what the web does."""
        answer = await self.follow(url, _never)
        assert not isinstance(answer, Arrived)  # nothing is ever enough
        return answer

    async def follow(self, url: str, enough: Callable[[str], bool]) -> Answer | Arrived:
        """As `fetch`, but ends, unasked, at the first redirect to a URL that is `enough`."""
        async with self._session() as session:
            return await _Walk(session, self._pace, self._seconds).along(url, enough)

    def _session(self) -> ClientSession:
        return ClientSession(
            connector=connector(self._network.judge, self._network.resolver, self._network.tls),
            headers=_HEADERS,
            cookie_jar=DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,  # unpacked by Body, which counts
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
        )


class _Walk:
    """From a URL along its redirects; the seconds left are shared by all hops."""

    def __init__(
        self, session: ClientSession, pace: Callable[[str], Awaitable[None]], seconds: float
    ) -> None:
        self._session = session
        self._pace = pace
        self._seconds_left = seconds
        self._hops: tuple[str, ...] = ()

    async def along(self, url: str, enough: Callable[[str], bool]) -> Answer | Arrived:
        for _ in range(MOST_REDIRECTS + 1):
            target = judged(url)
            if isinstance(target, UrlFlaw):
                return Refused(url, target, self._hops)
            self._hops += (target.url,)
            answer = await self._asked(target)
            if not isinstance(answer, str):
                return answer
            url = answer
            if enough(url):
                return Arrived(url, self._hops)
        return Refused(url, AnswerFlaw.TOO_MANY_REDIRECTS, self._hops)

    async def _asked(self, target: Target) -> Answer | str:
        """The answer, or the URL that it redirects to."""
        await self._pace(target.host)
        try:
            return await self._in_time(self._one_hop(target))
        except ForbiddenAddress as forbidden:
            return Refused(target.url, forbidden.flaw, self._hops)
        except NotTaken as not_taken:
            return Refused(target.url, not_taken.flaw, self._hops)
        except tuple(kind for kind, _ in _FAILURES) as error:
            reason = failure_of(error)
            assert reason is not None  # caught by its kind
            return Failed(target.url, reason, self._hops)

    async def _in_time(self, hop: Awaitable[T]) -> T:
        clock = asyncio.get_running_loop().time
        began_at = clock()
        try:
            async with asyncio.timeout(self._seconds_left):
                return await hop
        finally:
            self._seconds_left = max(0.0, self._seconds_left - (clock() - began_at))

    async def _one_hop(self, target: Target) -> Answer | str:
        async with self._session.get(yarl_of(target), allow_redirects=False) as response:
            location = response.headers.get("Location")
            if response.status in STATUSES and location is not None:
                return led_to(target, location)
            body = await _body_of(response)
            return Fetched(
                url=target.url,
                status=response.status,
                body=body,
                content_type=response.content_type.lower(),
                charset=(response.charset or "").lower(),
                hops=self._hops,
                retry_after=response.headers.get("Retry-After", ""),
            )


def yarl_of(target: Target) -> URL:
    """From the judged parts, so that nothing is read a second time."""
    path, _, query = target.rest.partition("?")
    return URL.build(
        scheme=target.scheme,
        host=target.host,
        port=target.port,
        path=path,
        query_string=query,
        encoded=True,
    )


async def _body_of(response: ClientResponse) -> bytes:
    """Raises NotTaken, Damaged."""
    body = Body(",".join(response.headers.getall("Content-Encoding", ())))
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body.take(chunk)
    return body.whole()
