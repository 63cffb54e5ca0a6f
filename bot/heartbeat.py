"""A process's sign of life: a row that says what it is and what it counts, while it runs."""

import asyncio
import os
import socket
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib import metadata
from time import monotonic
from typing import Final

import structlog

from domain.delivery import DeliveryStatus
from domain.figures import ProcessFigures, Spans
from domain.processes import BEAT_EVERY, ProcessState, Vitals
from services import processes
from services.seam import Database

log = structlog.get_logger()

_LONGEST_HOST: Final = 64


class Heartbeat:
    """Beats until stopped; a database that is away is no reason to end."""

    def __init__(
        self, db: Database, now: Callable[[], datetime], roles: str, figures: ProcessFigures
    ) -> None:
        self._db = db
        self._now = now
        self._begin = partial(
            processes.begin,
            host=socket.gethostname()[:_LONGEST_HOST],
            pid=os.getpid(),
            roles=roles,
            version=metadata.version("koc-dispatch"),
        )
        self._figures = figures
        self._before = _Before(monotonic(), 0, 0, (0, 0.0), (0, 0.0))
        self._id: int | None = None
        self._one_at_a_time = asyncio.Lock()
        self._beating: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._beating = asyncio.create_task(self._run())

    async def drain(self) -> None:
        """Tells the others at once that this one is about to end."""
        await self._tell()

    async def stop(self) -> None:
        if self._beating is None:
            return
        self._beating.cancel()
        await asyncio.gather(self._beating, return_exceptions=True)
        if self._id is not None:
            await self._db.write(processes.end, self._id)

    async def _run(self) -> None:
        while True:
            await self._tell()
            await asyncio.sleep(BEAT_EVERY.total_seconds())

    async def _tell(self) -> None:
        try:
            async with self._one_at_a_time:
                await self._beat()
        except Exception as error:  # noqa: BLE001  (whatever it is, the next one may get through)
            log.warning("no sign of life", error=repr(error))

    async def _beat(self) -> None:
        now = self._now()
        if self._id is None:
            self._id = await self._db.write(self._begin, now=now)
        state = ProcessState.DRAINING if self._figures.draining else ProcessState.RUNNING
        vitals, self._before = _vitals(self._figures, self._db, self._before)
        if not await self._db.write(processes.beat, self._id, state, vitals, now=now):
            self._id = None


_Sum = tuple[int, float]
"""How many, and how long together."""


class _Before:
    """What was counted at the beat before."""

    def __init__(self, at: float, accepted: int, updates: int, took: _Sum, waited: _Sum) -> None:
        self.at, self.accepted, self.updates = at, accepted, updates
        self.took, self.waited = took, waited


def _vitals(figures: ProcessFigures, db: Database, before: _Before) -> tuple[Vitals, _Before]:
    used = db.figures()
    now = _Before(
        monotonic(),
        figures.count(DeliveryStatus.SENT),
        figures.updates,
        _sum(figures.update_took),
        _sum(used.writes.waits),
    )
    span = max(now.at - before.at, 1e-3)
    vitals = Vitals(
        now.accepted,
        round((now.accepted - before.accepted) / span, 1),
        figures.floods.total(),
        now.updates,
        round((now.updates - before.updates) / span, 1),
        _mean(now.took, before.took),
        _mean(now.waited, before.waited),
        sum(each.failures for each in figures.jobs.values()),
        used.readers_used,
    )
    return vitals, now


def _sum(spans: Spans) -> _Sum:
    return spans.count, spans.total


def _mean(now: _Sum, before: _Sum) -> float:
    count = now[0] - before[0]
    return round((now[1] - before[1]) / count, 4) if count else 0.0
