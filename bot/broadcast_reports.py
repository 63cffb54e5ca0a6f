"""Progress messages of broadcasts are drawn again while these run; which and when, rows say."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import structlog
from telegram import Bot
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.transport import flood_seconds
from domain.broadcast_rules import PLAIN, BroadcastRules
from handlers import broadcast_sheet, post
from scheduler.jobs import JobHouse
from services import broadcast_reports as reports
from services.broadcast_reports import DueReport, Report
from services.seam import Database, is_away
from words.speech import speech

log = structlog.get_logger()

AFTER_FAILURE: Final = timedelta(minutes=1)


class BroadcastReports:
    """A job beside the others; it needs the bot, which those do not know."""

    def __init__(
        self,
        db: Database,
        bot: Bot,
        now: Callable[[], datetime],
        rules: BroadcastRules = PLAIN,
    ) -> None:
        self._rules = rules
        self._db = db
        self._bot = bot
        self._now = now

    async def run(self, _: JobHouse) -> int:
        """How many were drawn; what has nothing new to show waits behind the others."""
        due = await self._db.read(reports.due, now=self._now())
        same: list[Report] = []
        drawn = sum([await self._try(each, same) for each in due])
        if same:
            await self._db.write(reports.look_again, same, now=self._now())
        return drawn

    async def _try(self, due: DueReport, same: list[Report]) -> bool:
        """One that raises waits a minute and stops no other, unless the database is away."""
        try:
            report = await self._db.read(reports.filled, due, now=self._now())
            return await self._draw(report, same)
        except Exception as error:
            if is_away(error):
                raise
            log.exception("progress not drawn", broadcast_id=due.broadcast_id)
            await self._db.write(reports.put_off, due, self._now() + AFTER_FAILURE)
            return False

    async def _draw(self, report: Report, same: list[Report]) -> bool:
        to = report.due.maker
        screen = broadcast_sheet.render(
            report.sheet, speech(to.locale), to.timezone, self._now(), self._rules
        )
        digest = sha256(screen.text.encode()).hexdigest()[:16]
        if report.goes_on and digest == report.due.shown:
            same.append(report)
            return False
        if not await self._db.write(reports.take, report, now=self._now()):
            return False
        assert to.telegram_id is not None  # the erased have no reports
        try:
            await post.redraw(self._bot, to.telegram_id, report.due.message_id, screen)
        except RetryAfter as flood:
            until = self._now() + timedelta(seconds=flood_seconds(flood))
            await self._db.write(reports.put_off, report.due, until)
        except (BadRequest, Forbidden):  # deleted, or its maker has blocked us
            await self._db.write(reports.lose, report)
        except TelegramError:
            return False  # away: it stays due
        else:
            await self._db.write(reports.drawn, report, digest, now=self._now())
            return True
        return False
