"""429s that replies earn: counted, logged, and kept in the rows that the messenger goes by.

What the messenger earns itself it writes down with what came of the delivery.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from domain.figures import FloodScope, ProcessFigures
from services import limits
from services.seam import Database

log = structlog.get_logger()


def note(figures: ProcessFigures, scope: FloodScope, seconds: float) -> None:
    """Counted and logged once, whoever earned it."""
    figures.floods[scope] += 1
    log.warning("Telegram wants silence", scope=scope.value, seconds=seconds)


class Floods:
    """Nobody's reply waits for the row."""

    def __init__(self, db: Database, now: Callable[[], datetime], figures: ProcessFigures) -> None:
        self._db = db
        self._now = now
        self._figures = figures
        self._closing: set[asyncio.Task[None]] = set()

    def heard(self, chat_id: int | None, seconds: float) -> None:
        """What went to no chat closes none: it has limits of its own."""
        note(self._figures, FloodScope.OTHER if chat_id is None else FloodScope.REPLY, seconds)
        if chat_id is not None:
            task = asyncio.create_task(self._close(chat_id, seconds))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def settle(self) -> None:
        """Before the database closes."""
        await asyncio.gather(*self._closing)

    async def _close(self, chat_id: int, seconds: float) -> None:
        now = self._now()
        try:
            await self._db.write(limits.close, chat_id, now + timedelta(seconds=seconds), now=now)
        except Exception:  # the database is away: then nothing is sent either
            log.exception("silence not written down")
