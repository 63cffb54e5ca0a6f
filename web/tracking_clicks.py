"""Clicks gathered in memory and written together every second; see docs/decisions/0011."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from domain.tracking import HourCount, hour_of
from domain.tracking_visitor import Visitor
from services import tracking
from services.seam import Database, is_away

log = structlog.get_logger()

EVERY_SECONDS: Final = 1.0
MOST_WAITING: Final = 50_000  # links and hours: some 15 MB when the database is away for long
MOST_AT_ONCE: Final = 1_000  # rows of one unit of work, so that a claim behind it waits little

_HOUR: Final = timedelta(hours=1)
_Key = tuple[int, datetime]


@dataclass(slots=True)
class _Counts:
    humans: int = 0
    bots: int = 0
    visitors: int = 0


class Clicks:
    """Counts by link and hour. `lost` are clicks for which there was no memory, or no row."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: dict[_Key, _Counts] = {}
        self._stopping = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None
        self._hour = datetime.min.replace(tzinfo=UTC)
        self.lost = 0

    def note(self, link_id: int, at: datetime, who: Visitor, *, first: bool) -> None:
        """`first`: nobody like that clicked the link before on that day."""
        if not self._hour <= at < self._hour + _HOUR:
            self._hour = hour_of(at)
        counts = self._of(link_id, self._hour)  # one object, whose hash is known
        if counts is None:
            self.lost += 1
        elif who is Visitor.BOT:
            counts.bots += 1
        else:
            counts.humans += 1
            counts.visitors += first

    def start(self) -> None:
        self._writing = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """What waits is written; what cannot be is named in the log."""
        self._stopping.set()
        if self._writing is not None:
            await self._writing
        await self.flush()
        if self._waiting:
            humans = sum(each.humans for each in self._waiting.values())
            log.error("clicks were lost", links=len(self._waiting), humans=humans)

    async def flush(self) -> None:
        """Write all that waits by now; what cannot be written waits on."""
        taken, self._waiting = self._waiting, {}
        rows = [
            HourCount(*key, each.humans, each.bots, each.visitors) for key, each in taken.items()
        ]
        while rows:
            try:
                await self._db.write(tracking.count, rows[:MOST_AT_ONCE])
            except Exception as error:
                if is_away(error):
                    log.warning("clicks wait for the database", links=len(rows))
                    self._put_back(rows)
                    return
                log.exception("clicks were refused", links=len(rows[:MOST_AT_ONCE]))
                self.lost += sum(row.humans + row.bots for row in rows[:MOST_AT_ONCE])
            del rows[:MOST_AT_ONCE]

    async def _run(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), EVERY_SECONDS)
            await self.flush()

    def _of(self, link_id: int, hour: datetime) -> _Counts | None:
        """None where no more memory is taken."""
        key = (link_id, hour)
        counts = self._waiting.get(key)
        if counts is None and len(self._waiting) < MOST_WAITING:
            counts = self._waiting[key] = _Counts()
        return counts

    def _put_back(self, rows: list[HourCount]) -> None:
        for row in rows:
            counts = self._of(row.link_id, row.hour)
            if counts is None:
                self.lost += row.humans + row.bots
            else:
                counts.humans += row.humans
                counts.bots += row.bots
                counts.visitors += row.visitors
