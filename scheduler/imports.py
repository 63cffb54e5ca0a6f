"""Confirmed files of figures go in, a unit of work at a time; no job of the table lives here."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from domain.errors import Stale
from domain.readings import Batch
from services import file_imports, metric_files
from services.file_imports import MetricFile
from services.seam import Database

log = structlog.get_logger()


async def go_on(db: Database, now: Callable[[], datetime]) -> int:
    """All that are not through yet, from where each stopped; how many units were written."""
    written = 0
    for batch in await db.read(metric_files.unfinished):
        try:
            written += await _through(db, now, batch)
        except Stale:
            continue  # another process is at it
        except Exception:
            log.exception("import failed", batch_id=batch.batch_id)  # the others go on
    return written


async def _through(db: Database, now: Callable[[], datetime], batch: Batch) -> int:
    file = await db.read(metric_files.opened_again, batch)
    written = 0
    if file is not None:
        for unit in await asyncio.to_thread(_left, file, batch):
            await db.write(file_imports.import_unit, file, batch, unit, now=now())
            written += 1
    await db.write(metric_files.finish, batch, now=now())
    return written


def _left(file: MetricFile, batch: Batch) -> list[file_imports.Unit]:
    return list(file.units(batch.done_rows))
