"""Lanes: one person's updates run in their order, different persons' side by side."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial


class Lanes:
    """At most `at_once` are worked on at a time; the others wait their turn."""

    def __init__(self, at_once: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._last: dict[int, asyncio.Task[None]] = {}

    @property
    def are_full(self) -> bool:
        return self._free.locked()

    def put(self, lane: int, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """Runs `work` behind all that is in the lane; its failure stops nobody behind it."""
        task = asyncio.create_task(self._behind(self._last.get(lane), work))
        self._last[lane] = task
        task.add_done_callback(partial(self._leave, lane))
        return task

    async def drain(self) -> None:
        """Until every lane is empty."""
        while self._last:
            await asyncio.wait(list(self._last.values()))
            await asyncio.sleep(0)  # let them leave

    async def _behind(
        self, before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with self._free:
            await work()

    def _leave(self, lane: int, task: asyncio.Task[None]) -> None:
        if self._last.get(lane) is task:
            del self._last[lane]
