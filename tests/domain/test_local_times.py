"""Local times on every clock of the IANA list, around every moment at which one is set anew."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import local_times
from domain.quiet_hours import is_quiet, send_at
from services import digests
from tests.domain.transitions import ZONES, Transition, transitions

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOCKS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
QUIET = [(22, 8), (23, 7), (21, 9), (0, 3), (2, 3), (12, 14)]
BERLIN = ZoneInfo("Europe/Berlin")


def test_the_list_has_what_we_think_it_has() -> None:
    assert len(ZONES) > 500
    assert len(transitions()) > 1_000
    assert any(each.after - each.before >= DAY for each in transitions())  # a day is skipped
    assert any(abs(each.after - each.before) == HOUR / 2 for each in transitions())


def by_hand(day: date, clock: time, change: Transition) -> datetime:
    """By the two offsets alone: the first moment that shows it, else as much later."""
    wanted = datetime.combine(day, clock, UTC)
    early, late = wanted - change.before, wanted - change.after
    shown = [early] * (early < change.at) + [late] * (late >= change.at)
    return min(shown) if shown else early


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_each_day_has_each_local_time_once_around_every_change(days: int) -> None:
    for change in transitions():
        zone = ZoneInfo(change.zone)
        day = change.at.astimezone(zone).date() + days * DAY
        for clock in CLOCKS:
            moment = local_times.at(day, clock, zone)
            assert moment == by_hand(day, clock, change), (change, day, clock)


def test_a_time_that_spring_skips_comes_as_much_later() -> None:
    found = local_times.at(date(2026, 3, 29), time(2, 30), BERLIN)
    assert found.astimezone(BERLIN).time() == time(3, 30)


def test_of_a_time_that_autumn_repeats_the_first_counts() -> None:
    found = local_times.at(date(2026, 10, 25), time(2, 30), BERLIN)
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_first_and_last_are_neighbours_around_every_change() -> None:
    """No moment between them shows that time, and neither skips one."""
    for change in transitions():
        zone = ZoneInfo(change.zone)
        for clock in (time(0), time(2, 30), time(10)):
            for near in (change.at - HOUR, change.at, change.at + HOUR):
                after = local_times.first(near, clock, zone)
                before = local_times.last(near, clock, zone)
                assert before < near <= after, (change, clock)
                assert local_times.last(after, clock, zone) == before, (change, clock)
                assert after - before <= 2 * DAY + 2 * HOUR


def test_weekly_times_keep_their_weekday_and_hour_through_every_change() -> None:
    for change in transitions():
        zone = ZoneInfo(change.zone)
        at = digests.next_monday(change.at - 8 * DAY, zone)
        for _ in range(3):
            following = digests.next_monday(at, zone)
            local = following.astimezone(zone)
            shifted = abs(change.after - change.before)
            assert (local.weekday(), local.hour) == (0, 10) or shifted > HOUR, change
            assert abs(following - at - 7 * DAY) <= shifted
            at = following


def test_quiet_hours_are_kept_through_every_change() -> None:
    """Never early, never quiet, and no later than the end that was waited for."""
    for change in transitions():
        zone = ZoneInfo(change.zone)
        shifted = abs(change.after - change.before)
        for begins, ends in QUIET:
            quiet = time(begins), time(ends)
            for minutes in (-300, -61, -1, 0, 1, 59, 300):
                wanted = change.at + timedelta(minutes=minutes)
                sent = send_at(wanted, zone, *quiet, urgent=False)
                assert sent >= wanted
                assert not is_quiet(sent, zone, *quiet), (change, quiet, wanted)
                assert sent == wanted or is_quiet(wanted, zone, *quiet)
                assert sent - wanted <= (ends - begins) % 24 * HOUR + shifted, (change, quiet)


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(1990, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),
    st.times().map(lambda each: each.replace(microsecond=0)),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_the_first_of_some_weekdays_is_the_nearest_one(
    name: str, near: datetime, clock: time, weekdays: set[int]
) -> None:
    zone = ZoneInfo(name)
    found = local_times.first(near, clock, zone, weekdays)
    days = (near.astimezone(zone).date() + n * DAY for n in range(-3, 12))
    moments = (local_times.at(day, clock, zone) for day in days if day.weekday() in weekdays)
    assert found == min(moment for moment in moments if moment >= near)
