"""How long a broadcast takes: by the rate that is paid for, and what is not by the free one."""

from datetime import timedelta

import pytest

from domain.broadcast_rules import Ahead, BroadcastRules, Rest, rest_of

FREE = BroadcastRules(per_second=30)
PAID = BroadcastRules(per_second=1_000, free_per_second=30)


@pytest.mark.parametrize(
    ("rules", "messages", "paid_messages", "seconds"),
    [
        (PAID, 9_000, 10_000, 9),
        (PAID, 9_000, 0, 300),
        (PAID, 9_000, 8_700, 10),  # 300 of them are beyond what was agreed to
        (BroadcastRules(per_second=20), 100, 0, 5),
    ],
)
def test_what_is_beyond_the_agreed_takes_the_free_allowances_time(
    rules: BroadcastRules, messages: int, paid_messages: int, seconds: int
) -> None:
    assert rules.takes(rest_of(messages, paid_messages, messages)) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("rules", "rest", "ahead", "seconds"),
    [
        (FREE, Rest(60), Ahead((Rest(1_000_000),)), 4),  # one of each in turn
        (FREE, Rest(60), Ahead((Rest(1_000_000), Rest(30))), 5),
        (FREE, Rest(1_000_000), Ahead((Rest(60),)), 1_000_060 / 30),
        (FREE, Rest(60), Ahead(notices=30), 3),
        (FREE, Rest(60), Ahead(notices=1_000_000), 20),  # a tenth is kept for promotions
        (FREE, Rest(60), Ahead((Rest(90),), lead=timedelta(seconds=2)), 3),  # 60 have left by then
        (FREE, Rest(60), Ahead((Rest(90),), lead=timedelta(seconds=9)), 2),
        (PAID, Rest(0, 9_000), Ahead((Rest(1_000_000),)), 9),  # these two take other allowances
        (PAID, Rest(0, 9_000), Ahead((Rest(0, 1_000_000),)), 18),
        (PAID, Rest(30, 9_000), Ahead((Rest(60, 3_000),)), 12.06),
    ],
)
def test_what_leaves_in_turns_with_it_takes_time_too(
    rules: BroadcastRules, rest: Rest, ahead: Ahead, seconds: float
) -> None:
    assert rules.takes(rest, ahead).total_seconds() == pytest.approx(seconds)
