"""A crowded key keeps its earliest, whatever order they came in."""

from datetime import timedelta
from itertools import permutations

from domain.risk.earliest import Earliest
from tests.risk_facts import NOON

ORDERS = [(NOON + timedelta(hours=hour), number) for number, hour in enumerate((3, 1, 4, 1), 1)]


def test_the_earliest_are_kept_in_whatever_order_they_are_filed() -> None:
    for filed in permutations(ORDERS):
        earliest = Earliest[str](2)
        for order in filed:
            earliest.file(["key"], order)
        assert list(earliest.before(["key"], (NOON + timedelta(days=1), 9))) == [2, 4]


def test_only_what_came_before_is_found_with_how_many_keys_it_shares() -> None:
    earliest = Earliest[str](8)
    for order in ORDERS:
        earliest.file(["one", "two"] if order[1] == 2 else ["one"], order)
    assert earliest.before(["one", "two", "three"], ORDERS[0]) == {2: 2, 4: 1}
