"""On the dates of the calendar finance is asked, once each; nothing is paid by the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.payout_rules import PayoutRules, Schedule
from domain.people import Role
from services import payout_calendar
from storage.tables.money import payout_batch
from tests.paying import PAYDAY, kinds_to, paid_creators
from tests.world import World, staff

FRIDAYS, TENTHS = Schedule(weekday=4), Schedule(day=10)
SHANGHAI = "Asia/Shanghai"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "now", "last", "following"),
    [
        (FRIDAYS, "2026-11-27T01:59", "2026-11-20T02:00", "2026-11-27T02:00"),
        (FRIDAYS, "2026-11-27T02:00", "2026-11-27T02:00", "2026-12-04T02:00"),
        (TENTHS, "2026-12-01T00:00", "2026-11-10T02:00", "2026-12-10T02:00"),
        (Schedule(day=31), "2027-02-28T03:00", "2027-02-28T02:00", "2027-03-31T02:00"),
    ],
)
def test_dates_are_the_houses_own(schedule: Schedule, now: str, last: str, following: str) -> None:
    assert schedule.last(at(now), SHANGHAI) == at(last)
    assert schedule.following(at(now), SHANGHAI) == at(following)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", SHANGHAI])
def test_over_a_year_each_date_follows_the_last(zone: str) -> None:
    for schedule in (FRIDAYS, TENTHS):
        now = at("2026-01-01T00:00")
        while now < at("2027-01-01T00:00"):
            following = schedule.following(now, zone)
            assert schedule.last(following, zone) == following
            assert schedule.last(following - timedelta(seconds=1), zone) <= now
            now = following


def test_finance_is_asked_once_a_date_and_nothing_is_prepared(world: World) -> None:
    finance = world.do(staff, Role.FINANCE)
    rules = PayoutRules(schedule=FRIDAYS)
    assert world.do(payout_calendar.propose, rules=rules, now=PAYDAY - timedelta(days=30)) == 0
    paid_creators(world, 2)
    friday = rules.next_run("CNY", PAYDAY)
    assert friday is not None
    late = friday + timedelta(days=2)  # the process was away
    assert world.do(payout_calendar.propose, rules=rules, now=late) == 1
    assert world.do(payout_calendar.propose, rules=rules, now=late) == 0
    assert kinds_to(world, finance).count("payout_due") == 1
    assert world.rows(select(payout_batch)) == []
    following = friday + timedelta(days=7)
    assert world.do(payout_calendar.propose, rules=rules, now=following) == 1


def test_without_a_calendar_nobody_is_asked(world: World) -> None:
    finance = world.do(staff, Role.FINANCE)
    paid_creators(world, 1)
    assert world.do(payout_calendar.propose, rules=PayoutRules(), now=PAYDAY) == 0
    assert "payout_due" not in kinds_to(world, finance)
