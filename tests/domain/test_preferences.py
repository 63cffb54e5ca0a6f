"""Time zones and quiet hours as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.preferences import (
    COMMON_TIMEZONES,
    BadQuietHours,
    BadTimezone,
    quiet_hours,
    timezone_named,
)


@pytest.mark.parametrize("zone", COMMON_TIMEZONES)
def test_a_common_zone_is_found_by_its_name_and_by_its_city(zone: str) -> None:
    city = zone.rpartition("/")[2].replace("_", " ")
    assert timezone_named(zone) == timezone_named(city.lower()) == zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("北京", "Asia/Shanghai"),
        ("beijing", "Asia/Shanghai"),
        ("san francisco", "America/Los_Angeles"),
        ("吉隆坡", "Asia/Kuala_Lumpur"),
    ],
)
def test_a_place_is_found_as_people_call_it(text: str, zone: str) -> None:
    assert timezone_named(text) == zone


@pytest.mark.parametrize("text", ["", "Atlantis", "../../etc/passwd", "Asia/", "localtime", "\0"])
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(BadTimezone):
        timezone_named(text)


@pytest.mark.parametrize(
    "text", ["23-7", "23:00–07:00", "23 到 7", "２３～７", "23 to 7", "23:00 ~ 7"]
)
def test_quiet_hours_are_read_as_people_write_them(text: str) -> None:
    assert quiet_hours(text) == (23, 7)


@pytest.mark.parametrize("text", ["", "at night", "24-7", "23:30-7", "7", "23-7-8", "-1-7"])
def test_what_is_no_pair_of_full_hours_is_refused(text: str) -> None:
    with pytest.raises(BadQuietHours):
        quiet_hours(text)


@given(st.integers(0, 23), st.integers(0, 23))
def test_every_pair_of_hours_can_be_said(from_hour: int, to_hour: int) -> None:
    assert quiet_hours(f"{from_hour}-{to_hour}") == (from_hour, to_hour)
