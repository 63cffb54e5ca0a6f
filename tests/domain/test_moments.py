"""Moments are read as exports write them; a bare date never counts too early."""

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.moments import BadMoment, parse_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22 18:00",
        "2026-11-22 18:00:00",
        "2026-11-22T18:00",
        "2026/11/22 18:00",
        "2026.11.22 18:00",
        "2026年11月22日 18:00",
        "2026年11月22日18时00分",
        "２０２６-11-22 18：00",
        "2026-11-22T10:00:00Z",
        "2026-11-22T10:00:00.123Z",
        "2026-11-22T11:00:00+01:00",
        "2026-11-22 05:30:00-0430",
    ],
)
def test_a_moment_is_read_in_utc(text: str) -> None:
    assert parse_moment(text, SHANGHAI) == AT


def test_a_bare_date_is_the_end_of_that_day() -> None:
    assert parse_moment("2026-11-22", SHANGHAI) == datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)


def test_a_wall_clock_follows_summer_and_winter() -> None:
    assert parse_moment("2026-07-01 12:00", BERLIN).hour == 10
    assert parse_moment("2026-12-01 12:00", BERLIN).hour == 11
    twice = parse_moment("2026-10-25 02:30", BERLIN)  # the hour that comes twice: the first one
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "18:00", "2026-13-01", "2026-02-30", "2026-11-22 25:00", "26-11-22"),
        *("11/22/2026", "46348.75", "2026-11-22 18", "2026-11-22 18:00:005", "0000-01-01"),
        *("2026-11-22 18:00 PM", "2026-11-22T18:00+25:00", "٢٠٢٦-11-22"),
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadMoment):
        parse_moment(text, SHANGHAI)


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_a_refusal(text: str) -> None:
    with contextlib.suppress(BadMoment):
        assert parse_moment(text, SHANGHAI).tzinfo is UTC


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1)))
def test_what_iso_writes_is_read_to_the_second(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    assert parse_moment(at.isoformat(), SHANGHAI) == at.replace(microsecond=0)
