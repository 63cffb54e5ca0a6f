"""Moments to come are read as people write them, and a slip is never a year ahead."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.coming_moments import example, parse_coming
from domain.moments import BadMoment

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 30)
AT = datetime(2026, 12, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-12-01 15:00", "12-01 15:00", "12月1日 15:00", "12月1日下午3:00", "１２-01 15：00"),
        *("明天 15:00", "明天15:00", "明天下午3:00", "tomorrow 15:00", "Tomorrow 3:00 pm"),
    ],
)
def test_a_day_may_go_by_its_name_or_without_its_year(text: str) -> None:
    assert parse_coming(text, SHANGHAI, TODAY) == AT


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11-20 10:00", date(2026, 11, 20)),
        ("01-05 10:00", date(2027, 1, 5)),
        ("今天 10:00", date(2026, 11, 30)),
        ("后天 10:00", date(2026, 12, 2)),
    ],
)
def test_without_a_year_it_is_the_nearest(text: str, day: date) -> None:
    assert parse_coming(text, UTC, TODAY).date() == day


@pytest.mark.parametrize("text", ["", "soon", "15:00", "13-01 15:00", "12/01 15:00", "明天 25:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadMoment):
        parse_coming(text, SHANGHAI, TODAY)


@given(st.text(max_size=40), st.dates(date(1970, 1, 3), date(2100, 1, 1)))
def test_any_text_is_a_moment_or_a_refusal(text: str, today: date) -> None:
    with contextlib.suppress(BadMoment):
        assert parse_coming(text, SHANGHAI, today).tzinfo is UTC


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_what_is_given_as_an_example_is_to_come(now: datetime) -> None:
    shown, today = example(SHANGHAI, now), now.astimezone(SHANGHAI).date()
    for each in (shown.whole, shown.short):
        at = parse_coming(each, SHANGHAI, today)
        assert now < at < now + timedelta(days=2)
        assert at.astimezone(SHANGHAI).hour == 10
