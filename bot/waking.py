"""The database as the edges get it: a write knows its cause, and wakes who sends what it queued."""

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import Connection
from structlog.contextvars import get_contextvars

from domain.figures import DatabaseFigures
from services import notices, traces
from services.seam import Database

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger()


class WakingDatabase:
    """See storage.database.Database."""

    def __init__(self, db: Database, queued: asyncio.Event) -> None:
        self._db = db
        self._queued = queued

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._db.read(work, *args, **kwargs)

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        trace = get_contextvars().get(traces.KEY, "")
        result, any_queued = await self._db.write(_noting, trace, work, *args, **kwargs)
        if any_queued:
            log.info("deliveries queued")
            self._queued.set()
        return result

    def figures(self) -> DatabaseFigures:
        return self._db.figures()

    async def close(self) -> None:
        await self._db.close()


def _noting(
    conn: Connection,
    trace: str,
    work: Callable[Concatenate[Connection, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> tuple[T, bool]:
    traces.carry(conn, trace)
    notices.any_queued(conn)  # what an earlier unit noted and then undid
    result = work(conn, *args, **kwargs)
    return result, notices.any_queued(conn)
