"""Ticking: APScheduler calls each job at its interval, one run at a time; it stores nothing."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from structlog.contextvars import bound_contextvars

from domain.figures import ProcessFigures
from scheduler.jobs import Job, JobHouse
from services import traces
from services.traces import Cause

log = structlog.get_logger()

_LONGEST_END_SECONDS: Final = 30.0  # a job that waits for somebody else's turn is left behind


class Ticker:
    """Real time drives the ticks; what is due is asked by the house's own clock."""

    def __init__(
        self, house: JobHouse, jobs: Sequence[Job], figures: ProcessFigures | None = None
    ) -> None:
        self._house = house
        self._figures = figures or ProcessFigures()
        self._jobs = jobs
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Every job runs now, for what fell due while we were away, then at its interval."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[job],
                id=job.name,
                seconds=job.every_seconds,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Drained first: the library's own shutdown would cancel what is running."""
        self._stopping = True
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=_LONGEST_END_SECONDS)
        self._scheduler.shutdown(wait=False)

    async def run_all(self) -> None:
        """Each job once, now, in the table's order: the clock was moved."""
        for job in self._jobs:
            await self._run(job)

    async def _tick(self, job: Job) -> None:
        if self._stopping:
            return
        task = asyncio.create_task(self._run(job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)

    async def _run(self, job: Job) -> None:
        began = self._figures.ticked_at = monotonic()
        with bound_contextvars(trace=traces.fresh(Cause.JOB), job=job.name):
            ran = await self._ran(job)
        ended = self._figures.ticked_at = monotonic()
        figures = self._figures.of_job(job.name)
        figures.runs += 1
        figures.failures += not ran
        figures.took.note(ended - began)
        figures.ended_at = ended

    async def _ran(self, job: Job) -> bool:
        """False when it raised: the next tick tries again; the other jobs go on."""
        try:
            done = await job.run(self._house)
        except Exception:
            log.exception("job failed")
            return False
        if done:
            log.info("job done", done=done)
        return True
