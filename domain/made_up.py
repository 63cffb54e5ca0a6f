"""What a payout that comes back makes up: what fell away since it was sent, once; no rows here.

Money has no memory of parts. So of several payouts that come back each one makes up the oldest debt
that it may: what fell away last is left for the payout that was sent last.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Piece:
    """An amount and its place in the chain: a debt that was made, or one that was given up."""

    number: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Of a payout that comes back, in minor units: what was still owed, and what was given up.

    The house bore that only because the money was gone.
    """

    owed_minor: int = 0
    borne_minor: int = 0

    @property
    def kept_minor(self) -> int:
        """So much of it is not payable again."""
        return self.owed_minor + self.borne_minor


@dataclass(frozen=True, slots=True)
class Back:
    """A payout that came back: where it was sent, how much came, and what of it was kept."""

    number: int
    sent: int
    amount_minor: int
    made_up: MadeUp


@dataclass(frozen=True, slots=True)
class Past:
    """Of one creator's debts in one currency, each in the chain's order.

    `moved` is the account of what is owed, where a debt stands below nought. `righted` is what
    grants cleared of what was given up, since the first debt of their work.
    """

    moved: tuple[Piece, ...] = ()
    fell: tuple[Piece, ...] = ()
    given_up: tuple[Piece, ...] = ()
    back: tuple[Back, ...] = ()
    righted: tuple[Back, ...] = ()

    @property
    def owed_minor(self) -> int:
        return max(0, -sum(each.amount_minor for each in self.moved))

    def before(self, number: int) -> "Past":
        """As it was when that posting was made."""

        def early(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
            return tuple(each for each in pieces if each.number < number)

        back, righted = (
            tuple(each for each in backs if each.number < number)
            for backs in (self.back, self.righted)
        )
        return replace(
            self,
            moved=early(self.moved),
            fell=early(self.fell),
            given_up=early(self.given_up),
            back=back,
            righted=righted,
        )


def made_up(past: Past, sent: int, amount_minor: int) -> MadeUp:
    """What a payout of that amount, sent by that posting, makes up when it comes back.

    What was given up comes first; nothing makes up a debt that is older than the payout.
    """
    fell = _left(past.fell, [(each, each.made_up.kept_minor) for each in past.back], sent)
    cleared = (*past.back, *past.righted)
    borne = _left(past.given_up, [(each, each.made_up.borne_minor) for each in cleared], sent)
    kept = min(amount_minor, fell, past.owed_minor + borne)
    given_up = min(kept, borne)
    return MadeUp(kept - given_up, given_up)


def _left(pieces: Iterable[Piece], taken: Iterable[tuple[Back, int]], sent: int) -> int:
    """What of the pieces behind `sent` nothing that came back has taken yet."""
    left = {each.number: each.amount_minor for each in pieces}
    for back, taken_minor in taken:
        rest = taken_minor
        for number, minor in left.items():
            if back.sent < number < back.number:
                left[number] = max(0, minor - rest)
                rest -= minor - left[number]
    return sum(minor for number, minor in left.items() if number > sent)
