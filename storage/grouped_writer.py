"""One thread that writes: all units that wait go into one durable commit; no SQL here.

A commit can serve many: under load the group grows, so durability costs next to nothing a unit.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection

from domain.figures import WriteFigures
from storage.write_connection import Unit, WriteConnection

P = ParamSpec("P")
T = TypeVar("T")

MOST_IN_A_GROUP = 256  # bounds how long the first one waits
_LONGEST_END_SECONDS: Final = 30.0


@dataclass(slots=True)
class _Asked(Unit):
    """A unit and where its answer goes."""

    loop: asyncio.AbstractEventLoop = field(kw_only=True)
    answer: "asyncio.Future[Any]" = field(kw_only=True)

    def deliver(self) -> None:
        if self.answer.done():  # the caller was cancelled; its effects stand all the same
            return
        if isinstance(self.error, StopIteration):  # a future takes any error but this one
            self.answer.set_exception(RuntimeError(f"a unit ran out: {self.error!r}"))
        elif self.error is not None:
            self.answer.set_exception(self.error)
            self.error = None  # its traceback holds us: free by count, no work for the collector
        else:
            self.answer.set_result(self.result)


class GroupedWriter:
    """Takes units from any event loop and answers each after its commit."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection
        self._waiting: SimpleQueue[_Asked | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._thread.start()

    @property
    def figures(self) -> WriteFigures:
        return self._connection.figures

    async def submit(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self._closed:
            raise RuntimeError("the database is closed")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._waiting.put(_Asked(lambda c: work(c, *args, **kwargs), loop=loop, answer=answer))
        try:
            return await answer
        finally:
            del answer  # an error holds this frame: it must not hold the error

    async def close(self) -> None:
        """Finish what waits, then end the thread."""
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
        await asyncio.to_thread(self._thread.join, _LONGEST_END_SECONDS)
        if self._thread.is_alive():
            raise RuntimeError("the writer is still waiting: what it was given is not written")
        self._connection.close()

    def _run(self) -> None:
        more = True
        while more and (unit := self._waiting.get()) is not None:
            group, more = self._group(unit)
            self._write(group)
            _answer(group)

    def _group(self, first: _Asked) -> tuple[list[_Asked], bool]:
        """All that wait now, and whether the writer goes on after them."""
        group = [first]
        while len(group) < MOST_IN_A_GROUP:
            try:
                unit = self._waiting.get_nowait()
            except Empty:
                break
            if unit is None:
                return group, False
            group.append(unit)
        return group, True

    def _write(self, group: list[_Asked]) -> None:
        try:
            self._connection.commit(group)
        except Exception as error:  # noqa: BLE001  (disk full, busy, gone: nobody's effects stand)
            for unit in group:  # a refusal may have rested on what does not stand: told too
                unit.error = error


def _answer(group: list[_Asked]) -> None:
    """One wake-up per loop, not per unit: the loop's thread shares our core."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Asked]] = {}
    for unit in group:
        by_loop.setdefault(unit.loop, []).append(unit)
    for loop, units in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_deliver, units)


def _deliver(units: list[_Asked]) -> None:
    for unit in units:
        unit.deliver()
