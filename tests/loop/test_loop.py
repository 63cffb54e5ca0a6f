"""The whole loop over real HTTP: each database, polling and webhook, and a real process too."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from bot.config import Mode
from domain.delivery import DeliveryStatus
from sandbox import Clock
from services import verify
from tests.loop.accepted import Notice, disagreements, notices_of
from tests.loop.loop import Loop, local_telegram, rows_of
from tests.loop.running import Apart, Inside, Running, environment
from tests.loop.story import STORY

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
UNFINISHED: Final = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
Runs = Callable[[dict[str, str], Clock], Running]


async def _live_through(database_url: str, mode: Mode, runs: Runs) -> None:
    async with local_telegram() as telegram:
        bot = runs(environment(telegram, database_url, mode), telegram.clock)
        await bot.start()
        try:
            with rows_of(database_url) as rows:
                loop = Loop(telegram, bot, rows)
                await loop.enter()
                for chapter in STORY:
                    await chapter(loop)
                await _ends_well(loop)
        finally:
            await bot.stop()


async def _ends_well(loop: Loop) -> None:
    assert loop.rows.do(verify.problems) == []
    for reader in (loop.reviewer, loop.creator, loop.drifter):
        told = loop.telegram.log.accepted("sendMessage", chat_id=reader.telegram_id)
        assert all(_CHINESE.search(entry.text) for entry in told)
    planned = await _all_told(loop)
    # On a slow machine a reminder may find, when its turn comes, that its cause has gone.
    ends = {each.status for each in planned}
    assert DeliveryStatus.SENT in ends
    assert ends <= {DeliveryStatus.SENT, DeliveryStatus.CANCELLED}
    assert disagreements(planned, loop.telegram.log) == []


async def _all_told(loop: Loop) -> list[Notice]:
    """The notices, once none is on its way any more."""
    async with asyncio.timeout(30):
        while True:
            planned = loop.rows.do(notices_of)
            if not any(each.status in UNFINISHED for each in planned):
                return planned
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("mode", Mode)
async def test_a_creator_comes_in_is_paid_and_says_so(migrated_url: str, mode: Mode) -> None:
    await _live_through(migrated_url, mode, Inside)


async def test_a_process_of_its_own_lives_through_the_same(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    clock_path = tmp_path / "clock"
    await _live_through(
        migrated_sqlite_url, Mode.POLLING, lambda environ, clock: Apart(environ, clock, clock_path)
    )
