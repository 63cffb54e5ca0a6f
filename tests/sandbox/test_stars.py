"""A bot's Stars: paid messages take a tenth each above what is free, and are refused without."""

from sandbox.errors import ApiError
from sandbox.stars import Purse


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def gone(purse: Purse, messages: int) -> int:
    """How many of so many, one after the other, are paid for."""
    for count in range(messages):
        try:
            purse.ensure(1)
        except ApiError:
            return count
        purse.take(1)
    return messages


def test_nobody_counts_them_until_it_is_said_how_many_there_are() -> None:
    assert gone(Purse(Time()), 5_000) == 5_000


def test_thirty_a_second_are_free_and_each_other_one_costs_a_tenth() -> None:
    time = Time()
    purse = Purse(time)
    purse.fill(2)
    assert gone(purse, 99) == 30 + 20
    time.now += 0.5
    assert gone(purse, 99) == 15


def test_what_is_left_is_told_in_stars_and_billionths() -> None:
    purse = Purse(Time())
    purse.fill(2.5, free_per_second=0)
    assert gone(purse, 7) == 7
    assert purse.as_json() == {"amount": 1, "nanostar_amount": 800_000_000}
