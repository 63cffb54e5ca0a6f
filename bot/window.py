"""The polling window: what has come and is not done, and the offset that never passes it."""

import asyncio
from collections import deque
from typing import Final

MOST: Final = 100  # core.telegram.org/bots/api#getupdates
CROWDED: Final = 75
HALF: Final = 2


class Window:
    """Telegram repeats everything from the offset on, so what is in work is known by its id."""

    def __init__(self) -> None:
        self._order: deque[int] = deque()  # came and not acknowledged, oldest first
        self._passed: deque[int] = deque()  # done, and the offset is past them
        self._in_work: set[int] = set()
        self._done: set[int] = set()
        self._offset = 0
        self._threshold = 0
        self._thinned = asyncio.Event()

    @property
    def in_work(self) -> int:
        return len(self._in_work)

    @property
    def is_crowded(self) -> bool:
        """Telegram gives so many from the offset on: soon nothing new comes."""
        return len(self._order) >= CROWDED

    def waiting(self) -> list[int]:
        """In work, oldest first."""
        return [update_id for update_id in self._order if update_id in self._in_work]

    @property
    def offset(self) -> int:
        """What to acknowledge: all before it is done. 0 when nothing is left to acknowledge."""
        return self._offset

    def acknowledged(self, offset: int) -> None:
        """Telegram answered this offset: what is before it will not come again.

        The offset itself is forgotten too, because ids may begin anew after an idle week.
        """
        while self._passed and self._passed[0] < offset:
            self._done.discard(self._passed.popleft())
        if offset == self._offset:
            self._offset = 0

    def admit(self, update_id: int) -> bool:
        """True when it is to be worked on: it is not in work, nor done and on its way out."""
        if update_id in self._in_work or update_id in self._done:
            return False
        if update_id not in self._order:
            self._order.append(update_id)
        self._in_work.add(update_id)
        return True

    def finish(self, update_id: int, *, done: bool) -> None:
        """Its effects are durable, or (`done` false) it must come again.

        Only the first word counts: what has left the window early ends later.
        """
        if update_id not in self._in_work:
            return
        self._in_work.remove(update_id)
        if done:
            self._done.add(update_id)
        while self._order and self._order[0] in self._done:
            first = self._order.popleft()
            self._passed.append(first)  # an answer already under way may bring it once more
            self._offset = first + 1
        if len(self._in_work) <= self._threshold:
            self._thinned.set()

    async def thinned(self, at_most: float) -> None:
        """Until half of what is in work now is done, or `at_most` seconds."""
        if not self._in_work:
            return
        self._threshold = len(self._in_work) // HALF
        self._thinned.clear()
        try:
            async with asyncio.timeout(at_most):
                await self._thinned.wait()
        except TimeoutError:
            return
