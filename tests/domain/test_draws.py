"""Wordings are given out evenly, and which one somebody had of one broadcast tells of no other."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import product

import pytest

from domain.draws import Draw, variant_of
from domain.message import MOST_VARIANTS

READERS = 4_000
WAS = {
    1: "AAAAAAAAAAAAAAAAAAAAAAAA",
    2: "BBAABBAABBAABAABBAABBAAB",
    3: "BAACCAACCCABABAACAACACBA",
    4: "DCCBABDBCBCCDDDBADCCBBBA",
}
WORDINGS = range(2, MOST_VARIANTS + 1)
# Whole houses, and those of whom every so many are asked: numbers that share their last bits.
CLASSES = [
    range(rest, rest + each * READERS, each)
    for each, rest in ((1, 1), (2, 1), (3, 2), (64, 5), (65_536, 9))
]
PAIRS = [(100, 100 + apart) for apart in range(1, 41)] + [
    *((8, 16), (1, 2), (3, 35), (2, 66), (1, 129), (12, 1_000), (7, 65_543), (5, 2**31 + 4)),
]


def too_much(freedom: int) -> float:
    """Chi squared that so many degrees of freedom go beyond by chance in one of a million cases
    (Wilson and Hilferty).
    """
    spread = 2 / (9 * freedom)
    return freedom * float(1 - spread + 4.75 * spread**0.5) ** 3


def chi_squared(seen: Iterable[int], kinds: int) -> float:
    counts = Counter(seen)
    expected = counts.total() / kinds
    return sum((counts[kind] - expected) ** 2 / expected for kind in range(kinds))


Given = Callable[[range, int, int], list[int]]  # to whom, of which broadcast, of how many


def by(draw: Draw) -> Given:
    known: dict[tuple[range, int, int], list[int]] = {}

    def given(readers: range, broadcast_id: int, wordings: int) -> list[int]:
        key = (readers, broadcast_id, wordings)
        if key not in known:
            known[key] = [variant_of(draw, each, broadcast_id, wordings) for each in readers]
        return known[key]

    return given


def uneven(given: Given) -> list[object]:
    return [
        (readers, at, wordings)
        for readers, at, wordings in product(CLASSES, range(1, 31), WORDINGS)
        if chi_squared(given(readers, at, wordings), wordings) > too_much(wordings - 1)
    ]


def told(given: Given) -> list[tuple[range, tuple[int, int], int, int]]:
    """Pairs of which one broadcast's wording tells something of the other's."""
    return [
        (readers, pair, first, second)
        for readers, pair, first, second in product(CLASSES, PAIRS, WORDINGS, WORDINGS)
        if first <= second
        and chi_squared(
            (
                one * second + other
                for one, other in zip(
                    given(readers, pair[0], first), given(readers, pair[1], second), strict=True
                )
            ),
            first * second,
        )
        > too_much(first * second - 1)
    ]


def test_each_wording_goes_to_as_many() -> None:
    assert uneven(by(Draw.CUBIC)) == []


def test_one_broadcasts_wording_tells_nothing_of_anothers() -> None:
    assert told(by(Draw.CUBIC)) == []


def test_as_many_as_by_chance_have_the_same_letter_twice() -> None:
    given, whole = by(Draw.CUBIC), CLASSES[0]
    for (first, second), wordings in product(PAIRS, WORDINGS):
        both = zip(given(whole, first, wordings), given(whole, second, wordings), strict=True)
        same = sum(one == other for one, other in both) / len(whole)
        assert abs(same - 1 / wordings) < 0.035, (first, second, wordings)


def test_the_first_draw_is_found_out_by_the_same_questions() -> None:
    """Among two of nearly any pair, among four of few."""
    found = {(pair, first, second) for _, pair, first, second in told(by(Draw.ADDED))}
    among_two = {pair for pair, *wordings in found if wordings == [2, 2]}
    assert {(8, 16), (100, 113), (100, 121), (100, 134)} <= among_two
    assert ((7, 65_543), 4, 4) in found


@pytest.mark.parametrize("wordings", range(1, MOST_VARIANTS + 1))
def test_what_was_sent_by_the_first_draw_keeps_its_letters(wordings: int) -> None:
    letters = "".join(
        "ABCD"[variant_of(Draw.ADDED, person, 7, wordings)] for person in range(1, 25)
    )
    assert letters == WAS[wordings]
