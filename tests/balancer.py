"""A small balancer on loopback: hands each POST to one of its backends; no test lives here."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
from aiohttp import web

_LEFT_OUT: Final = frozenset({"host", "content-length", "transfer-encoding", "connection"})
_BAD_GATEWAY: Final = 502
_UNAVAILABLE: Final = 503


class Balancer:
    """Takes turns over its `backends`, base URLs, which may change at any time.

    Who cannot be reached is passed over; once a backend had the post, only its answer counts.
    """

    def __init__(self, note: Callable[[web.Request, bytes], None] = lambda *_: None) -> None:
        self.backends: list[str] = []
        self.broken = 0  # answers that a backend began to work on and never gave
        self.url = ""
        self._note = note
        self._turns = itertools.count()
        self._session: aiohttp.ClientSession | None = None

    async def _hand_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        self._note(request, body)
        backends, first = list(self.backends), next(self._turns)
        for number in range(len(backends)):
            base = backends[(first + number) % len(backends)]
            try:
                return await self._ask(base, request, body)
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, OSError):
                self.broken += 1
                return web.Response(status=_BAD_GATEWAY)
        return web.Response(status=_UNAVAILABLE)

    async def _ask(self, base: str, request: web.Request, body: bytes) -> web.Response:
        assert self._session is not None
        kept = {
            name: each for name, each in request.headers.items() if name.lower() not in _LEFT_OUT
        }
        url = base + request.raw_path
        async with self._session.request(request.method, url, data=body, headers=kept) as answer:
            return web.Response(
                status=answer.status, body=await answer.read(), content_type=answer.content_type
            )


@asynccontextmanager
async def balancer(
    note: Callable[[web.Request, bytes], None] = lambda *_: None,
) -> AsyncIterator[Balancer]:
    """A connection for each post: what a dead backend had kept open breaks no new one."""
    made = Balancer(note)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", made._hand_on)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
    await runner.setup()
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=None)
    ) as made._session:
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield made
        finally:
            await runner.cleanup()
