"""A web of our own on loopback: names that lead there, real HTTP, and every socket on record.

The allowance for loopback is handed in here, in code; nothing a running service reads can give it.
"""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.fetching.client import Network
from domain.fetching import addresses
from domain.fetching.addresses import AddressFlaw
from tests.bot.fetching.authority import contexts

HOME = "127.0.0.1"


def judge_with_home(address: str) -> AddressFlaw | None:
    return None if address == HOME else addresses.flaw_of(address)


@dataclass
class Names(AbstractResolver):
    """`leads_to` answers (host, the how manieth look-up); `ports` are those of our servers."""

    leads_to: Callable[[str, int], tuple[str, ...]] = lambda host, look_up: (HOME,)
    ports: dict[int, int] = field(default_factory=dict)  # asked for → listened on
    asked: list[str] = field(default_factory=list)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        found = self.leads_to(host, self.asked.count(host))
        if not found:
            raise OSError("no such host")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=self.ports.get(port, port) if address == HOME else port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        pass


@dataclass
class Web:
    """One site under every name, by http and https; `asked` holds each request's host and path."""

    names: Names
    asked: list[str]
    requests: list[web.Request]

    @property
    def network(self) -> Network:
        return Network(judge=judge_with_home, resolver=self.names, tls=contexts()[1])


Page = Callable[[web.Request], web.StreamResponse | Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(pages: dict[str, Page]) -> AsyncIterator[Web]:
    """`pages` by host and path, `v.douyin.com/x`, or by path alone."""
    asked: list[str] = []
    requests: list[web.Request] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        place = f"{request.host}{request.path}"
        asked.append(place)
        requests.append(request)
        page = pages.get(place) or pages.get(request.path)
        answer = page(request) if page else web.Response(status=404)
        return answer if isinstance(answer, web.StreamResponse) else await answer

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    try:
        for tls in (None, contexts()[0]):
            await web.TCPSite(runner, HOME, 0, ssl_context=tls).start()
        ports = [address[1] for address in runner.addresses]
        yield Web(Names(ports=dict(zip((80, 443), ports, strict=True))), asked, requests)
    finally:
        await runner.cleanup()


def redirect(location: str, status: int = 302) -> Page:
    return lambda _: web.Response(status=status, headers={"Location": location})


def page(body: bytes, status: int = 200, **headers: str) -> Page:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: web.Response(status=status, body=body, headers=sent)
