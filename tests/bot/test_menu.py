"""The commands beside the text field are kept as they should be, whatever is away for a while."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram import Bot

from bot import menu
from bot.menu import Menu
from domain.locales import ZH
from domain.people import Role
from sandbox.app import Sandbox
from storage.database import Database
from tests.world import World, staff

SHOWN_TO_ALL = 3  # by default, in Chinese, in English


def shown(sandbox: Sandbox) -> int:
    return len(sandbox.log.accepted("setMyCommands"))


class Hiccup:
    """A database whose first read fails."""

    def __init__(self, db: Database) -> None:
        self.write = db.write
        self.close = db.close
        self._db = db
        self._fails = True

    async def read(self, *args: Any, **kwargs: Any) -> Any:
        if self._fails:
            self._fails = False
            raise OSError("disk full")
        return await self._db.read(*args, **kwargs)


async def test_a_hiccup_of_the_database_is_logged_and_the_menu_goes_on(
    sandbox: Sandbox, bot: Bot, db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(menu, "LOOK_EVERY", 0.01)
    lin = await sandbox.person("Lin")
    await lin.starts()
    world.do(staff, Role.OWNER, telegram_id=lin.user.id)
    with capture_logs() as logs:
        keeping = asyncio.create_task(Menu(bot, Hiccup(db), ZH).keep())
        try:
            async with asyncio.timeout(5):
                while shown(sandbox) <= SHOWN_TO_ALL:  # noqa: ASYNC110  (what is looked at has no event)
                    await asyncio.sleep(0.01)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
    assert [(each["log_level"], each["event"]) for each in logs] == [
        ("error", "commands not shown yet")
    ]
