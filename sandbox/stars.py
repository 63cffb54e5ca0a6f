"""What a bot has in Stars, and what its paid messages take of it."""

from collections.abc import Callable

from sandbox.errors import bad_request
from sandbox.wire import Json

_TENTHS = 10  # a message above what is free costs a tenth of a Star
_NANOS_OF_TENTH = 100_000_000


class Purse:
    """Of one bot. Full for ever until `fill` says how much is in it. `seconds` is a clock."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._tenths: int | None = None
        self._free_per_second = 0.0
        self._free, self._at = 0.0, 0.0

    def fill(self, stars: float, free_per_second: float = 30.0) -> None:
        """So many messages a second cost nothing, though they say that they would pay."""
        self._tenths = round(stars * _TENTHS)
        self._free_per_second = self._free = free_per_second
        self._at = self._seconds()

    def ensure(self, messages: int) -> None:
        """Raises the 400 where they cost more than there is."""
        if self._tenths is not None and self._cost(messages) > self._tenths:
            raise bad_request("BALANCE_TOO_LOW")

    def take(self, messages: int) -> None:
        """What `ensure` has allowed."""
        if self._tenths is not None:
            self._tenths -= self._cost(messages)
            self._free = max(0.0, self._free - messages)

    def as_json(self) -> Json:
        """Bot API `StarAmount`."""
        stars, tenths = divmod(self._tenths or 0, _TENTHS)
        return {"amount": stars, "nanostar_amount": tenths * _NANOS_OF_TENTH}

    def _cost(self, messages: int) -> int:
        now = self._seconds()
        gained = (now - self._at) * self._free_per_second
        self._free, self._at = min(self._free_per_second, self._free + gained), now
        return max(0, messages - int(self._free))
