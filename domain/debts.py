"""Whose debt is whose: what became of each, followed posting by posting; pure, no rows here.

Who makes up a debt makes up the oldest first, but for who says which: a grant clears what its own
work owes, and what a payout brings back makes up nothing that is older than it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Move:
    """What one posting did to a creator's debts in one currency, in minor units.

    Debts stand below nought on the account of what is owed, what was given up on that of what the
    house bears. `work` is the assignment that it makes a debt of, or that it is granted for;
    `undoes` a recovery that was wrong; `since` where the payout was sent that it brings back.
    """

    number: int
    owed_minor: int = 0
    borne_minor: int = 0
    work: int = 0
    undoes: int = 0
    since: int = 0


@dataclass(slots=True)
class _Debts:
    """By the posting that made each: whose it is, what of it stands, what the house bears of it."""

    work: dict[int, int] = field(default_factory=dict)
    owed: dict[int, int] = field(default_factory=dict)
    borne: dict[int, int] = field(default_factory=dict)
    taken: dict[int, dict[int, int]] = field(default_factory=dict)  # by who made them up

    def follow(self, move: Move) -> None:
        if move.owed_minor < 0:
            self._fall(move)
        elif move.borne_minor < 0:
            self._give_up()
        else:
            self.taken[move.number] = self._take(self.owed, move, move.owed_minor)
            self._take(self.borne, move, move.borne_minor)

    def _fall(self, move: Move) -> None:
        """A debt of its own, or those again that the recovery had made up which it undoes."""
        left = -move.owed_minor
        for number, minor in self.taken.get(move.undoes, {}).items():
            again = min(left, minor)
            self.owed[number] = self.owed.get(number, 0) + again
            left -= again
        if left:
            self.work[move.number], self.owed[move.number] = move.work, left

    def _give_up(self) -> None:
        """All that is owed by then, as every write-off does."""
        for number, minor in self.owed.items():
            self.borne[number] = self.borne.get(number, 0) + minor
        self.owed.clear()

    def _take(self, of: dict[int, int], move: Move, minor: int) -> dict[int, int]:
        taken: dict[int, int] = {}
        for number in sorted(of, key=lambda number: (not self._is_first(number, move), number)):
            part = min(minor, of[number])
            of[number] -= part
            minor -= part
            if part:
                taken[number] = part
        return taken

    def _is_first(self, number: int, move: Move) -> bool:
        return self.work[number] == move.work if move.work else number > move.since


def borne_of(moves: Iterable[Move], work: int) -> int:
    """What was given up of that work's debts, in the chain's order, and the house still bears."""
    debts = _Debts()
    for each in moves:
        debts.follow(each)
    return sum(minor for number, minor in debts.borne.items() if debts.work[number] == work)
