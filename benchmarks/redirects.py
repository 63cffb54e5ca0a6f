"""Clicks on tracking links over real HTTP, request in to answer out: ours and a bare redirect."""

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from benchmarks import world
from benchmarks.claims import BOT, Urls, _free_port, postgresql, sqlite
from benchmarks.figure import Figure, paired
from benchmarks.stage import BOTS_CORE, PYTHON, START_SECONDS, TELEGRAMS_CORE, scratch
from sandbox.app import TOKEN

LINKS: Final = 500
CLICKS: Final = 30_000  # a run: a few seconds of each
WARM_UP: Final = 2_000
CONNECTIONS: Final = 32
OURS: Final = (*BOT.argv, "--roles", "web")
BARE: Final = (PYTHON, "-m", "benchmarks.peers.bare_redirect")
_AGENT: Final = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_{minor} like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI"
)
_END: Final = b"\r\n\r\n"


def on_sqlite() -> Iterator[Figure]:
    """Issue: at least 0.6 of a bare aiohttp redirect."""
    yield _against_bare("redirect", sqlite)


def on_postgresql() -> Iterator[Figure]:
    yield _against_bare("redirect-pg", postgresql)


def _against_bare(bench: str, urls: Urls) -> Figure:
    return paired(
        bench,
        "clicks/s",
        lambda: _clicks_per_second(OURS, urls),
        lambda: _clicks_per_second(BARE, urls),
        "bare aiohttp redirect",
    )


def _clicks_per_second(argv: tuple[str, ...], urls: Urls) -> float:
    """Of ours each click must be found in the rows afterwards."""
    os.sched_setaffinity(0, {TELEGRAMS_CORE})
    with scratch() as name, urls(Path(name)) as url:
        paths = world.fill_links(url, LINKS, "https://koc.example")
        speed = asyncio.run(_measured(argv, url, paths, Path(name)))
        if argv is OURS and (counted := world.clicks_counted(url)) != CLICKS + WARM_UP:
            raise RuntimeError(f"{counted} of {CLICKS + WARM_UP} clicks were counted")
        return speed


async def _measured(argv: tuple[str, ...], url: str, paths: list[str], folder: Path) -> float:
    port = _free_port()
    async with _server(argv, url, port, folder):
        await _clicks(port, paths, WARM_UP)
        began = time.perf_counter()
        await _clicks(port, paths, CLICKS)
        return CLICKS / (time.perf_counter() - began)


@asynccontextmanager
async def _server(argv: tuple[str, ...], url: str, port: int, folder: Path) -> AsyncIterator[None]:
    """On its own core; what it gathered is written when this ends."""
    environment = os.environ | {
        "KOC__TELEGRAM__TOKEN": TOKEN,
        "KOC__DATABASE__URL": url,
        "KOC__WEB__PORT": str(port),
        "KOC__LOG__LEVEL": "error",
        "KOC__TRACKING__ALLOWED_HOSTS": "shop.example.com",
        "KOC__WEB__PUBLIC_URL": "https://koc.example",
    }
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: ASYNC220  (once, before the measurement)
            argv,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=lambda: os.sched_setaffinity(0, {BOTS_CORE}),  # noqa: PLW1509
        )
        try:
            await _listens(process, port, folder / "web.log")
            await asyncio.sleep(2)  # start-up work ends
            yield
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 20)


async def _listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    began = time.monotonic()
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if process.poll() is not None or time.monotonic() - began > START_SECONDS:
                raise RuntimeError(f"nobody listens, see {log}") from None
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return


async def _clicks(port: int, paths: list[str], clicks: int) -> None:
    """Each connection clicks again once it was answered."""
    agents = [_AGENT.format(minor=minor) for minor in range(40)]
    asked = (
        f"GET {path} HTTP/1.1\r\nHost: koc.example\r\nUser-Agent: {agent}\r\n"
        f"X-Forwarded-For: 203.0.113.{number % 250}\r\nAccept: text/html\r\n\r\n".encode()
        for number, (path, agent) in enumerate(zip(cycle(paths), cycle(agents), strict=False))
    )
    loop = asyncio.get_running_loop()
    people = [
        _Person(asked, clicks // CONNECTIONS + (at < clicks % CONNECTIONS), loop)
        for at in range(CONNECTIONS)
    ]
    for person in people:
        await loop.create_connection(lambda person=person: person, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(person.done for person in people))


class _Person(asyncio.Protocol):
    """The least that can click: a client library would cost more than what is measured."""

    def __init__(
        self, asked: Iterator[bytes], clicks: int, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.done: asyncio.Future[None] = loop.create_future()
        self._asked = asked
        self._left = clicks
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._transport.write(next(self._asked))

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._got.endswith(_END):  # a redirect has no body
            return
        if not self._got.startswith(b"HTTP/1.1 302 "):
            self.done.set_exception(RuntimeError(self._got[:200].decode()))
            return
        self._got = b""
        self._left -= 1
        if self._left:
            self._transport.write(next(self._asked))
        else:
            self._transport.close()
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError("the server hung up"))
