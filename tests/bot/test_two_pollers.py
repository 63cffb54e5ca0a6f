"""Two real processes that would both poll: they take turns, whatever ends or stops the first."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import groupby
from pathlib import Path

import orjson
import pytest
from aiohttp import web

from sandbox import Person
from sandbox.app import TOKEN, Sandbox, serve
from tests.balancer import balancer

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.kills, pytest.mark.serial, pytest.mark.postgresql]
LONG = 60.0  # seconds; a busy machine may need most of them


class House:
    """Who asked for updates, in their order; each process has a way of its own to Telegram."""

    def __init__(self, telegram: Sandbox, url: str, stack: AsyncExitStack) -> None:
        self.telegram = telegram
        self.asked: list[str] = []
        self.acknowledged: list[str] = []  # by whom
        self._url = url
        self._stack = stack

    @property
    def pollers(self) -> list[str]:
        """Who polled, one after the other."""
        return [name for name, _ in groupby(self.asked)]

    def _noting(self, name: str) -> Callable[[web.Request, bytes], None]:
        def note(request: web.Request, body: bytes) -> None:
            if request.path.lower().endswith("/getupdates"):
                self.asked.append(name)
                self.acknowledged += [name] if orjson.loads(body).get("offset") else []

        return note

    async def process(self, name: str) -> asyncio.subprocess.Process:
        """`koc run --roles bot`; killed at the end if it still lives."""
        way = await self._stack.enter_async_context(balancer(self._noting(name)))
        way.backends = [self.telegram.base_url]
        return await self._stack.enter_async_context(_koc_run(self._url, way.url))

    async def polls(self, name: str) -> None:
        await until(lambda: self.asked[-1:] == [name])


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONG):
        while not holds():  # noqa: ASYNC110  (what is looked at has no event)
            await asyncio.sleep(0.02)


@asynccontextmanager
async def _koc_run(url: str, telegram_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    environ = os.environ | {
        "KOC__TELEGRAM__TOKEN": TOKEN,
        "KOC__TELEGRAM__API_BASE_URL": telegram_url,
        "KOC__DATABASE__URL": url,
        "PYTHONPATH": str(ROOT),
    }
    argv = ("-c", "from bot.cli import main; main()", "run", "--roles", "bot")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *argv, env=environ, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@pytest.fixture
async def house(migrated_postgresql_url: str) -> AsyncIterator[House]:
    async with serve() as telegram, AsyncExitStack() as stack:
        telegram.register(TOKEN, "KOC Dispatch", "koc_dispatch_bot")
        yield House(telegram, migrated_postgresql_url, stack)


async def asks_for_help(house: House, ann: Person, times: int) -> None:
    """Answered once, whoever answers."""
    await ann.says("/help")
    answers = house.telegram.log
    await until(lambda: len(answers.accepted("sendMessage", containing="/tasks")) >= times)
    assert len(answers.accepted("sendMessage", containing="/tasks")) == times


async def test_the_second_waits_until_the_first_stops_or_dies(house: House) -> None:
    ann = await house.telegram.person("Ann")
    first = await house.process("first")
    await house.polls("first")
    second = await house.process("second")
    await asks_for_help(house, ann, 1)
    await asyncio.sleep(3)
    assert house.pollers == ["first"]
    first.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(first.wait(), LONG) == 0
    await house.polls("second")
    await asks_for_help(house, ann, 2)
    third = await house.process("third")
    second.kill()  # nobody gave anything back
    await house.polls("third")
    await asks_for_help(house, ann, 3)
    assert house.pollers == ["first", "second", "third"]
    assert third.returncode is None


async def test_one_that_slept_longer_than_its_turn_asks_and_acknowledges_nothing(
    house: House,
) -> None:
    ann = await house.telegram.person("Ann")
    first = await house.process("first")
    await house.polls("first")
    await asks_for_help(house, ann, 1)
    second = await house.process("second")
    first.send_signal(signal.SIGSTOP)
    await house.polls("second")
    await asks_for_help(house, ann, 2)
    first.send_signal(signal.SIGCONT)
    await asyncio.sleep(3)
    await asks_for_help(house, ann, 3)
    assert house.pollers == ["first", "second"]
    assert [name for name, _ in groupby(house.acknowledged)][-1] == "second"
    second.send_signal(signal.SIGTERM)
    await asyncio.wait_for(second.wait(), LONG)
    await house.polls("first")  # it lives, and it is its turn again
    await asks_for_help(house, ann, 4)
