"""Three silences in a row are an outage: one is tried, more and more seldom."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import resending
from domain.outage import ENOUGH, LONGEST, Outage, Sign

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def broken(at: datetime = NOW) -> Outage:
    outage = Outage()
    for _ in range(ENOUGH):
        outage = outage.after(Sign.SILENT, at)
    return outage


def seconds(outage: Outage, at: datetime) -> float:
    until = outage.holds(at)
    return (until - at).total_seconds() if until else 0.0


def test_two_silences_hold_nothing_and_the_third_does() -> None:
    outage = Outage().after(Sign.SILENT, NOW).after(Sign.SILENT, NOW)
    assert outage.holds(NOW) is None
    assert seconds(outage.after(Sign.SILENT, NOW), NOW) == 1


def test_an_answer_between_them_begins_anew_and_what_was_not_asked_says_nothing() -> None:
    outage = Outage().after(Sign.SILENT, NOW).after(Sign.SILENT, NOW)
    assert outage.after(None, NOW) == outage
    assert outage.after(Sign.ANSWERED, NOW) == Outage()


def test_each_try_in_vain_holds_twice_as_long_up_to_a_minute() -> None:
    outage, at, waits = broken(), NOW, []
    for _ in range(9):
        at += timedelta(seconds=seconds(outage, at))
        outage = outage.tried(at)
        assert seconds(outage, at) >= 30  # nobody else tries meanwhile
        outage = outage.after(Sign.SILENT, at)
        waits.append(seconds(outage, at))
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert outage.since == NOW
    assert max(waits) <= LONGEST.total_seconds()


def test_what_had_left_before_makes_nobody_wait_longer() -> None:
    outage = broken()
    later = NOW + timedelta(seconds=0.5)
    for _ in range(50):
        outage = outage.after(Sign.SILENT, later)
    assert outage.holds(later) == NOW + timedelta(seconds=1)


def test_a_clock_that_was_set_back_holds_nothing() -> None:
    assert broken().holds(NOW - timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("key", "again", "times"),
    [("a", "a#again", 0), ("a#again", "a#2#again", 1), ("a#2#again", "a#3#again", 2)],
)
def test_each_time_something_is_said_once_more_has_a_key_of_its_own(
    key: str, again: str, times: int
) -> None:
    assert (resending.next_key(key), resending.times(key)) == (again, times)


def test_pauses_between_tries_grow_to_two_hours() -> None:
    first = timedelta(seconds=30)
    minutes = [resending.pause(first, said).total_seconds() / 60 for said in range(6)]
    assert minutes == [0.5, 2, 8, 32, 120, 120]
