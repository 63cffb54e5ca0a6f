"""HTTP/1.1 with JSON bodies over connections that stay open; nothing about Telegram or our errors.

A general client spends a fifth of a millisecond on a request of ours, more than all our own work
on it; this one a fifth of that. What it does not do, files and proxies, aiohttp does beside it.
"""

import asyncio
import ssl
from collections import deque
from contextlib import suppress
from functools import lru_cache
from typing import Final, cast
from urllib.parse import urlsplit

from aiohappyeyeballs import start_connection

from bot.http_answer import Answer, BadAnswer, Reading

IDLE_SECONDS: Final = 15.0  # after that the other side may be hanging up at this very moment
_HEAD: Final = (
    b"POST %b HTTP/1.1\r\nHost: %b\r\nAccept: */*\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n"
)


class NoLine(Exception):
    """No connection: not a byte of the request has left."""


class LineBroke(Exception):
    """The connection ended, or fell silent, before the answer was whole."""


class Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reading = Reading()
        self._answer: asyncio.Future[Answer] | None = None
        self._heard_at = 0.0
        self._timer: asyncio.TimerHandle
        self.idle_since = 0.0

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes, silence: float, longest: float) -> Answer:
        """Raises LineBroke; `silence` and `longest` are seconds."""
        assert self._transport is not None  # connected before anybody gets it
        self._reading = Reading()
        self._answer = self._loop.create_future()
        self._heard_at = self._loop.time()
        ends_at = self._heard_at + longest
        self._timer = self._loop.call_later(silence, self._look, silence, ends_at)
        self._transport.write(request)
        try:
            answer = await self._answer
        except BaseException:
            self.hang_up()
            raise
        finally:
            self._timer.cancel()
            self._answer = None
        self.idle_since = self._loop.time()
        return answer

    def hang_up(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _look(self, silence: float, ends_at: float) -> None:
        """Time may be up, or there was a sign of life meanwhile."""
        left = min(self._heard_at + silence, ends_at) - self._loop.time()
        if left <= 0:
            self._fail(LineBroke("TimeoutError"))
        elif self._answer is not None:
            self._timer = self._loop.call_later(left, self._look, silence, ends_at)

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        if self._answer is None:  # nobody asked for that
            self.hang_up()
            return
        self._heard_at = self._loop.time()
        try:
            answer = self._reading.more(data)
        except BadAnswer as error:
            self._fail(LineBroke(repr(error)))
        else:
            self._deliver(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        with suppress(BadAnswer):
            self._deliver(self._reading.at_end())
        self._fail(LineBroke(type(exc).__name__ if exc else "Disconnected"))

    def _deliver(self, answer: Answer | None) -> None:
        if answer is None or self._answer is None or self._answer.done():
            return
        self._answer.set_result(answer)
        if not answer.stays_open:
            self.hang_up()


class Lines:
    """So many at once to each server, kept for the next request."""

    def __init__(self, most: int, connect_seconds: float) -> None:
        self._free = asyncio.Semaphore(most)
        self._connect_seconds = connect_seconds
        self._idle: dict[tuple[str, int], deque[Line]] = {}
        self._tls: ssl.SSLContext | None = None

    async def post(
        self, url: str, body: bytes, *, silence: float, longest: float
    ) -> tuple[int, bytes]:
        """Status and body. Raises NoLine or LineBroke; never tries twice."""
        tls, host, port, head_host, path = _parts(url)
        request = _HEAD % (path, head_host, len(body)) + body
        await self._take_place()
        try:
            idle = self._idle.setdefault((host, port), deque())
            line = self._kept(idle) or await self._connected(tls, host, port)
            answer = await line.ask(request, silence, longest)
            if line.is_open:
                idle.append(line)
        finally:
            self._free.release()
        return answer.status, answer.body

    async def _take_place(self) -> None:
        if not self._free.locked():  # which is usual, and a timeout has its price
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(self._connect_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise NoLine("every line is busy") from None

    def close(self) -> None:
        for idle in self._idle.values():
            while idle:
                idle.pop().hang_up()

    def _kept(self, idle: deque[Line]) -> Line | None:
        """The one used last; those unused for long are let go."""
        now = asyncio.get_running_loop().time()
        while idle and (not idle[0].is_open or now - idle[0].idle_since > IDLE_SECONDS):
            idle.popleft().hang_up()
        while idle:
            line = idle.pop()
            if line.is_open:
                return line
        return None

    async def _connected(self, tls: bool, host: str, port: int) -> Line:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_seconds):
                found = await loop.getaddrinfo(host, port, type=1)
                sock = await start_connection(found, happy_eyeballs_delay=0.25, interleave=1)
                _, line = await loop.create_connection(
                    Line,
                    sock=sock,
                    ssl=self._secured() if tls else None,
                    server_hostname=host if tls else None,
                )
        except (OSError, TimeoutError, ssl.SSLError) as error:
            raise NoLine(type(error).__name__) from None
        return line

    def _secured(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls


@lru_cache(maxsize=256)
def _parts(url: str) -> tuple[bool, str, int, bytes, bytes]:
    """Whether by TLS, host, port, and what the head says of host and path."""
    parts = urlsplit(url)
    assert parts.hostname, "an address of the configuration has a host"
    tls = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = parts.port or (443 if tls else 80)
    return tls, parts.hostname, port, parts.netloc.encode(), path.encode()
