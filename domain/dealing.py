"""Which variant and which choices a template's running number is dealt; no text is made here."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from domain.templates import Blank, Slot, SlotKind, Template, Variant, parts


@dataclass(frozen=True, slots=True)
class Hand:
    """What one claim is dealt: two that differ make texts that differ."""

    variant: Variant
    choices: tuple[tuple[str, str], ...]  # of each choice slot its name and words


@dataclass(frozen=True, slots=True)
class Wordings:
    """How many texts a template can deal, and how many slots want one."""

    template: str
    texts: int
    slots: int

    @property
    def is_short(self) -> bool:
        """Creators would publish each other's text."""
        return self.texts < self.slots


def different_texts(template: Template) -> int:
    """How many claims can be dealt before one reads like another."""
    return sum(_combinations(each) for _, each in _variants(template))


def deal(template: Template, serial: int) -> Hand:
    """The variants in turn, each with its next choices, until all are used up; then from the start.

    A variant with few choices is left out once they are, the others go on.
    """
    left, rounds = serial % different_texts(template), 0
    running = list(_variants(template))
    while True:
        until = min(_combinations(slots) for _, slots in running)
        if left < (until - rounds) * len(running):
            more, place = divmod(left, len(running))
            variant, slots = running[place]
            return Hand(variant, tuple(_choose(rounds + more, slots)))
        left -= (until - rounds) * len(running)
        rounds, running = until, [each for each in running if _combinations(each[1]) > until]


def _variants(template: Template) -> Iterator[tuple[Variant, list[Slot]]]:
    """Each with the slots it has to choose for, in the order of its text."""
    declared = {slot.name: slot for slot in template.slots if slot.kind is SlotKind.CHOICE}
    for variant in template.variants:
        names = dict.fromkeys(p.name for p in parts(variant.body) if isinstance(p, Blank))
        yield variant, [declared[name] for name in names if name in declared]


def _combinations(slots: list[Slot]) -> int:
    return math.prod(len(slot.choices) for slot in slots)


def _choose(rounds: int, slots: list[Slot]) -> Iterator[tuple[str, str]]:
    """A stride prime to the number of combinations makes neighbours differ widely."""
    combinations = _combinations(slots)
    stride = next(
        stride
        for stride in range(combinations * 5 // 8 + 1, combinations + 2)
        if math.gcd(stride, combinations) == 1
    )
    rest = rounds * stride % combinations
    for slot in slots:
        rest, pick = divmod(rest, len(slot.choices))
        yield slot.name, slot.choices[pick]
