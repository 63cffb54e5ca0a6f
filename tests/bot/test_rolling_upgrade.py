"""A rolling upgrade: processes of two releases come, go and die, and nobody's word is lost."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Connection, select, update

from bot.config import Mode
from domain.delivery import DeliveryClass
from sandbox import Person, Sandbox
from services import notices
from storage.database import open_database
from storage.migrate import HEAD
from storage.tables.chat import kept_update
from storage.tables.people import person
from tests import next_release
from tests.balancer import Balancer, balancer
from tests.loop.loop import local_telegram, rows_of
from tests.loop.running import environment, free_port
from tests.world import creator

ROOT = Path(__file__).parents[2]
LONG = 90.0  # seconds; a busy machine may need most of them
TALKERS = 3
UPGRADES = 2
pytestmark = [pytest.mark.kills, pytest.mark.serial]


class House:
    def __init__(self, telegram: Sandbox, front: Balancer, url: str, stack: AsyncExitStack) -> None:
        self.telegram = telegram
        self.front = front
        self.url = url
        self._stack = stack

    async def process(self) -> "Running":
        """`koc run --roles web`, which takes updates in by webhook; it listens by now."""
        environ = environment(self.telegram, self.url, Mode.WEBHOOK)
        return await self._ready("web", environ, environ["KOC__WEB__PORT"], next_release.OURS)

    async def asker(self, roles: str, koc: str = next_release.OURS) -> "Running":
        """One that asks for its updates, or has none; of our release, or of another's `koc`."""
        environ = environment(self.telegram, self.url, Mode.POLLING)
        environ["KOC__WEB__WATCH_PORT"] = watched = str(free_port())
        return await self._ready(roles, environ, watched, koc)

    async def _ready(self, roles: str, environ: dict[str, str], port: str, koc: str) -> "Running":
        base = f"http://127.0.0.1:{port}"
        argv = ("-c", koc, "run", "--roles", roles)
        running = Running(await self._stack.enter_async_context(_koc_run(argv, environ)), base)
        await listens(base)
        return running

    async def tell(self, someone: Person, key: str) -> None:
        """Something that a worker has to send: it has arrived by now."""
        db = open_database(self.url)
        try:
            await db.write(_queue, someone, key)
        finally:
            await db.close()
        async with asyncio.timeout(LONG):
            while not self.told(someone, key):  # noqa: ASYNC110  (told of by a process apart)
                await asyncio.sleep(0.1)

    def told(self, someone: Person, key: str) -> int:
        accepted = self.telegram.log.accepted("sendMessage", chat_id=someone.user.id)
        return sum(key in entry.text for entry in accepted)

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

    async def dies(self) -> None:
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def _koc_run(
    argv: tuple[str, ...], environ: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
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


def _queue(conn: Connection, to: Person, key: str) -> None:
    someone = select(person.c.id).where(person.c.telegram_id == to.user.id)
    number = conn.execute(someone).scalar_one()
    conn.execute(update(person).values(quiet_from_hour=0, quiet_to_hour=0))  # nobody sleeps
    about, cls = {"title": key}, DeliveryClass.TRANSACTIONAL
    now = datetime.now(UTC)
    notices.queue(conn, number, "expired", about, cls=cls, dedupe_key=key, now=now)


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
    async with _house(migrated_postgresql_url) as one:
        yield one


@pytest.fixture
async def any_house(migrated_url: str) -> AsyncIterator[House]:
    async with _house(migrated_url) as one:
        yield one


@asynccontextmanager
async def _house(url: str) -> AsyncIterator[House]:
    async with local_telegram() as telegram, balancer() as front, AsyncExitStack() as stack:
        yield House(telegram, front, url, stack)


async def talk(house: House, someone: Person, said: Counter[int], ended: asyncio.Event) -> None:
    """One question after the other, each when the one before was answered, until the end."""
    while not ended.is_set():
        said[someone.user.id] += 1
        await someone.says("/help")
        async with asyncio.timeout(LONG):
            while answers(house, someone) < said[someone.user.id]:
                await house.telegram.world.events.next(someone.user.id, 0.2)
        await asyncio.sleep(0.2)
    assert answers(house, someone) == said[someone.user.id]


def answers(house: House, someone: Person) -> int:
    accepted = house.telegram.log.accepted("sendMessage", chat_id=someone.user.id)
    return sum("/tasks" in entry.text for entry in accepted)


@pytest.mark.postgresql
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
        for each in people:
            talking.create_task(talk(house, each, said, ended))
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


async def ask_on(house: House, someone: Person, ended: asyncio.Event) -> int:
    """As `talk`, where processes die: an answer whose end nobody heard of comes once more."""
    asked = 0
    while not ended.is_set():
        before, asked = answers(house, someone), asked + 1
        await someone.says("/help")
        async with asyncio.timeout(LONG):
            while answers(house, someone) == before:
                await house.telegram.world.events.next(someone.user.id, 0.2)
        await asyncio.sleep(0.2)
    return asked


async def known(house: House, name: str) -> Person:
    someone = await house.telegram.person(name)
    await someone.says("/start")
    db = open_database(house.url)
    await db.write(lambda conn: creator(conn, telegram_id=someone.user.id))
    await db.close()
    return someone


async def test_an_old_process_that_dies_behind_a_migration_comes_back_and_works_on(
    any_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bot and worker apart on PostgreSQL, where the tables change under them; in one on SQLite."""
    house, is_one = any_house, any_house.url.startswith("sqlite")
    asks, reads = await known(house, "asks"), await known(house, "reads")
    parts, ended = ["bot,worker"] if is_one else ["bot", "worker"], asyncio.Event()
    running = [await house.asker(roles) for roles in parts]
    theirs = next_release.command(next_release.scripts(tmp_path / "its", oldest_reader=HEAD))
    async with asyncio.TaskGroup() as talking:
        asking = talking.create_task(ask_on(house, asks, ended))
        await house.tell(reads, "ahead of it")
        if is_one:
            await running[0].dies()
        await asyncio.to_thread(next_release.bring_up, house.url, tmp_path, monkeypatch)
        for at, roles in enumerate(parts):
            if not is_one:
                await running[at].dies()
            running[at] = await house.asker(roles)
        await house.tell(reads, "behind it")
        for at, roles in enumerate(parts):
            old = running[at]
            if is_one:
                await old.ends_well()
            running[at] = await house.asker(roles, theirs)
            if not is_one:
                await old.ends_well()
        await house.tell(reads, "by the new one")
        ended.set()
    assert asking.result() > 2
    assert [house.told(reads, key) for key in ("ahead of it", "behind it", "by the new one")] == [
        1
    ] * 3
    with rows_of(house.url) as rows:
        assert rows.rows(kept_update.select()) == []
    for each in running:
        await each.ends_well()


@pytest.mark.postgresql
async def test_bots_and_workers_come_and_go_in_turn_and_nothing_is_said_twice(
    house: House,
) -> None:
    asks, reads = await known(house, "asks"), await known(house, "reads")
    running = {roles: await house.asker(roles) for roles in ("bot", "worker")}
    said, ended = Counter[int](), asyncio.Event()
    async with asyncio.TaskGroup() as talking:
        talking.create_task(talk(house, asks, said, ended))
        for roles in ("worker", "bot"):
            new = await house.asker(roles)
            await running[roles].ends_well()
            running[roles] = new
            await house.tell(reads, f"behind the {roles}")
        ended.set()
    assert [house.told(reads, f"behind the {roles}") for roles in running] == [1, 1]
    for each in running.values():
        await each.ends_well()
