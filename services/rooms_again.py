"""What caps and pots left of each settlement, worked out once more as the ledger grew."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from sqlalchemy import Connection

from storage.checks import rooms
from storage.checks.broken import Broken
from storage.checks.rooms import FixedIn, Of

INVARIANT: Final = "a settlement had the room that caps and pots left"
_PAGE: Final = 500


@dataclass(frozen=True, slots=True, order=True)
class _Change:
    """What a posting that is no settlement did to the sums: a reversal, a grant and its end."""

    number: int
    amount_minor: int
    is_grant: bool
    campaign_id: int
    person_id: int
    task_id: int

    @classmethod
    def by(cls, number: int, amount_minor: int, of: Of, *, is_grant: bool) -> "_Change":
        return cls(number, amount_minor, is_grant, of.campaign_id, of.person_id, of.task_id)


class _Sums:
    """What stands, by creator of a campaign and by task."""

    def __init__(self) -> None:
        self._of_creators: Counter[tuple[int, int]] = Counter()
        self._of_tasks: Counter[int] = Counter()

    def add(self, of: Of | _Change, amount_minor: int) -> None:
        self._of_creators[of.campaign_id, of.person_id] += amount_minor
        self._of_tasks[of.task_id] += amount_minor

    def of(self, each: Of) -> tuple[int, int]:
        """Of its creator, and of its task."""
        return self._of_creators[each.campaign_id, each.person_id], self._of_tasks[each.task_id]


def problems(conn: Connection) -> Iterator[Broken]:
    """Settlements whose room is another one; those that none is set for are passed over."""
    walk, after = _Walk(conn), 0
    while page := rooms.fixed(conn, after, _PAGE):
        for each in page:
            yield from walk.meet(each)
        after = page[-1].settlement_id
    yield from walk.end()


class _Walk:
    """Along the settlements in their order; what else moved the sums comes in by its posting."""

    def __init__(self, conn: Connection) -> None:
        self._settled, self._granted = _Sums(), _Sums()
        self._coming: list[_Change] = []
        for each in rooms.granted(conn):
            self._expect(each.number, each.amount_minor, each.of, is_grant=True)
            self._expect(each.reversed_number, -each.amount_minor, each.of, is_grant=True)
        self._unplaced: list[FixedIn] = []  # nothing was posted of them: between two postings

    def meet(self, each: FixedIn) -> Iterator[Broken]:
        if each.number is None:
            self._unplaced.append(each)
            return
        yield from self._pass(each.number)
        yield from self._judge(each, 0, 0)
        self._settled.add(each.of, each.amount_minor)
        self._expect(each.reversed_number, -each.amount_minor, each.of, is_grant=False)

    def end(self) -> Iterator[Broken]:
        yield from self._pass(None)

    def _expect(self, number: int | None, amount_minor: int, of: Of, *, is_grant: bool) -> None:
        if number is not None:
            heappush(self._coming, _Change.by(number, amount_minor, of, is_grant=is_grant))

    def _pass(self, number: int | None) -> Iterator[Broken]:
        """Up to a posting, or to the end; what was fixed on the way came anywhere there."""
        passed = []
        while self._coming and (number is None or self._coming[0].number < number):
            passed.append(heappop(self._coming))
        for each in self._unplaced:
            mine = [change for change in passed if _concerns(change, each.of)]
            more = sum(max(0, change.amount_minor) for change in mine)
            less = sum(min(0, change.amount_minor) for change in mine)
            yield from self._judge(each, less, more)
        self._unplaced.clear()
        for change in passed:
            sums = self._granted if change.is_grant else self._settled
            sums.add(change, change.amount_minor)

    def _judge(self, each: FixedIn, less: int, more: int) -> Iterator[Broken]:
        """By the sums, which may have been so much lower or higher.

        Caps have not always counted grants: what was fixed before that is right without them.
        """
        if each.has_pot and each.share_minor is None:
            yield Broken(INVARIANT, str(each.settlement_id), "its pot was never split")
            return
        settled, granted = self._settled.of(each.of), self._granted.of(each.of)
        counted = (settled[0] + granted[0], settled[1] + granted[1])
        spans = ((_room(each, s, more), _room(each, s, less)) for s in (counted, settled))
        if not any(_fits(each, *span) for span in spans):
            again = _room(each, counted, 0)
            yield Broken(INVARIANT, str(each.settlement_id), f"{each.room_minor}, again {again}")


def _fits(each: FixedIn, least: int | None, most: int | None) -> bool:
    if least is None or most is None:
        return each.room_minor is None
    return each.room_minor is not None and least <= each.room_minor <= most


def _concerns(change: _Change, of: Of) -> bool:
    theirs = (change.campaign_id, change.person_id) == (of.campaign_id, of.person_id)
    return theirs or change.task_id == of.task_id


def _room(each: FixedIn, sums: tuple[int, int], change: int) -> int | None:
    """As services.rooms says it, while the sums stand so; None where neither cap nor pot is."""
    of_creator, of_task = sums
    left = []
    if each.share_minor is not None:
        left.append(each.share_minor - each.granted_minor)
    if each.creator_cap_minor:
        left.append(each.creator_cap_minor - of_creator - change)
    if each.task_cap_minor:
        left.append(each.task_cap_minor - of_task - change)
    return max(0, min(left)) if left else None
