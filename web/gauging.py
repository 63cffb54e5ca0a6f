"""How often the rows are counted for /metrics: counting may take one percent of the time, no more.

With a million deliveries queued a count takes a while; asked every few seconds by every monitor it
would be work of its own. So it is kept, and how old it is is told along with it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

from services.health import Gauges

SHORTEST_SECONDS: Final = 2.0
_TIMES_AS_LONG: Final = 100


class Gauging:
    """`count` looks at the rows; whoever asks meanwhile gets what was counted last."""

    def __init__(self, count: Callable[[], Awaitable[Gauges]]) -> None:
        self._count = count
        self._lock = asyncio.Lock()
        self._counted: Gauges | None = None
        self._at = 0.0
        self._good_for = 0.0

    async def gauges(self) -> tuple[Gauges, float]:
        """And how many seconds old they are."""
        async with self._lock:  # two monitors at once count once
            if self._counted is None or monotonic() - self._at > self._good_for:
                began = monotonic()
                self._counted = await self._count()
                self._at = monotonic()
                took = self._at - began
                self._good_for = max(SHORTEST_SECONDS, _TIMES_AS_LONG * took)
            return self._counted, monotonic() - self._at
