"""How long a broadcast takes: by the rate that is paid for, and what is not by the free one."""

from datetime import timedelta

import pytest

from domain.broadcast_rules import BroadcastRules

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
    assert rules.takes(messages, paid_messages, messages) == timedelta(seconds=seconds)
