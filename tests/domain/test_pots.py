"""How a pot is split: what is certain first, the rest in proportion, inside every cap."""

from collections.abc import Hashable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.pots import POT, Bound, InPot, Limit, split
from tests.filled import risen


def alone(*earned: int) -> list[InPot]:
    """Works of as many creators, of as many tasks, to which nothing is certain."""
    return [InPot(each, 0, i, i) for i, each in enumerate(earned)]


def certain(*works: tuple[int, int]) -> list[InPot]:
    """(certain, earned) each."""
    return [InPot(earned, least, i, i) for i, (least, earned) in enumerate(works)]


def of_creator(number: int, room_minor: int) -> dict[Bound, int]:
    return {(Limit.CREATOR, number): room_minor}


def test_a_pot_that_reaches_gives_each_what_it_earned() -> None:
    assert split(10_000, alone(3_000, 0, 7_000)) == (3_000, 0, 7_000)
    assert split(0, alone(0, 0)) == (0, 0)
    assert split(100, []) == ()


def test_one_that_does_not_is_split_in_proportion_to_the_minor_unit() -> None:
    assert split(100, alone(101, 101, 101)) == (34, 33, 33)
    assert split(10, alone(55, 25, 20)) == (6, 2, 2)
    assert split(10, alone(51, 29, 20)) == (5, 3, 2)
    assert split(7, alone(0, 30, 0)) == (0, 7, 0)
    assert split(10_000, alone(3_000, 6_000, 9_000)) == (1_667, 3_333, 5_000)


def test_what_is_certain_comes_first_and_the_rest_follows_what_was_earned_above_it() -> None:
    assert split(2_100, certain((700, 700), (700, 700), (700, 9_000))) == (700, 700, 700)
    assert split(3_500, certain(*[(700, 9_000)] * 5)) == (700,) * 5
    assert split(4_000, certain((700, 700), (700, 1_700), (700, 3_700))) == (700, 1_175, 2_125)


def test_no_work_is_certain_of_more_than_it_earned() -> None:
    assert split(1_000, certain((700, 0), (700, 900))) == (0, 900)


def test_a_pot_below_what_is_certain_is_shared_in_proportion_to_that() -> None:
    assert split(2_000, certain(*[(700, 9_000)] * 5)) == (400,) * 5


def test_what_a_capped_creator_cannot_take_goes_to_the_others() -> None:
    """Three works of ¥90 in a pot of ¥100; one creator has two of them, and a cap of ¥40."""
    works = [InPot(9_000, 0, 1, 1), InPot(9_000, 0, 1, 1), InPot(9_000, 0, 2, 1)]
    rooms = of_creator(1, 4_000) | of_creator(2, 4_000)
    assert split(10_000, works, rooms) == (2_000, 2_000, 4_000)
    assert split(10_000, works, of_creator(1, 4_000)) == (2_000, 2_000, 6_000)
    assert split(15_000, works, of_creator(1, 4_000)) == (2_000, 2_000, 9_000)


def test_a_cells_cap_holds_beside_a_creators() -> None:
    works = [InPot(9_000, 0, 1, 1), InPot(9_000, 0, 2, 1), InPot(9_000, 0, 1, 2)]
    rooms = of_creator(1, 6_000) | {(Limit.TASK, 1): 5_000}
    assert split(20_000, works, rooms) == (2_500, 2_500, 3_500)


def test_a_cap_without_room_leaves_nothing_even_of_what_is_certain() -> None:
    works = [InPot(9_000, 700, 1, 1), InPot(9_000, 700, 2, 1)]
    assert split(10_000, works, of_creator(1, 0)) == (0, 9_000)
    assert split(10_000, works, of_creator(1, 500)) == (500, 9_000)


def test_odd_units_go_only_where_there_is_room() -> None:
    works = [InPot(10, 0, 1, 1), InPot(10, 0, 1, 1), InPot(10, 0, 2, 1)]
    assert split(10, works, of_creator(1, 5)) == (3, 2, 5)
    assert split(8, works, of_creator(1, 5)) == (3, 2, 3)


def test_what_one_creator_cannot_take_goes_to_the_others_in_proportion() -> None:
    earned, people = (9_000, 9_000, 9_000, 3_000), (1, 1, 2, 3)
    works = [InPot(each, 0, who, 1) for each, who in zip(earned, people, strict=True)]
    assert split(10_000, works, of_creator(1, 4_000)) == (2_000, 2_000, 4_500, 1_500)
    assert split(10, alone(10, 4, 4), of_creator(2, 1)) == (6, 3, 1)  # of nine 6.4 and 2.6


def test_where_caps_cross_a_unit_that_nobody_else_may_take_goes_to_who_took_one_before() -> None:
    worths = ((5, 1, 1), (39, 3, 2), (6, 3, 1), (11, 3, 3), (4, 1, 3))
    worths += ((2, 1, 1), (32, 2, 3), (4, 1, 3), (3, 1, 1))
    works = [InPot(earned, 0, who, cell) for earned, who, cell in worths]
    rooms = of_creator(1, 6) | of_creator(3, 7)
    rooms |= {(Limit.TASK, 1): 8, (Limit.TASK, 2): 8, (Limit.TASK, 3): 6}
    assert split(40, works, rooms) == (3, 5, 1, 1, 0, 1, 5, 0, 2)


@st.composite
def pots(draw: st.DrawFn) -> tuple[int, list[InPot], dict[Bound, int]]:
    few, money = st.integers(1, 3), st.integers(0, 40) | st.integers(0, 10**7)
    works = draw(st.lists(st.builds(InPot, money, st.sampled_from([0, 7]), few, few), max_size=9))
    bounds = st.tuples(st.sampled_from([Limit.CREATOR, Limit.TASK]), few)
    return draw(money), works, draw(st.dictionaries(bounds, money))


@given(pots())
def test_no_bound_is_passed_and_nobody_could_have_more_without_taking_from_another(
    pot: tuple[int, list[InPot], dict[Bound, int]],
) -> None:
    pot_minor, works, rooms = pot
    parts = split(pot_minor, works, rooms)
    left = {**rooms, POT: pot_minor}
    for work, part in zip(works, parts, strict=True):
        assert 0 <= part <= work.earned_minor
        for each in set(work.bounds) & set(left):
            left[each] -= part
    assert min(left.values()) >= 0
    for work, part in zip(works, parts, strict=True):
        open_to_it = all(left[each] > 0 for each in work.bounds if each in left)
        assert not (open_to_it and part < work.earned_minor)


@given(pots())
def test_it_is_what_rising_step_by_step_comes_to_but_for_a_unit_of_rounding(
    pot: tuple[int, list[InPot], dict[Bound, int]],
) -> None:
    """Creators' caps alone: with cells' beside them a unit may find no room where it belongs."""
    pot_minor, asked, rooms = pot
    works = [replace(each, certain_minor=0) for each in asked]
    caps = {bound: room for bound, room in rooms.items() if bound[0] is Limit.CREATOR}
    most, limits = [each.earned_minor for each in works], {**caps, POT: pot_minor}
    under = [frozenset[Hashable](each.bounds) & limits.keys() for each in works]
    exact = risen([0] * len(works), most, under, limits)
    parts = split(pot_minor, works, caps)
    assert all(abs(part - again) < 1 for part, again in zip(parts, exact, strict=True))
