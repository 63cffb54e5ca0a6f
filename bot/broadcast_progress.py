"""Progress messages of broadcasts are drawn again while these run; which and when, rows say."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import structlog
from telegram import Bot
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot import floods
from bot.transport import flood_seconds
from domain.broadcast_rules import PLAIN, BroadcastRules
from domain.figures import FloodScope, ProcessFigures
from handlers import broadcast_sheet, post
from scheduler.jobs import JobHouse
from services import broadcast_progress
from services.broadcast_progress import DueProgress, Progress
from services.limits import Late, Pace
from services.seam import Database, is_away
from words.speech import speech

log = structlog.get_logger()

AFTER_FAILURE: Final = timedelta(minutes=1)
_GRAIN_SECONDS: Final = 0.001  # a timer may be early by it, and that moment belongs to others


class BroadcastProgress:
    """A job beside the others; it needs the bot, which those do not know."""

    def __init__(
        self,
        db: Database,
        bot: Bot,
        now: Callable[[], datetime],
        pace: Pace,
        rules: BroadcastRules = PLAIN,
        figures: ProcessFigures | None = None,
    ) -> None:
        self._pace = pace
        self._rules = rules
        self._figures = figures or ProcessFigures()
        self._db = db
        self._bot = bot
        self._now = now

    async def run(self, _: JobHouse) -> int:
        """How many were drawn; what has nothing new to show waits behind the others."""
        due = await self._db.read(broadcast_progress.due, now=self._now())
        same: list[Progress] = []
        drawn = sum([await self._try(each, same) for each in due])
        if same:
            await self._db.write(broadcast_progress.look_again, same, now=self._now())
        return drawn

    async def _try(self, due: DueProgress, same: list[Progress]) -> bool:
        """One that raises waits a minute and stops no other, unless the database is away."""
        try:
            progress = await self._db.read(broadcast_progress.filled, due, now=self._now())
            return await self._draw(progress, same)
        except Exception as error:
            if is_away(error):
                raise
            log.exception("progress not drawn", broadcast_id=due.broadcast_id)
            await self._db.write(broadcast_progress.put_off, due, self._now() + AFTER_FAILURE)
            return False

    async def _draw(self, progress: Progress, same: list[Progress]) -> bool:
        to = progress.due.maker
        screen = broadcast_sheet.render(
            progress.sheet, speech(to.locale), to.timezone, self._now(), self._rules
        )
        digest = sha256(screen.text.encode()).hexdigest()[:16]
        if progress.goes_on and digest == progress.due.shown:
            same.append(progress)
            return False
        moment = await self._db.write(
            broadcast_progress.take, progress, self._pace, now=self._now()
        )
        if moment is None:
            return False
        await asyncio.sleep((moment - self._now()).total_seconds() + _GRAIN_SECONDS)
        assert to.telegram_id is not None  # the erased have no messages of it
        try:
            await post.redraw(self._bot, to.telegram_id, progress.due.message_id, screen)
        except RetryAfter as flood:
            await self._flooded(progress.due, flood_seconds(flood))
        except (BadRequest, Forbidden):  # deleted, or its maker has blocked us
            await self._db.write(broadcast_progress.lose, progress)
        except TelegramError:
            return False  # away: it stays due
        else:
            late = Late(moment, self._now(), paid=False)
            await self._db.write(broadcast_progress.drawn, progress, digest, late, now=self._now())
            return True
        return False

    async def _flooded(self, due: DueProgress, seconds: float) -> None:
        floods.note(self._figures, FloodScope.EDIT, seconds)
        now = self._now()
        await self._db.write(
            broadcast_progress.flooded, due, now + timedelta(seconds=seconds), now=now
        )
