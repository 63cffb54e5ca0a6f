"""Claims over the local Telegram, update in to reply out: ours, the plain bot, a bare echo."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import world
from benchmarks.figure import Figure, alone, paired
from benchmarks.stage import PYTHON, Stage, bot_process, scratch, stage
from benchmarks.world import ClaimTap
from tools.postgres import postgres

OURS: Final = 2000  # claims a run: a few seconds of each
PLAIN: Final = 400
RATE: Final = 300  # taps a second, open loop
LATENCY_SECONDS: Final = 8
WARM_UP: Final = 200  # taps before the measured ones: statements compiled, texts read
LONGEST_SECONDS: Final = 120

Fill = Callable[[str, int, int], list[ClaimTap]]
Urls = Callable[[Path], AbstractContextManager[str]]


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot under measurement."""

    argv: tuple[str, ...]
    fill: Fill
    claims: int


BOT: Final = Bot((str(Path(PYTHON).with_name("koc")), "run"), world.fill, OURS)
PLAIN_BOT: Final = Bot((PYTHON, "-m", "benchmarks.peers.plain_bot"), world.fill_plain, PLAIN)
ECHO: Final = Bot((PYTHON, "-m", "benchmarks.peers.echo_bot"), world.fill, OURS)


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    yield world.fresh_sqlite(folder)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    with postgres(durable=True) as server:
        yield server.url(server.create_database())


def on_sqlite() -> Iterator[Figure]:
    """Issue: at least 8 times the plain bot."""
    yield _against_plain("claim", sqlite)


def on_postgresql() -> Iterator[Figure]:
    """Issue: at least 4 times the plain bot."""
    yield _against_plain("claim-pg", postgresql)


def against_echo() -> Iterator[Figure]:
    """Issue: at least 0.7 of a bare echo on the same transport, the same two calls each."""
    yield paired(
        "echo",
        "claims/s",
        lambda: _throughput(BOT, sqlite),
        lambda: _throughput(ECHO, sqlite),
        "bare echo on the same transport",
    )


def latency() -> Iterator[Figure]:
    """Issue: tap to reply p99 at most 10 ms at 300 claims a second, open loop."""
    yield alone("latency_p99_webhook", "ms", lambda: asyncio.run(_p99_ms(_free_port())))
    yield alone("latency_p99_polling", "ms", lambda: asyncio.run(_p99_ms()))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _against_plain(bench: str, urls: Urls) -> Figure:
    return paired(
        bench,
        "claims/s",
        lambda: _throughput(BOT, urls),
        lambda: _throughput(PLAIN_BOT, urls),
        "stock python-telegram-bot + SQLAlchemy async ORM",
    )


def _throughput(bot: Bot, urls: Urls) -> float:
    with scratch() as name, urls(Path(name)) as url:
        creators = bot.fill(url, bot.claims, 2 * bot.claims)
        return asyncio.run(_claims_per_second(bot, creators, url, Path(name)))


async def _claims_per_second(bot: Bot, creators: list[ClaimTap], url: str, folder: Path) -> float:
    """From the first tap to the last reply that the local Telegram accepted."""
    async with (
        stage(creators) as house,
        bot_process(house, list(bot.argv), url, folder),
    ):
        await asyncio.sleep(4)  # start-up work ends: everybody's weekly digest is planned
        began = house.sandbox.clock.timestamp()
        for number, creator in enumerate(creators):
            house.tap(number, creator.data)
        await answered(house, len(creators))
        last = house.sandbox.log.entries[-1].at.timestamp()
        return len(creators) / (last - began)


async def answered(house: Stage, claims: int) -> None:
    async with asyncio.timeout(LONGEST_SECONDS):
        while house.edits() < claims:  # noqa: ASYNC110  (the log is a list)
            await asyncio.sleep(0.05)


async def _p99_ms(webhook_port: int = 0) -> float:
    claims = RATE * LATENCY_SECONDS
    with scratch() as name, sqlite(Path(name)) as url:
        creators = world.fill(url, claims, 2 * claims)
        async with (
            stage(creators) as house,
            bot_process(house, list(BOT.argv), url, Path(name), webhook_port=webhook_port),
        ):
            await asyncio.sleep(4)  # start-up work ends: everybody's weekly digest is planned
            await open_loop(house, creators[:WARM_UP], 0)
            await answered(house, WARM_UP)
            tapped = await open_loop(house, creators[WARM_UP:], WARM_UP)
            await answered(house, claims)
            waits = [
                entry.at.timestamp() - tapped[entry.chat_id]
                for entry in house.sandbox.log
                if entry.method == "editMessageText" and entry.chat_id in tapped
            ]
    return sorted(waits)[int(len(waits) * 0.99)] * 1000


async def open_loop(
    house: Stage, creators: list[ClaimTap], first: int, rate: int = RATE
) -> dict[int, float]:
    """Taps at their times, whatever is answered; when each was tapped."""
    began, tapped = house.sandbox.clock.timestamp(), {}
    for number, creator in enumerate(creators):
        wait = began + number / rate - house.sandbox.clock.timestamp()
        if wait > 0:
            await asyncio.sleep(wait)
        tapped[creator.telegram_id] = house.sandbox.clock.timestamp()
        house.tap(first + number, creator.data)
    return tapped
