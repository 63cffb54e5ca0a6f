"""One slow update holds up nobody: what leaves the window early is durable, or only a reply."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Bot, Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from bot.deferred import Deferred
from bot.intake import Intake
from bot.lanes import Lanes
from bot.polling import Poller
from bot.turn import Alone
from sandbox.app import Sandbox
from sandbox.person import Person
from services.vault import Vault
from storage import updates
from storage.database import Database
from storage.tables.chat import kept_update, processed_update
from tests.bot.polled import VAULT, mark, now, persons, polling, until, waiting
from tests.world import World

MANY = 150  # more than Telegram gives at once


def text_of(update: Update) -> str:
    return str(update.message and update.message.text)


async def talk(others: list[Person]) -> None:
    for number in range(MANY):
        await others[number % len(others)].says(str(number))


def deferred(world: World) -> list[int]:
    asked = select(kept_update.c.update_id).where(kept_update.c.attempts == 0)
    return [number for (number,) in world.rows(asked)]


@asynccontextmanager
async def releasing(
    slow: "Slow", bot: Bot, db: Database, vault: Vault = VAULT
) -> AsyncIterator[Intake]:
    """Polled; whatever the test came to, nothing hangs at its end."""
    async with polling(bot, db, slow, vault) as intake:
        try:
            yield intake
        finally:
            slow.released.set()


class Slow:
    """A handler that hangs on one text until it is released, and notes what it did."""

    def __init__(self, db: Database) -> None:
        self.handled: list[str] = []
        self.released = asyncio.Event()
        self.reply: Any = None  # told of an update whose reply alone is to come
        self._db = db

    async def __call__(self, update: Update) -> None:
        if text_of(update) == "hang":
            if self.reply is not None:
                await self._db.write(mark, update.update_id)
                self.reply(update.update_id)
            await self.released.wait()
        self.handled.append(text_of(update))


async def test_more_than_telegram_gives_at_once_goes_past_one_that_hangs(
    sandbox: Sandbox, bot: Bot, db: Database, world: World
) -> None:
    slow = Slow(db)
    first, *others = await persons(sandbox, 6)
    async with releasing(slow, bot, db):
        await first.says("hang")
        await talk(others)
        await until(lambda: len(slow.handled) == MANY, 15)
        await until(lambda: waiting(sandbox) == 0)
        assert len(deferred(world)) == 1
        slow.released.set()
        await until(lambda: not deferred(world))
    assert slow.handled[-1] == "hang"
    assert len(set(slow.handled)) == len(slow.handled) == MANY + 1


async def test_whoever_sends_a_hundred_behind_their_own_slow_one_holds_up_nobody(
    sandbox: Sandbox, bot: Bot, db: Database, world: World
) -> None:
    slow = Slow(db)
    first, other = await persons(sandbox, 2)
    async with releasing(slow, bot, db):
        await first.says("hang")
        for number in range(MANY):
            await first.says(f"mine {number}")
        await other.says("and me?")
        await until(lambda: slow.handled == ["and me?"], 15)
        slow.released.set()
        await until(lambda: waiting(sandbox) == 0 and not deferred(world), 15)
    assert slow.handled == ["and me?", "hang", *(f"mine {number}" for number in range(MANY))]


async def test_one_that_awaits_only_its_reply_needs_no_row(
    sandbox: Sandbox, bot: Bot, db: Database, world: World
) -> None:
    slow = Slow(db)
    first, *others = await persons(sandbox, 6)
    async with releasing(slow, bot, db) as intake:
        slow.reply = intake.answers
        await first.says("hang")
        await talk(others)
        await until(lambda: len(slow.handled) == MANY, 15)
        await until(lambda: waiting(sandbox) == 0)
        assert world.rows(select(kept_update)) == []
        slow.released.set()
        await until(lambda: "hang" in slow.handled)


async def test_without_a_key_nothing_typed_is_kept_and_telegram_keeps_it(
    sandbox: Sandbox, bot: Bot, db: Database, world: World
) -> None:
    slow = Slow(db)
    first, *others = await persons(sandbox, 6)
    async with releasing(slow, bot, db, Vault("")):
        await first.says("hang")
        await talk(others)
        await until(lambda: len(slow.handled) == 99, 15)
        await asyncio.sleep(1.5)
        assert (waiting(sandbox), world.rows(select(kept_update))) == (MANY + 1, [])
        slow.released.set()
        await until(lambda: waiting(sandbox) == 0, 15)
    assert len(set(slow.handled)) == len(slow.handled) == MANY + 1


async def test_a_deferred_one_that_breaks_is_kept_as_any_other(
    sandbox: Sandbox, bot: Bot, db: Database, world: World, short_pauses: None
) -> None:
    released = asyncio.Event()

    async def handler(update: Update) -> None:
        if text_of(update) == "poison":
            await released.wait()
            raise ValueError("spoilt")

    first, *others = await persons(sandbox, 6)
    async with polling(bot, db, handler):
        await first.says("poison")
        await talk(others)
        await until(lambda: waiting(sandbox) == 0, 15)
        assert len(deferred(world)) == 1
        released.set()
        await until(lambda: not deferred(world))
    kept = select(kept_update.c.problem, kept_update.c.attempts)
    assert world.rows(kept) == [("ValueError", 3)]


class Mortal:
    """A database whose process is killed at one of its writes: before it, or once it is durable."""

    def __init__(self, db: Database, service: str, *, after: bool) -> None:
        self.killed = asyncio.Event()
        self._db = db
        self._service = service
        self._after = after

    async def read(self, *args: Any, **kwargs: Any) -> Any:
        await self._live()
        return await self._db.read(*args, **kwargs)

    async def write(self, service: Any, *args: Any, **kwargs: Any) -> Any:
        await self._live()
        fatal = service.__qualname__ == self._service
        if fatal and not self._after:
            await self._die()
        result = await self._db.write(service, *args, **kwargs)
        if fatal:
            await self._die()
        return result

    async def close(self) -> None: ...

    async def _live(self) -> None:
        if self.killed.is_set():
            await asyncio.Event().wait()

    async def _die(self) -> None:
        self.killed.set()
        await asyncio.Event().wait()


def acts(conn: Any, update_id: int, done: list[int]) -> None:
    """An effect with its mark, as services/updates has it."""
    if not updates.is_marked(conn, update_id):
        updates.mark(conn, update_id, now())
        done.append(update_id)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("killed_at", ["defer", "acts", "done"])
async def test_a_kill_at_any_of_its_commits_loses_and_doubles_nothing(
    sandbox: Sandbox, bot: Bot, db: Database, world: World, killed_at: str, after: bool
) -> None:
    first, *others = await persons(sandbox, 6)
    released, effects = asyncio.Event(), list[int]()

    def handling(on: Any) -> Any:
        async def handler(update: Update) -> None:
            if text_of(update) == "hang":
                await released.wait()
                await on.write(acts, update.update_id, effects)

        return handler

    mortal = Mortal(db, killed_at, after=after)
    life = asyncio.create_task(_lived(bot, mortal, handling(mortal)))
    await first.says("hang")
    hung = sandbox.world.bot().queue.waiting()[0].id
    await talk(others)
    if killed_at != "defer":
        await until(lambda: bool(deferred(world)), 15)
        await until(lambda: waiting(sandbox) == 0, 15)
        released.set()
    await asyncio.wait_for(mortal.killed.wait(), 15)
    await _killed(life)

    released.set()
    async with polling(bot, db, handling(db)):
        await until(lambda: waiting(sandbox) == 0 and not deferred(world), 15)
    assert effects == [hung]
    assert world.rows(select(processed_update.c.update_id)) == [(hung,)]


async def _lived(bot: Bot, db: Any, handler: Any) -> None:
    """Nothing is drained, finished or acknowledged at its end."""
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()

    async def handle(update: Update, _: object) -> None:
        await handler(update)

    application.add_handler(MessageHandler(filters.ALL, handle))
    intake = Intake(application, db, now, Lanes(16), VAULT)
    await application.initialize()
    await Poller(bot, intake, Alone(), Deferred(intake, db, now, VAULT)).run()


async def _killed(life: asyncio.Task[None]) -> None:
    ours = asyncio.current_task()
    for task in asyncio.all_tasks() - {ours}:
        coro = task.get_coro()
        if task is life or "Lanes._behind" in repr(coro) or "Deferred._end" in repr(coro):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
