"""Who goes when more is due than may go: the pressing first, yet none waits for ever."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from domain.delivery import PRIORITY

T = TypeVar("T")

# Of ten slots, for the class of that priority if anything of it waits.
KEPT_OF_TEN: Final = {PRIORITY[each]: 1 for each in PRIORITY if PRIORITY[each] > 0}
_OUT_OF: Final = 10


def reserved(before: int, count: int) -> dict[int, int]:
    """How many of `count` slots are kept for each priority, `before` being the slots before them.

    Spread over slots, not over waves: with one slot at a time the tenth one is kept.
    """
    kept = dict.fromkeys(PRIORITY.values(), 0)
    for place, (priority, of_ten) in enumerate(sorted(KEPT_OF_TEN.items())):
        first = before + place * (_OUT_OF // 2)  # two classes, each in its own half
        kept[priority] = of_ten * ((first + count) // _OUT_OF - first // _OUT_OF)
    return kept


def shared(waiting: Sequence[Sequence[T]], kept: Mapping[int, int], most: int) -> list[T]:
    """The ones that go, by priority: what a class does not use falls to the others."""
    going: list[T] = []
    for priority, those in enumerate(waiting):
        behind = enumerate(waiting[priority + 1 :], start=priority + 1)
        for_others = sum(min(kept[other], len(theirs)) for other, theirs in behind)
        room = most - len(going) - for_others
        going += those[: max(room, min(kept[priority], most - len(going)))]
    return going
