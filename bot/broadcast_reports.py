"""Progress messages of broadcasts are drawn again while these run; which and when, rows say."""

from collections.abc import Callable
from datetime import datetime, timedelta
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
from words.speech import Html, speech

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
        self._shown: dict[int, Html] = {}  # what we drew last, so as not to draw it once more

    async def run(self, _: JobHouse) -> int:
        """How many were drawn."""
        due = await self._db.read(reports.due, now=self._now())
        return sum([await self._try(each) for each in due])

    async def _try(self, due: DueReport) -> bool:
        """One that raises waits a minute and stops no other, unless the database is away."""
        try:
            return await self._draw(await self._db.read(reports.filled, due, now=self._now()))
        except Exception as error:
            if is_away(error):
                raise
            log.exception("progress not drawn", broadcast_id=due.broadcast_id)
            await self._db.write(reports.put_off, due, self._now() + AFTER_FAILURE)
            return False

    async def _draw(self, report: Report) -> bool:
        to, number = report.due.maker, report.due.broadcast_id
        screen = broadcast_sheet.render(
            report.sheet, speech(to.locale), to.timezone, self._now(), self._rules
        )
        is_news = self._shown.get(number) != screen.text
        if report.goes_on and not is_news:
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
            self._shown[number] = screen.text
            await self._db.write(reports.drawn, report)
            return True
        return False
