"""How often a bot may send: overall, to one chat, to one group; what is over gets a 429."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sandbox.errors import too_many_requests

_ALL_CHATS = 0
_PAID_AND_ALL = "paid"


@dataclass(slots=True)
class Limits:
    """Telegram publishes no exact numbers; these are what it advises. Zero means no limit.

    `overall_per_second` are free; with those that say `allow_paid_broadcast` there may be
    `paid_per_second`. `per_chat_burst` messages may come at once before one per second is enforced.
    """

    enabled: bool = True
    overall_per_second: float = 30.0
    paid_per_second: float = 1000.0
    per_chat_per_second: float = 1.0
    per_group_per_minute: float = 20.0
    per_chat_burst: float = 4.0

    @classmethod
    def off(cls) -> "Limits":
        return cls(enabled=False)


class _Rule(NamedTuple):
    """Up to `capacity` messages at once, then so many a second."""

    key: tuple[int, int | str]
    per_second: float
    capacity: float


@dataclass(slots=True)
class _Bucket:
    """`room` messages could go at the time `at`."""

    room: float
    at: float


class Limiter:
    """Buckets per bot and chat. `seconds` is a clock; simulated, so that a day's jump refills."""

    def __init__(self, limits: Limits, seconds: Callable[[], float]) -> None:
        self.limits = limits
        self.refused = 0  # how many got a 429
        self._seconds = seconds
        self._buckets: dict[tuple[int, int | str], _Bucket] = {}

    def admit(self, bot_id: int, chat_id: int, cost: int = 1, *, paid: bool = False) -> None:
        """Takes the room for `cost` messages from every bucket, or raises the 429 and takes none.

        `paid` is `allow_paid_broadcast`: it takes nothing of what is free.
        """
        if not self.limits.enabled:
            return
        now = self._seconds()
        rules = self._rules(bot_id, chat_id, paid)
        wait = max((self._wait(rule, now, cost) for rule in rules), default=0.0)
        if wait > 0:
            self.refused += 1
            raise too_many_requests(wait)
        for rule in rules:
            self._buckets[rule.key].room -= cost

    def reset(self, limits: Limits) -> None:
        self.limits = limits
        self._buckets.clear()

    def _rules(self, bot_id: int, chat_id: int, paid: bool) -> list[_Rule]:
        limits = self.limits
        free = 0.0 if paid else limits.overall_per_second
        over_all = max(limits.overall_per_second, limits.paid_per_second)
        if chat_id < 0:
            per_minute = limits.per_group_per_minute
            chat_rule = _Rule((bot_id, chat_id), per_minute / 60, per_minute)
        else:
            burst = max(1.0, limits.per_chat_burst)
            chat_rule = _Rule((bot_id, chat_id), limits.per_chat_per_second, burst)
        rules = [
            _Rule((bot_id, _ALL_CHATS), free, free),
            _Rule(
                (bot_id, _PAID_AND_ALL), over_all if limits.overall_per_second else 0.0, over_all
            ),
            chat_rule,
        ]
        return [rule for rule in rules if rule.per_second > 0]

    def _wait(self, rule: _Rule, now: float, cost: float) -> float:
        """Seconds until there is room; an album larger than the bucket passes when it is full."""
        bucket = self._buckets.get(rule.key)
        if bucket is None:
            bucket = self._buckets[rule.key] = _Bucket(rule.capacity, now)
        bucket.room = min(rule.capacity, bucket.room + (now - bucket.at) * rule.per_second)
        bucket.at = now
        return (min(cost, rule.capacity) - bucket.room) / rule.per_second
