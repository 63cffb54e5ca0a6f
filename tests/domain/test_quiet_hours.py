"""Nobody is woken: on every clock, on the nights the clocks change too."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.quiet_hours import begun_at, is_quiet, send_at

ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kathmandu",
    "Pacific/Apia",  # once skipped a whole day
    "America/Sao_Paulo",  # once skipped midnight
    "UTC",
]
BERLIN = ZoneInfo("Europe/Berlin")
clocks = st.times().map(lambda clock: clock.replace(microsecond=0))
moments = st.datetimes(datetime(2008, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(ZONES).map(ZoneInfo)


def local(zone: ZoneInfo, *parts: int, fold: int = 0) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ((2026, 11, 22, 21, 59), (2026, 11, 22, 21, 59)),
        ((2026, 11, 22, 22, 0), (2026, 11, 23, 9, 0)),
        ((2026, 11, 23, 3, 0), (2026, 11, 23, 9, 0)),
        ((2026, 11, 23, 9, 0), (2026, 11, 23, 9, 0)),
    ],
)
def test_a_night_message_waits_for_the_morning(
    wanted: tuple[int, ...], allowed: tuple[int, ...]
) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    sent = send_at(local(zone, *wanted), zone, time(22), time(9), urgent=False)
    assert sent == local(zone, *allowed)


def test_a_quiet_lunch_ends_the_same_day() -> None:
    sent = send_at(local(BERLIN, 2026, 5, 4, 12, 30), BERLIN, time(12), time(14), urgent=False)
    assert sent == local(BERLIN, 2026, 5, 4, 14, 0)


def test_urgent_messages_do_not_wait() -> None:
    wanted = local(BERLIN, 2026, 5, 4, 3, 0)
    assert send_at(wanted, BERLIN, time(22), time(9), urgent=True) == wanted


def test_equal_ends_mean_never_quiet() -> None:
    wanted = local(BERLIN, 2026, 5, 4, 3, 0)
    assert send_at(wanted, BERLIN, time(9), time(9), urgent=False) == wanted


def test_a_morning_that_spring_skips_comes_as_much_later() -> None:
    wanted = local(BERLIN, 2026, 3, 28, 23, 0)
    sent = send_at(wanted, BERLIN, time(22), time(2, 30), urgent=False)
    assert sent == local(BERLIN, 2026, 3, 29, 3, 30)


@pytest.mark.parametrize("fold", [0, 1])
def test_in_the_hour_that_autumn_repeats_the_next_end_counts(fold: int) -> None:
    wanted = local(BERLIN, 2026, 10, 25, 2, 10, fold=fold)
    sent = send_at(wanted, BERLIN, time(22), time(2, 30), urgent=False)
    assert sent - wanted == timedelta(minutes=20)


@given(moments, zones, clocks, clocks)
@example(datetime(2011, 12, 30, 9, tzinfo=UTC), ZoneInfo("Pacific/Apia"), time(22), time(21))
@example(datetime(2018, 11, 4, 2, tzinfo=UTC), ZoneInfo("America/Sao_Paulo"), time(23), time(0, 30))
def test_the_moment_is_never_quiet_never_early_and_soon(
    wanted_at: datetime, zone: ZoneInfo, quiet_from: time, quiet_to: time
) -> None:
    sent = send_at(wanted_at, zone, quiet_from, quiet_to, urgent=False)
    assert not is_quiet(sent, zone, quiet_from, quiet_to)
    assert wanted_at <= sent <= wanted_at + timedelta(hours=26)
    assert sent == wanted_at or is_quiet(wanted_at, zone, quiet_from, quiet_to)


@given(moments, zones, st.integers(0, 23), st.integers(0, 23))
@example(datetime(2026, 3, 29, 2, 0, tzinfo=UTC), BERLIN, 2, 9)  # two o'clock is skipped
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), BERLIN, 2, 9)  # and here comes twice
def test_quiet_hours_began_when_it_was_not_quiet_yet(
    moment: datetime, zone: ZoneInfo, from_hour: int, to_hour: int
) -> None:
    quiet = zone, time(from_hour), time(to_hour)
    if not is_quiet(moment, *quiet):
        return
    began = begun_at(moment, *quiet)
    assert began <= moment
    step = began
    while step < moment:
        assert is_quiet(step, *quiet)
        step += timedelta(minutes=15)
    assert not is_quiet(began - timedelta(seconds=1), *quiet)
