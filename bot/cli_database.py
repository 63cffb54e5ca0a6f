"""A command's way to the database: the present tables first, then units of work; no SQL here.

Who only reads finds the tables or is told why not; who writes brings them along.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from bot.config import Config
from bot.tables import bring_up_alone, ensure_present
from storage.database import Database, open_database

P = ParamSpec("P")
T = TypeVar("T")


def read(
    config: Config,
    work: Callable[Concatenate[Connection, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    return reading(config, lambda db: db.read(work, *args, **kwargs))


def write(
    config: Config,
    work: Callable[Concatenate[Connection, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """One unit of work; a service that writes to the same SQLite file waits for its end."""
    return with_database(config, lambda db: db.write(work, *args, **kwargs))


def reading(config: Config, ask: Callable[[Database], Awaitable[T]]) -> T:
    """`ask` only reads. Raises CannotGoOn where there is nothing to be read, and makes nothing."""
    return asyncio.run(_asked(config.database.url, ensure_present, ask))


def with_database(config: Config, ask: Callable[[Database], Awaitable[T]]) -> T:
    """`ask` runs beside a service. Raises InUse when there is one that has older tables."""
    return asyncio.run(_asked(config.database.url, bring_up_alone, ask))


async def _asked(
    url: str, prepare: Callable[[str], None], ask: Callable[[Database], Awaitable[T]]
) -> T:
    await asyncio.to_thread(prepare, url)
    db = open_database(url)
    try:
        return await ask(db)
    finally:
        await db.close()
