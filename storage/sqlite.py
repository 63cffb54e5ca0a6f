"""SQLite behind the seam: read-only readers, one writer thread that groups commits; no queries."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import aiosqlite
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

from domain.figures import DatabaseFigures
from storage.grouped_writer import GroupedWriter
from storage.reading import Readers
from storage.write_connection import Script, WriteConnection
from storage.write_lock import WriteLock

P = ParamSpec("P")
T = TypeVar("T")

READERS: Final = 4
_MOST_HELPERS: Final = 4
SCRIPT: Final = Script(
    begin=("BEGIN IMMEDIATE", "SAVEPOINT unit"),
    next_unit=("RELEASE unit", "SAVEPOINT unit"),
    commit=("RELEASE unit", "COMMIT"),
)


def writer_engine(path: Path) -> Engine:
    """One connection that owns all writes and checkpoints; transactions are opened by hand."""
    engine = create_engine(
        f"sqlite:///{path}",
        isolation_level="AUTOCOMMIT",
        poolclass=StaticPool,
        hide_parameters=True,  # an error is logged, and what somebody typed is not
        connect_args={"check_same_thread": False, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # money: a power cut loses nothing that was answered
            "foreign_keys=ON",
            "busy_timeout=10000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


async def reader(database: str, **options: Any) -> aiosqlite.Connection:
    """As SQLAlchemy opens one, but a thread that could open nothing has ended when that is told.

    Its last word to an event loop that has closed meanwhile would be a traceback on the screen of
    whoever only mistyped a path.
    """
    connection = aiosqlite.connect(database, **options)
    thread = connection._thread  # noqa: SLF001  (as SQLAlchemy does: it has no other name)
    thread.daemon = True
    try:
        return await connection
    except BaseException:
        await asyncio.to_thread(thread.join)
        raise


class SqliteDatabase:
    """See storage.database.Database."""

    def __init__(self, url: str) -> None:
        database = make_url(url).database
        if not database or database == ":memory:":
            raise ValueError("SQLite needs a file: sqlite:///path/to/koc.db")
        path = Path(database).absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = WriteLock(path)
        self._writer = GroupedWriter(WriteConnection(writer_engine(path), SCRIPT, self._lock))
        url = f"sqlite+aiosqlite:///file:{path}?mode=ro&uri=true"
        helpers = min(os.cpu_count() or 1, _MOST_HELPERS)
        opening = {"async_creator_fn": reader}
        self._readers = Readers(url, pool_size=READERS, helpers=helpers, connect_args=opening)

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._readers.read(work, *args, **kwargs)

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._writer.submit(work, *args, **kwargs)

    def figures(self) -> DatabaseFigures:
        return DatabaseFigures(self._writer.figures, self._readers.used, READERS)

    async def close(self) -> None:
        await self._writer.close()
        await self._readers.dispose()
        self._lock.close()
