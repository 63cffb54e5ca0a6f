"""Every update again, in any order and at once, after each chapter: nothing changes by it."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import aiohttp

from bot.config import Mode
from sandbox.updates import Update
from services import verify
from storage import updates
from tests.loop.loop import Loop, Lost, local_telegram, rows_of
from tests.loop.picture import Picture, differences, picture
from tests.loop.running import Inside, environment
from tests.loop.story import STORY, Chapter
from tests.prove.proof import Trial
from web.telegram_webhook import HEADER

_REPEATED_FOR: Final = timedelta(hours=24)  # Telegram forgets an update after that
_AT_ONCE: Final = 16


@contextmanager
def forgetting_marks() -> Iterator[None]:
    """The control: no update is known from before."""
    mark_as_ever = updates.mark
    updates.mark = lambda *_: True
    try:
        yield
    finally:
        updates.mark = mark_as_ever


class Replayer:
    """Notes what the local Telegram posts, and posts it again."""

    def __init__(self, loop: Loop, environ: dict[str, str], seed: int) -> None:
        self.posted = 0
        self._loop = loop
        self._url = environ["KOC__TELEGRAM__WEBHOOK_URL"]
        self._headers = {HEADER: environ["KOC__TELEGRAM__WEBHOOK_SECRET"]}
        self._dice = random.Random(seed)
        self._seen: list[tuple[datetime, Update]] = []
        queue = loop.telegram.world.bot().queue
        self._take = queue.on_push
        queue.on_push = self._note

    def _note(self, update: Update) -> None:
        self._seen.append((self._loop.now, update))
        self._take(update)

    async def replay(self) -> None:
        """All of the last day, shuffled, some of them side by side."""
        oldest = self._loop.now - _REPEATED_FOR
        again = [update for at, update in self._seen if at > oldest]
        self._dice.shuffle(again)
        places = asyncio.Semaphore(_AT_ONCE)
        async with aiohttp.ClientSession(headers=self._headers) as session:
            await asyncio.gather(*(self._post(session, places, each) for each in again))

    async def _post(
        self, session: aiohttp.ClientSession, places: asyncio.Semaphore, update: Update
    ) -> None:
        async with places, session.post(self._url, data=update.body) as answer:
            assert answer.status == 200, answer.status
            self.posted += 1


async def replayed(url: str, seed: int, story: Sequence[Chapter] = STORY) -> Trial:
    """Tried is how many updates came once more."""
    async with local_telegram() as telegram:
        environ = environment(telegram, url, Mode.WEBHOOK)
        bot = Inside(environ, telegram.clock)
        await bot.start()
        try:
            with rows_of(url) as rows:
                loop = Loop(telegram, bot, rows)
                await loop.enter()
                await _webhook_is_set(loop)
                replayer = Replayer(loop, environ, seed)
                problems = await _problems(loop, replayer, story)
        finally:
            await bot.stop()
    return Trial(replayer.posted, problems)


async def _webhook_is_set(loop: Loop) -> None:
    async with asyncio.timeout(20):
        while loop.telegram.world.bot().webhook is None:
            await loop.telegram.world.events.next(loop.owner.telegram_id, 0.02)


async def _problems(loop: Loop, replayer: Replayer, story: Sequence[Chapter]) -> list[str]:
    problems: list[str] = []
    for chapter in story:
        try:
            await chapter(loop)
        except (Lost, AssertionError) as lost:  # what was replayed before is in the way
            return [*problems, f"{chapter.__name__}: {str(lost)[:300]}"]
        before: Picture = loop.rows.do(picture)
        await replayer.replay()
        changed = differences(before, loop.rows.do(picture))
        problems += [f"{chapter.__name__}: {each}" for each in changed]
        problems += map(str, loop.rows.do(verify.problems))
    return problems
