"""Updates are acknowledged when done, tried again, kept aside, and never in each other's way."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Bot, Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from bot.intake import Intake
from bot.lanes import Lanes
from sandbox.app import Sandbox
from services import kept_updates
from storage.database import Database
from storage.tables.chat import kept_update
from tests.bot.polled import VAULT, kept, mark, now, persons, polling, until, waiting
from tests.world import World

pytestmark = pytest.mark.usefixtures("short_pauses")


async def test_nothing_is_acknowledged_before_it_is_done(
    sandbox: Sandbox, bot: Bot, db: Database
) -> None:
    done = asyncio.Event()
    (ann,) = await persons(sandbox, 1)
    async with polling(bot, db, lambda _: done.wait()):
        await ann.says("hello")
        await asyncio.sleep(0.3)
        assert waiting(sandbox) == 1
        done.set()
        await until(lambda: waiting(sandbox) == 0)


async def test_others_come_in_while_one_hangs_and_each_is_handled_once(
    sandbox: Sandbox, bot: Bot, db: Database
) -> None:
    handled: list[str] = []
    released = asyncio.Event()

    async def handler(update: Update) -> None:
        text = str(update.message and update.message.text)
        if text == "hang":
            await released.wait()
        handled.append(text)

    first, *others = await persons(sandbox, 6)
    async with polling(bot, db, handler):
        await first.says("hang")
        for number, person in enumerate(others):
            await asyncio.sleep(0.02)
            await person.says(str(number))
        await until(lambda: len(handled) == 5)
        assert waiting(sandbox) == 6
        released.set()
        await until(lambda: waiting(sandbox) == 0)
    assert handled == ["0", "1", "2", "3", "4", "hang"]


async def test_what_was_not_done_at_the_stop_comes_again_after_it(
    sandbox: Sandbox, bot: Bot, db: Database
) -> None:
    (ann,) = await persons(sandbox, 1)
    await ann.says("one")
    seen: list[str] = []

    async def handler(update: Update) -> None:
        seen.append(str(update.message and update.message.text))

    async with polling(bot, db, handler):
        await until(lambda: len(seen) == 1)
    assert waiting(sandbox) == 0
    await ann.says("two")
    async with polling(bot, db, handler):
        await until(lambda: len(seen) == 2)
    assert seen == ["one", "two"]


async def test_a_stumble_is_tried_again_and_nobody_hears_of_it(
    sandbox: Sandbox, bot: Bot, db: Database, world: World
) -> None:
    (ann,) = await persons(sandbox, 1)
    tries = 0

    async def handler(_: Update) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ValueError("not yet")

    async with polling(bot, db, handler):
        await ann.says("hello")
        await until(lambda: waiting(sandbox) == 0)
    assert tries == 3
    assert not kept(world)
    assert not ann.fresh


async def test_a_poisonous_update_is_kept_told_of_and_out_of_the_way(
    sandbox: Sandbox, bot: Bot, db: Database, world: World
) -> None:
    handled: list[str] = []

    async def handler(update: Update) -> None:
        text = str(update.message and update.message.text)
        if text == "poison":
            raise ValueError("spoilt by poison")
        handled.append(text)

    ann = await sandbox.person("Ann", language_code="en")
    async with polling(bot, db, handler):
        await ann.says("poison")
        await ann.says("water")
        told = await ann.sees("reference")
        await until(lambda: waiting(sandbox) == 0)
    ((reference, problem),) = kept(world)
    assert (problem, str(reference) in told.text) == ("ValueError", True)
    assert "poison" not in str(world.rows(select(kept_update)))
    whole = world.do(kept_updates.opened, VAULT, reference)
    assert whole["update"]["message"]["text"] == "poison"
    assert whole["error"][-1] == "ValueError: spoilt by poison"
    assert handled == ["water"]


async def test_an_update_that_the_library_cannot_parse_is_kept_and_the_rest_goes_on(
    bot: Bot, db: Database, world: World
) -> None:
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    async with application:
        taken = Intake(application, db, now, Lanes(2), VAULT)
        await taken.receive({"update_id": 5, "message": {"from": {"id": 1}, "date": "yesterday"}})
    assert [row[0] for row in kept(world)] == [5]


class Away:
    """A database that takes nothing for a while."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.away = True

    async def read(self, *args: Any, **kwargs: Any) -> Any:
        return await self._db.read(*args, **kwargs)

    async def write(self, *args: Any, **kwargs: Any) -> Any:
        if self.away:
            raise OSError("disk full")
        return await self._db.write(*args, **kwargs)

    async def close(self) -> None: ...


async def test_while_the_database_is_away_nothing_is_acknowledged_and_nothing_is_lost(
    sandbox: Sandbox, bot: Bot, db: Database
) -> None:
    away = Away(db)
    (ann,) = await persons(sandbox, 1)
    done: list[int] = []

    async def handler(update: Update) -> None:
        await away.write(mark, update.update_id)
        done.append(update.update_id)

    async with polling(bot, away, handler):
        await ann.says("hello")
        await asyncio.sleep(0.5)
        assert waiting(sandbox) == 1
        away.away = False
        await until(lambda: waiting(sandbox) == 0)
    assert len(done) == 1


async def test_the_webhook_hears_of_it_when_an_update_could_not_be_kept(
    bot: Bot, db: Database
) -> None:
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    async with application:
        taken = Intake(application, Away(db), now, Lanes(2), VAULT)
        for _ in range(2):
            with pytest.raises(OSError, match="disk full"):
                await taken.receive({"update_id": 5, "message": {"date": "yesterday"}})
    assert taken.handled == 0  # it comes again


async def test_the_same_update_twice_at_once_is_one_work(bot: Bot, db: Database) -> None:
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    runs = 0

    async def handle(_: Update, __: object) -> None:
        nonlocal runs
        runs += 1
        await asyncio.sleep(0.05)

    application.add_handler(MessageHandler(filters.ALL, handle))
    raw = {
        "update_id": 9,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": 1, "type": "private"},
            "from": {"id": 1, "is_bot": False, "first_name": "A"},
            "text": "x",
        },
    }
    async with application:
        taken = Intake(application, db, now, Lanes(4), VAULT)
        await asyncio.gather(*(taken.receive(dict(raw)) for _ in range(50)))
    assert (runs, taken.handled) == (1, 1)
