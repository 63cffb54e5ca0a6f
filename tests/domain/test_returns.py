"""Checkpoints of data return, and how long a feed may keep silent."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain import feeds, returns
from domain.returns import OwedBy, Stability
from domain.terms import Method, Source, Terms

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def planned(
    days: tuple[int, ...] = (1, 3, 7),
    *,
    source: Source = Source.PLATFORM,
    method: Method = Method.CPE,
    approved_at: datetime = AT,
    cutoff_days: int = 7,
) -> tuple[returns.Checkpoint, ...]:
    agreed = Terms(method, 1, weakest_source=source, returns=days, cutoff_days=cutoff_days)
    return returns.checkpoints(agreed, AT, approved_at)


def test_every_moment_after_the_first_day_tells_of_one_checkpoint() -> None:
    first, second, third = planned()
    assert first.opens_at == AT
    assert first.closes_at == second.opens_at == AT + 2 * DAY
    assert second.closes_at == third.opens_at == AT + 6 * DAY
    assert third.closes_at is None


def test_what_fell_due_before_the_approval_nobody_owed() -> None:
    assert [each.day for each in planned(approved_at=AT + DAY)] == [3, 7]
    assert [each.day for each in planned(approved_at=AT + DAY - timedelta(seconds=1))] == [1, 3, 7]


def test_the_one_at_the_cut_off_is_asked_for_before_it() -> None:
    *_, last = planned()
    assert last.asked_at < AT + 7 * DAY == last.due_at
    *_, last = planned(cutoff_days=30)
    assert last.asked_at == last.due_at


@pytest.mark.parametrize(
    ("source", "whose"),
    [
        (Source.CREATOR, OwedBy.CREATOR),
        (Source.SCREENSHOT, OwedBy.CREATOR),
        (Source.COORDINATOR, OwedBy.STAFF),
        (Source.PLATFORM, OwedBy.STAFF),
    ],
)
def test_it_is_owed_by_who_may_enter_it(source: Source, whose: OwedBy) -> None:
    assert {each.owed_by for each in planned(source=source)} == {whose}


def test_of_orders_a_creator_tells_nothing() -> None:
    found = planned(source=Source.CREATOR, method=Method.CPS)
    assert {each.owed_by for each in found} == {OwedBy.STAFF}


def test_without_a_word_of_the_terms_it_is_asked_for_up_to_the_cut_off() -> None:
    assert returns.usual((7,)) == (1, 3, 7)
    assert returns.usual((2,)) == (1, 2)
    assert returns.usual((14, 30)) == (1, 3, 7, 14, 30)


def test_a_lag_is_told_in_hours() -> None:
    assert Stability(0, 0, 0).median_lag_hours is None
    assert Stability(3, 1, 0, 5400).median_lag_hours == 1.5


def days(*of_month: int) -> list[date]:
    return [date(2026, 11, each) for each in of_month]


def test_a_daily_feed_is_silent_after_a_day_without_it() -> None:
    assert not feeds.is_silent(days(2, 3, 4), date(2026, 11, 5))
    assert feeds.is_silent(days(2, 3, 4), date(2026, 11, 6))


def test_a_feed_of_working_days_rests_over_the_weekend() -> None:
    weeks = days(2, 3, 4, 5, 6, 9, 10, 11, 12, 13)
    assert not feeds.is_silent(weeks, date(2026, 11, 16))
    assert feeds.is_silent(weeks, date(2026, 11, 17))


def test_of_who_has_no_rhythm_yet_nobody_is_told() -> None:
    assert not feeds.is_silent(days(2, 3), date(2026, 11, 30))
