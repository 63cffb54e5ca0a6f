"""Our poller and what stands in its way: a forgotten webhook, somebody else who polls."""

import asyncio

import pytest
from telegram import Bot, Update

from sandbox.app import Sandbox
from services import updates
from storage.database import Database
from tests.bot.polled import persons, polling


async def test_a_forgotten_webhook_does_not_stop_polling(
    sandbox: Sandbox, bot: Bot, db: Database
) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    (ann,) = await persons(sandbox, 1)
    seen = asyncio.Event()

    async def handler(_: Update) -> None:
        seen.set()

    async with polling(bot, db, handler):
        await ann.says("hello")
        await asyncio.wait_for(seen.wait(), 5)


async def test_a_second_poller_is_named_and_waited_out(
    sandbox: Sandbox, bot: Bot, db: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = asyncio.Event()

    async def handler(_: Update) -> None:
        seen.set()

    (ann,) = await persons(sandbox, 1)
    async with polling(bot, db, handler):
        await asyncio.sleep(0.2)
        await bot.get_updates(timeout=1, read_timeout=5)
        await ann.says("hello")
        await asyncio.wait_for(seen.wait(), 10)
    assert "somebody else polls" in "".join(capfd.readouterr())
    assert updates.REMEMBERED_FOR  # the repeat that this may bring is still recognised
