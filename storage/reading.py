"""Readers side by side: each unit on a connection of its own, off the event loop; no queries here.

What SQLAlchemy's asyncio extension does for an engine, without its sessions: they bring the whole
object mapper along, 6 MB that nobody here uses, and take three turns where one is enough.
"""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import greenlet_spawn

P = ParamSpec("P")
T = TypeVar("T")


class Readers:
    """`url` names an asyncio driver; `options` are those of SQLAlchemy's `create_engine`."""

    def __init__(self, url: str, **options: Any) -> None:
        # An error is logged, and what somebody typed is not.
        self._engine = create_engine(url, max_overflow=0, hide_parameters=True, **options)

    @property
    def used(self) -> int:
        """Connections that are in use now."""
        pool = self._engine.pool
        assert isinstance(pool, QueuePool)
        return pool.checkedout()

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One unit of work; whatever it raises comes through."""

        def unit() -> T:
            with self._engine.connect() as connection:
                return work(connection, *args, **kwargs)

        result: T = await greenlet_spawn(unit)
        return result

    async def dispose(self) -> None:
        await greenlet_spawn(self._engine.dispose)
