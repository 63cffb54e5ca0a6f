"""The loop with a bot that is killed all the while: it ends as undisturbed, each effect once."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from bot.config import Mode
from domain.delivery import DeliveryStatus
from sandbox import NotSeen
from sandbox.errors import GestureRefused
from services import verify
from storage.tables.delivery import delivery
from tests.loop.accepted import disagreements, notices_of
from tests.loop.loop import Loop, Lost, local_telegram, rows_of
from tests.loop.picture import Picture, differences, picture
from tests.loop.running import Inside, environment
from tests.loop.story import STORY, Chapter
from tests.prove.fates import Fate
from tests.prove.proof import Trial
from tests.prove.reaper import AT_COMMITS, Reaper
from tests.prove.variants import Variant

S = DeliveryStatus
Hunt = Callable[[Reaper], AbstractAsyncContextManager[None]]
_FIRST_LIFE_SECONDS: Final = 0.25
_LIFE_GROWS: Final = 1.03
_LONGEST_LIFE_SECONDS: Final = 5.0
_LEASE_MINUTES: Final = 3  # longer than a delivery is anybody's
LOST: Final = (Lost, NotSeen, GestureRefused, TimeoutError)


def at_every_commit(reaper: Reaper) -> AbstractAsyncContextManager[None]:
    """One dies before it, the next after it: so the loop goes on by one commit in two lives."""
    return reaper.doomed(AT_COMMITS)


def before_every_call(reaper: Reaper) -> AbstractAsyncContextManager[None]:
    """Once before each: what we were about to say is not said."""
    return reaper.doomed((Fate.BEFORE_CALL,))


def after_every_call(reaper: Reaper) -> AbstractAsyncContextManager[None]:
    """Once after each: Telegram has done it, and we do not know."""
    return reaper.doomed((Fate.AFTER_CALL,))


@asynccontextmanager
async def at_random(reaper: Reaper, seed: int) -> AsyncIterator[None]:
    """Lives between a blink and a second, whatever they are doing then.

    Each may be a little longer than the one before: on a slow machine, where a birth alone takes
    more than a second, the loop must come to its end too.
    """
    dice = random.Random(seed)

    async def hunt() -> None:
        mean_seconds = _FIRST_LIFE_SECONDS
        while True:
            await asyncio.sleep(0.05 + dice.expovariate(1 / mean_seconds))
            reaper.kill_unless_spared()
            mean_seconds = min(mean_seconds * _LIFE_GROWS, _LONGEST_LIFE_SECONDS)

    hunting = asyncio.create_task(hunt())
    try:
        yield
    finally:
        hunting.cancel()


async def undisturbed(url: str, story: Sequence[Chapter] = STORY) -> Picture:
    """What the story leads to when nobody kills."""
    async with local_telegram() as telegram:
        bot = Inside(environment(telegram, url, Mode.POLLING), telegram.clock)
        await bot.start()
        try:
            with rows_of(url) as rows:
                loop = Loop(telegram, bot, rows)
                await loop.enter()
                for chapter in story:
                    await chapter(loop)
                await _come_to_rest(loop)
                return rows.do(picture)
        finally:
            await bot.stop()


@dataclass(frozen=True, slots=True)
class Ordeal:
    """What is lived through: the hunt begins after the story's first `calm` chapters.

    Without a hunt nobody is ever killed.
    """

    hunt: Hunt | None
    story: Sequence[Chapter] = STORY
    calm: int = 0
    mode: Mode = Mode.POLLING
    variant: Variant = Variant.OURS
    patience: float = 120.0


async def battered(url: str, ordeal: Ordeal, wanted: Picture) -> Trial:
    """Tried is how often a bot was killed."""
    async with local_telegram() as telegram:
        with tempfile.TemporaryDirectory() as folder, rows_of(url) as rows:
            environ = environment(telegram, url, ordeal.mode)
            reaper = Reaper(environ, telegram.clock, Path(folder), variant=ordeal.variant)
            await reaper.start()
            try:
                loop = Loop(
                    telegram,
                    reaper,
                    rows,
                    battered=True,
                    spared=reaper.spared,
                    patience=ordeal.patience,
                )
                problems = await _problems(loop, reaper, ordeal, wanted)
            finally:
                await reaper.stop()
    return Trial(reaper.deaths, problems)


async def _problems(loop: Loop, reaper: Reaper, ordeal: Ordeal, wanted: Picture) -> list[str]:
    try:
        await _live_through(loop, reaper, ordeal)
    except LOST as lost:
        return [f"{type(lost).__name__}: {str(lost)[:300]}"]
    planned = loop.rows.do(notices_of)
    return [
        *differences(wanted, loop.rows.do(picture)),
        *map(str, loop.rows.do(verify.problems)),
        *disagreements(planned, loop.telegram.log),
    ]


async def _live_through(loop: Loop, reaper: Reaper, ordeal: Ordeal) -> None:
    await loop.enter()
    for chapter in ordeal.story[: ordeal.calm]:
        await chapter(loop)
    async with ordeal.hunt(reaper) if ordeal.hunt else nullcontext():
        for chapter in ordeal.story[ordeal.calm :]:
            await chapter(loop)
    await _come_to_rest(loop, reaper if ordeal.hunt else None)


async def _come_to_rest(loop: Loop, reaper: Reaper | None = None) -> None:
    """Nothing is being sent, and nothing waits that is due."""
    for _ in ("what the last one was sending", "what is said once more for it"):
        await loop.later(minutes=_LEASE_MINUTES)
        if reaper is not None:
            reaper.kill()  # who is born looks for what was left
        waits = (delivery.c.status == S.QUEUED) & (delivery.c.due_at <= loop.now)
        restless = select(func.count()).where(waits | (delivery.c.status == S.SENDING))
        await loop.effect("coming to rest", restless, [0])
