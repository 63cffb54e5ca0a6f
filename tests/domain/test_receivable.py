"""Of a later settlement the agreed part makes up a debt: rounded down, and never more than it."""

import pytest

from domain.receivable import Standing, recoverable, still_here


@pytest.mark.parametrize(
    ("earned", "owed", "percent", "part"),
    [(101, 1_000, 50, 50), (8_000, 100, 50, 100), (99, 1_000, 100, 99), (8_000, 5_000, 0, 0)],
)
def test_a_part_is_recovered(earned: int, owed: int, percent: int, part: int) -> None:
    assert recoverable(earned, owed, percent) == part


def test_matured_money_can_be_taken_as_far_as_it_is_still_payable() -> None:
    assert still_here(500, Standing(payable_minor=300, owed_minor=900)) == 300
    assert still_here(200, Standing(payable_minor=300, owed_minor=900)) == 200
