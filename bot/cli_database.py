"""A command's way to the database: the present tables first, then units of work; no SQL here."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from bot.config import Config
from bot.tables import bring_up_alone
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
    return with_database(config, lambda db: db.read(work, *args, **kwargs))


def write(
    config: Config,
    work: Callable[Concatenate[Connection, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """One unit of work; a service that writes to the same SQLite file waits for its end."""
    return with_database(config, lambda db: db.write(work, *args, **kwargs))


def with_database(config: Config, ask: Callable[[Database], Awaitable[T]]) -> T:
    """`ask` runs beside a service. Raises InUse when there is one that has older tables."""
    return asyncio.run(_asked(config.database.url, ask))


async def _asked(url: str, ask: Callable[[Database], Awaitable[T]]) -> T:
    await asyncio.to_thread(bring_up_alone, url)
    db = open_database(url)
    try:
        return await ask(db)
    finally:
        await db.close()
