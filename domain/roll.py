"""The roll of a broadcast: who matched as it was confirmed, by number, in little; asks nobody."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from operator import sub
from typing import Final

from domain.broadcast import Question

_LEAF_CHARACTERS: Final = 16_000  # about two thousand numbers
_QUICK: Final = 1  # zlib's level: more takes longer and saves nothing to speak of


@dataclass(frozen=True, slots=True)
class Leaf:
    """A stretch of a roll. `packed` are the steps from one number to the next, the first from
    nought: a million readers are 0.1 to 0.6 MB, which one commit can write.
    """

    persons: int
    packed: bytes

    def person_ids(self) -> list[int]:
        return list(accumulate(map(int, zlib.decompress(self.packed).split(b","))))


@dataclass(frozen=True, slots=True)
class Roll:
    """For whom, and what their maker was asked when it was called."""

    question: Question
    leaves: tuple[Leaf, ...] = ()

    @property
    def persons(self) -> int:
        return sum(leaf.persons for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Called:
    """A roll as it was read: `person_ids` with a comma between two, and no million of objects."""

    question: Question
    person_ids: str = ""

    def packed(self) -> Roll:
        """Of a million it takes 0.2 s, so not where others wait meanwhile."""
        return Roll(self.question, tuple(map(_leaf, self._stretches())))

    def _stretches(self) -> Iterator[str]:
        begin, end = 0, len(self.person_ids)
        while begin < end:
            comma = self.person_ids.find(",", begin + _LEAF_CHARACTERS)
            stop = end if comma < 0 else comma
            yield self.person_ids[begin:stop]
            begin = stop + 1


def _leaf(stretch: str) -> Leaf:
    ids = [int(each) for each in stretch.split(",")]
    steps = map(sub, ids, (0, *ids[:-1]))
    return Leaf(len(ids), zlib.compress(",".join(map(str, steps)).encode(), _QUICK))
