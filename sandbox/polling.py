"""getUpdates: long poll, acknowledgement by offset, and the conflict of two pollers."""

import asyncio
from collections.abc import Callable

from sandbox.errors import ApiError, conflict
from sandbox.updates import Update, UpdateQueue

LONGEST_POLL_SECONDS = 50
_OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
_BY_WEBHOOK = "terminated by setWebhook request"


class Poller:
    """At most one long poll waits; a second one that would wait ends the first with a 409.

    `pause_seconds`: a conflict within so long of the last is answered only after that long.
    """

    def __init__(self, queue: UpdateQueue, timestamp: Callable[[], float]) -> None:
        self.pause_seconds = 3.0
        self.polls = 0  # asked so far
        self._queue = queue
        self._timestamp = timestamp
        self._waiter: asyncio.Future[None] | None = None
        self._quiet_until = 0.0

    async def poll(self, offset: int, limit: int, timeout_seconds: float) -> bytes:
        """The JSON array of updates. What lies before `offset` is acknowledged and gone."""
        self.polls += 1
        if offset < 0:
            self._queue.keep_last(-offset)
        elif offset > 0:
            self._queue.acknowledge_before(offset)
        updates = self._queue.peek(limit, self._timestamp())
        if not updates and timeout_seconds > 0:
            await self._wait(timeout_seconds)
            updates = self._queue.peek(limit, self._timestamp())
        return _as_array(updates)

    def wake(self, _: Update) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def release(self) -> None:
        """Lets a waiting poll end empty-handed: the server is closing."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def end_for_webhook(self) -> None:
        self._end(_BY_WEBHOOK)

    async def _wait(self, timeout_seconds: float) -> None:
        self._end(_OTHER_POLLER)
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout_seconds):
                await waiter
        except TimeoutError:
            pass
        finally:
            if self._waiter is waiter:
                self._waiter = None

    def _end(self, reason: str) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is None or waiter.done():
            return
        loop = asyncio.get_running_loop()
        if loop.time() >= self._quiet_until:
            self._quiet_until = loop.time() + self.pause_seconds
            _fail(waiter, conflict(reason))
        else:
            loop.call_later(self.pause_seconds, _fail, waiter, conflict(reason))


def _fail(waiter: asyncio.Future[None], error: ApiError) -> None:
    if not waiter.done():
        waiter.set_exception(error)


def _as_array(updates: list[Update]) -> bytes:
    return b"[" + b",".join([update.body for update in updates]) + b"]"
