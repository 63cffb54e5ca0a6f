"""When a broadcast reaches each reader: on their own clock, by day, over changes of the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from domain import quiet_hours
from domain.arrival import AT_ONCE, USUAL_QUIET_HOURS, Arrival, moments

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
CLOCKS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31))


@given(MOMENTS, CLOCKS, st.sampled_from(ZONES))
def test_nobody_is_reached_early_or_in_their_sleep(
    now: datetime, wall: datetime, zone: str
) -> None:
    found = moments(Arrival(local=wall), [zone], now)
    begins, ends = (time(hour) for hour in USUAL_QUIET_HOURS)
    usual, other = found.usual[zone], found.others[zone]
    assert now <= other <= usual < other + timedelta(hours=12)
    assert not quiet_hours.is_quiet(usual, ZoneInfo(zone), begins, ends)
    assert other == max(now, wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))


def test_one_time_of_the_day_is_many_moments() -> None:
    now = datetime(2026, 11, 23, 4, tzinfo=UTC)
    ten = Arrival(local=datetime(2026, 11, 24, 10))
    found = moments(ten, ["Asia/Shanghai", "America/New_York"], now).usual
    assert found["America/New_York"] - found["Asia/Shanghai"] == timedelta(hours=13)


def test_an_hour_that_spring_skips_comes_as_much_later() -> None:
    now = datetime(2027, 3, 1, tzinfo=UTC)
    gone = Arrival(local=datetime(2027, 3, 14, 2, 30))
    at = gone.in_zone("America/New_York", now)
    assert at.astimezone(ZoneInfo("America/New_York")).hour == 3


def test_at_once_is_now_unless_it_is_night() -> None:
    now = datetime(2026, 11, 23, 16, tzinfo=UTC)  # midnight in Shanghai
    found = moments(AT_ONCE, ["Asia/Shanghai", "Europe/London"], now)
    assert found.usual == {"Asia/Shanghai": now + timedelta(hours=8), "Europe/London": now}
    assert found.others == {"Asia/Shanghai": now, "Europe/London": now}
