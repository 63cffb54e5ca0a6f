"""A rolling upgrade behind a balancer: processes come and go in turn, and nobody's word is lost."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.config import Mode
from sandbox import Person, Sandbox
from storage.tables.chat import kept_update
from tests.balancer import Balancer, balancer
from tests.loop.loop import local_telegram, rows_of
from tests.loop.running import environment

ROOT = Path(__file__).parents[2]
LONG = 90.0  # seconds; a busy machine may need most of them
TALKERS = 3
UPGRADES = 2
pytestmark = [pytest.mark.kills, pytest.mark.serial, pytest.mark.postgresql]


class House:
    def __init__(self, telegram: Sandbox, front: Balancer, url: str, stack: AsyncExitStack) -> None:
        self.telegram = telegram
        self.front = front
        self.url = url
        self._stack = stack

    async def process(self) -> "Running":
        """`koc run --roles web`, which takes updates in by webhook; it listens by now."""
        environ = environment(self.telegram, self.url, Mode.WEBHOOK)
        base = f"http://127.0.0.1:{environ['KOC__WEB__PORT']}"
        running = Running(await self._stack.enter_async_context(_koc_run(environ)), base)
        await listens(base)
        return running

    async def sets_the_webhook(self, secret: str) -> None:
        bot = self.telegram.world.bot()
        told = {"url": f"{self.front.url}/telegram/webhook", "secret_token": secret}
        api = f"{self.telegram.api_base_url}{bot.token}/setWebhook"
        async with aiohttp.ClientSession() as session, session.post(api, json=told) as answer:
            assert answer.status == 200, await answer.text()


class Running:
    def __init__(self, process: asyncio.subprocess.Process, base: str) -> None:
        self.process = process
        self.base = base

    async def ends_well(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(self.process.wait(), LONG) == 0


@asynccontextmanager
async def _koc_run(environ: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    argv = ("-c", "from bot.cli import main; main()", "run", "--roles", "web")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *argv,
        env=os.environ | environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def listens(base: str) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(LONG):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"{base}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.2)


@pytest.fixture
async def house(migrated_postgresql_url: str) -> AsyncIterator[House]:
    async with local_telegram() as telegram, balancer() as front, AsyncExitStack() as stack:
        yield House(telegram, front, migrated_postgresql_url, stack)


async def talk(house: House, person: Person, said: Counter[int], ended: asyncio.Event) -> None:
    """One question after the other, each when the one before was answered, until the end."""
    while not ended.is_set():
        said[person.user.id] += 1
        await person.says("/help")
        async with asyncio.timeout(LONG):
            while answers(house, person) < said[person.user.id]:
                await house.telegram.world.events.next(person.user.id, 0.2)
        await asyncio.sleep(0.2)
    assert answers(house, person) == said[person.user.id]


def answers(house: House, person: Person) -> int:
    accepted = house.telegram.log.accepted("sendMessage", chat_id=person.user.id)
    return sum("/tasks" in entry.text for entry in accepted)


@pytest.mark.parametrize("is_told", [True, False], ids=["balancer is told", "balancer notices"])
async def test_processes_come_and_go_in_turn_and_every_word_is_answered_once(
    house: House, is_told: bool
) -> None:
    old = await house.process()
    house.front.backends.append(old.base)
    await house.sets_the_webhook("only_this_machine")
    people = [await house.telegram.person(f"p{number}") for number in range(TALKERS)]
    said, ended = Counter[int](), asyncio.Event()
    async with asyncio.TaskGroup() as talking:
        for person in people:
            talking.create_task(talk(house, person, said, ended))
        for _ in range(UPGRADES):
            new = await house.process()
            house.front.backends.append(new.base)
            if is_told:
                house.front.backends.remove(old.base)
            await old.ends_well()
            if not is_told:
                house.front.backends.remove(old.base)
            old = new
        ended.set()
    assert min(said.values()) > UPGRADES
    async with asyncio.timeout(LONG):
        while house.telegram.world.bot().queue.waiting():  # noqa: ASYNC110  (a queue has no event)
            await asyncio.sleep(0.02)
    with rows_of(house.url) as rows:
        assert rows.rows(kept_update.select()) == []
    await old.ends_well()
