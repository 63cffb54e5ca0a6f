"""The local Telegram's time: real time plus an offset that a tester or the demo moves forward."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """One object may be shared with the bot, so that both live in the same simulated day."""

    def __init__(self, offset_seconds: float = 0.0) -> None:
        self.offset_seconds = offset_seconds
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def timestamp(self) -> float:
        """Seconds since the epoch in simulated time."""
        return time.time() + self.offset_seconds

    def advance(self, by: timedelta | float) -> datetime:
        """Moves time forward (seconds when a number) and returns the new now; never back."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else float(by)
        if seconds < 0:
            raise ValueError("time moves forward only")
        self.offset_seconds += seconds
        for listener in list(self._listeners):
            listener()
        return self.now()

    def on_advance(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener()` after each advance; returns the call that stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
