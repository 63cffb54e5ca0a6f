"""Who goes when more is due than may go: the pressing first, yet none waits for ever."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from domain.delivery import LEAVING

T = TypeVar("T")

# Of ten slots, for the class of that priority if anything of it waits.
KEPT_OF_TEN: Final = dict.fromkeys(LEAVING[1:], 1)
_OUT_OF: Final = 10


def reserved(before: int, count: int) -> dict[int, int]:
    """How many of `count` slots are kept for each priority, `before` being the slots before them.

    Spread over slots, not over waves: with one slot at a time the tenth one is kept.
    """
    kept = dict.fromkeys(LEAVING, 0)
    for place, (priority, of_ten) in enumerate(KEPT_OF_TEN.items()):
        first = before + place * (_OUT_OF // len(KEPT_OF_TEN))  # each in a part of its own
        kept[priority] = of_ten * ((first + count) // _OUT_OF - first // _OUT_OF)
    return kept


def shared(waiting: Mapping[int, Sequence[T]], kept: Mapping[int, int], most: int) -> list[T]:
    """The ones that go, by priority as they leave: what a class does not use falls to the others.

    `waiting` has all of them, in that order.
    """
    going: list[T] = []
    behind = dict(waiting)
    for priority, those in waiting.items():
        del behind[priority]
        for_others = sum(min(kept[other], len(theirs)) for other, theirs in behind.items())
        room = most - len(going) - for_others
        going += those[: max(room, min(kept[priority], most - len(going)))]
    return going


@dataclass(frozen=True, slots=True)
class Head:
    """A delivery that may leave next; `broadcast_id` 0: a notice."""

    delivery_id: int
    person_id: int
    priority: int
    broadcast_id: int = 0


def in_turns(
    streams: Mapping[int, Sequence[Head]],
    last: int,
    most: int,
    without: Collection[int] = frozenset(),
) -> list[Head]:
    """The next `most` of several broadcasts, one of each in turn, the one behind `last` first.

    A reader gets one of them, those `without` get none: whose turn it is goes on to its first
    reader that has none yet.
    """
    behind = sorted(streams, key=lambda number: (number <= last, number))
    waiting = deque(iter(streams[number]) for number in behind)
    served, going = set(without), list[Head]()
    while waiting and len(going) < most:
        stream = waiting.popleft()
        head = next((each for each in stream if each.person_id not in served), None)
        if head is not None:
            served.add(head.person_id)
            going.append(head)
            waiting.append(stream)
    return going
