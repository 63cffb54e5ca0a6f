"""Tax that was given back, and which payouts took it along untaxed; followed in the chain's order.

When a payout comes back, so does its tax, and what had been given back of it before is no tax any
more: it is income of whoever took it along.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Step(StrEnum):
    GIVEN_BACK = "given_back"  # tax of that payout, by a dispute
    SENT = "sent"  # that payout, and it took so much along
    GONE = "gone"  # that payout: it failed, or came back


@dataclass(frozen=True, slots=True)
class TaxStep:
    """One posting of somebody in one currency; `number` is its place in the chain."""

    number: int
    step: Step
    payout_id: int
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Untaxed:
    """`free_minor` no payout has taken along yet; `late_minor` of a payout is income after all."""

    free_minor: int = 0
    late_minor: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Part:
    of_payout: int  # whose tax it was
    minor: int


class _Following:
    def __init__(self) -> None:
        self.free: list[_Part] = []
        self.taken: defaultdict[int, list[_Part]] = defaultdict(list)
        self.late: defaultdict[int, int] = defaultdict(int)

    def follow(self, step: TaxStep) -> None:
        match step.step:
            case Step.GIVEN_BACK:
                self.free.append(_Part(step.payout_id, step.amount_minor))
            case Step.SENT:
                self._take(step.payout_id, step.amount_minor)
            case Step.GONE:
                self._gone(step.payout_id)

    def _take(self, payout_id: int, minor: int) -> None:
        """What was given back first."""
        for part in self.free:
            taken = min(minor, part.minor)
            part.minor -= taken
            minor -= taken
            if taken:
                self.taken[payout_id].append(_Part(part.of_payout, taken))

    def _gone(self, payout_id: int) -> None:
        """What it had taken along is free again."""
        self.late.pop(payout_id, None)
        self.free = [*self.taken.pop(payout_id, []), *self.free]
        self.free = [part for part in self.free if part.of_payout != payout_id]
        for taker, parts in self.taken.items():
            self.late[taker] += sum(part.minor for part in parts if part.of_payout == payout_id)
            self.taken[taker] = [part for part in parts if part.of_payout != payout_id]


def untaxed(steps: Iterable[TaxStep]) -> Untaxed:
    following = _Following()
    for each in sorted(steps, key=lambda each: each.number):
        following.follow(each)
    late = {payout_id: minor for payout_id, minor in following.late.items() if minor}
    return Untaxed(sum(part.minor for part in following.free), late)
