"""Readers side by side: each unit on a connection of its own, off the event loop; no queries here.

What SQLAlchemy's asyncio extension does for an engine, without its sessions: they bring the whole
object mapper along, 6 MB that nobody here uses, and take three turns where one is enough.

A unit whose question falls into parts may ask them side by side as well, by helpers that are used
for nothing else: readers that waited for a reader might all wait for each other.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import await_only, greenlet_spawn

P = ParamSpec("P")
T = TypeVar("T")

_HELPERS: Final = "koc_helpers"  # what a reader's connection says of them


class Readers:
    """`url` names an asyncio driver; `options` are those of SQLAlchemy's `create_engine`.

    `helpers` is how many parts of one question are asked at once.
    """

    def __init__(self, url: str, *, pool_size: int, helpers: int, **options: Any) -> None:
        def engine(size: int) -> Engine:
            # An error is logged, and what somebody typed is not.
            return create_engine(
                url, pool_size=size, max_overflow=0, hide_parameters=True, **options
            )

        self._engine, self._helpers = engine(pool_size), engine(helpers)
        if helpers > 1:
            self._engine = self._engine.execution_options(**{_HELPERS: self._helpers})

    @property
    def used(self) -> int:
        """Connections that are in use now, helpers apart."""
        pool = self._engine.pool
        assert isinstance(pool, QueuePool)
        return pool.checkedout()

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One unit of work; whatever it raises comes through."""
        return await _unit(self._engine, lambda conn: work(conn, *args, **kwargs))

    async def dispose(self) -> None:
        for engine in (self._engine, self._helpers):
            await greenlet_spawn(engine.dispose)


def side_by_side(conn: Connection, parts: Sequence[Callable[[Connection], T]]) -> Iterator[T]:
    """What each comes to, in their order, and each as it is by then.

    Whoever is no reader asks them one behind the other: who writes sees what it has written.
    """
    helpers = conn.get_execution_options().get(_HELPERS)
    if helpers is None or len(parts) < 2:
        return (part(conn) for part in parts)
    found: list[T] = await_only(_all(helpers, parts))
    return iter(found)


async def _all(helpers: Engine, parts: Sequence[Callable[[Connection], T]]) -> list[T]:
    return await asyncio.gather(*(_unit(helpers, part) for part in parts))


async def _unit(engine: Engine, work: Callable[[Connection], T]) -> T:
    def unit() -> T:
        with engine.connect() as connection:
            return work(connection)

    result: T = await greenlet_spawn(unit)
    return result
