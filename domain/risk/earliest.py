"""Things filed under keys, the earliest few of each: so that a look-up is short, ever."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Order = tuple[datetime, int]  # moment and assignment: see PostFacts.order


class Earliest(Generic[Key]):
    """Keeps the `most` earliest of each key, whatever the order they come in."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Key, list[int]] = {}
        self._orders: dict[int, Order] = {}

    def file(self, keys: Iterable[Key], order: Order) -> None:
        thing = order[1]
        self._orders[thing] = order
        for key in keys:
            kept = self._kept.setdefault(key, [])
            if len(kept) < self._most or order < self._orders[kept[-1]]:
                insort(kept, thing, key=self._orders.__getitem__)
                del kept[self._most :]

    def before(self, keys: Iterable[Key], order: Order) -> Counter[int]:
        """The things that came before, each with how many of the keys it is filed under."""
        found: Counter[int] = Counter()
        for key in keys:
            kept = self._kept.get(key)
            if kept:
                found.update(kept[: bisect_left(kept, order, key=self._orders.__getitem__)])
        return found
