"""Confirmed files of figures go in, a unit of work at a time; no job of the table lives here."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from domain.due_work import DueWork
from domain.errors import Stale
from domain.readings import Batch
from scheduler.pieces import Ending, never
from services import file_imports, metric_files, setbacks
from services.file_imports import MetricFile
from services.seam import Database, is_away

log = structlog.get_logger()


async def go_on(db: Database, now: Callable[[], datetime], ending: Ending = never) -> int:
    """All that are not through yet, from where each stopped, until `ending`; how many units were
    written.

    One that raises is set back, as in due_items.py: its file may be long, so it is many units.
    """
    written = 0
    again_at = await db.read(setbacks.again_at, DueWork.IMPORT)
    waiting = {batch_id for batch_id, at in again_at.items() if at > now()}
    in_vain = set()
    for batch in await db.read(metric_files.unfinished):
        if batch.batch_id in waiting:
            continue
        try:
            written += await _through(db, now, batch, ending)
        except Stale:
            continue  # another process is at it
        except Exception as error:
            if is_away(error):
                raise  # no file is at fault: the next tick goes on
            in_vain.add(batch.batch_id)
            await _set_back(db, now, batch.batch_id, error)
    if ending():
        return written  # what was not tried is not mended
    if mended := again_at.keys() - waiting - in_vain:
        await db.write(setbacks.forget, DueWork.IMPORT, mended, now=now())
    return written


async def _set_back(
    db: Database, now: Callable[[], datetime], batch_id: int, error: Exception
) -> None:
    log.error("import failed", batch_id=batch_id, exc_info=error)  # the others go on
    problem = setbacks.told(error)
    await db.write(setbacks.set_back, DueWork.IMPORT, batch_id, problem, now=now())


async def _through(db: Database, now: Callable[[], datetime], batch: Batch, ending: Ending) -> int:
    file = await db.read(metric_files.opened_again, batch)
    written = 0
    if file is not None:
        for unit in await asyncio.to_thread(_left, file, batch):
            if ending():
                return written
            await db.write(file_imports.import_unit, file, batch, unit, now=now())
            written += 1
    await db.write(metric_files.finish, batch, now=now())
    return written


def _left(file: MetricFile, batch: Batch) -> list[file_imports.Unit]:
    return list(file.units(batch.done_rows))
