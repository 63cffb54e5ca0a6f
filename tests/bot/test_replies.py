"""A reply that cannot be sent: its effects stand, so nothing is kept aside for it."""

import pytest
from structlog.testing import capture_logs
from telegram import Bot, Update

from sandbox.app import Sandbox
from storage.database import Database
from tests.bot.polled import kept, mark, persons, polling, until, waiting
from tests.world import World

pytestmark = pytest.mark.usefixtures("short_pauses")


async def test_a_reply_that_cannot_be_sent_keeps_nothing_aside_once_its_effects_stand(
    sandbox: Sandbox, bot: Bot, db: Database, world: World
) -> None:
    (ann,) = await persons(sandbox, 1)

    async def handler(update: Update) -> None:
        await db.write(mark, update.update_id)
        await bot.send_message(ann.user.id, "done")

    async with polling(bot, db, handler):
        sandbox.fault("500_before", "sendMessage")
        await ann.says("hello")
        await until(lambda: waiting(sandbox) == 0)
    assert not kept(world)


async def test_a_reply_that_cannot_be_sent_to_what_only_reads_is_a_warning(
    sandbox: Sandbox, bot: Bot, db: Database, world: World
) -> None:
    (ann,) = await persons(sandbox, 1)

    async def handler(_: Update) -> None:
        await bot.send_message(ann.user.id, "here you are")

    with capture_logs() as logs:
        async with polling(bot, db, handler):
            sandbox.fault("500_before", "sendMessage", count=3)
            await ann.says("/help")
            await until(lambda: waiting(sandbox) == 0)
    assert not kept(world)
    assert [each["log_level"] for each in logs if each["event"] == "reply given up"] == ["warning"]
    assert not [each for each in logs if each["log_level"] == "error"]


async def test_one_who_blocked_us_meanwhile_is_no_trouble(
    sandbox: Sandbox, bot: Bot, db: Database, world: World
) -> None:
    (ann,) = await persons(sandbox, 1)

    async def handler(_: Update) -> None:
        await ann.blocks()
        await bot.send_message(ann.user.id, "done")

    async with polling(bot, db, handler):
        await ann.says("hello")
        await until(lambda: not kept(world) and waiting(sandbox) <= 1)
    assert not kept(world)
