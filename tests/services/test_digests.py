"""The weekly digest: on Monday at ten by its reader's clock, and only of a week with money."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.delivery import ReminderKind, ReminderStatus
from domain.due_work import BEGINNING
from domain.people import Role
from services import digests, reminders, settings, settlements
from storage.tables.delivery import delivery, reminder
from tests.approved import approved
from tests.services.reminded import pass_time
from tests.world import NOW, World, creator, live_campaign, staff

DAY = timedelta(days=1)


def begin_digests(world: World, at: datetime = NOW) -> int:
    """What the job does at `at`; how many got one."""
    found = world.do(reminders.without_digest, BEGINNING, most=100, now=at)
    ids = [person_id for _, person_id in found]
    return len(world.do(reminders.begin_digests, ids, now=at))


@pytest.mark.parametrize(
    ("now", "zone", "monday"),
    [
        ("2026-11-23T01:59:00", "Asia/Shanghai", "2026-11-23T02:00:00"),
        ("2026-11-23T02:00:00", "Asia/Shanghai", "2026-11-30T02:00:00"),
        ("2026-11-22T20:00:00", "Asia/Shanghai", "2026-11-23T02:00:00"),
        ("2026-10-24T12:00:00", "Europe/Berlin", "2026-10-26T09:00:00"),  # the clock went back
        ("2026-11-23T12:00:00", "America/Los_Angeles", "2026-11-23T18:00:00"),
    ],
)
def test_the_digest_comes_on_monday_at_ten_by_the_creators_clock(
    now: str, zone: str, monday: str
) -> None:
    found = digests.next_monday(datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo(zone))
    assert found == datetime.fromisoformat(monday).replace(tzinfo=UTC)


def test_every_active_creator_has_one_digest_ahead(world: World) -> None:
    for _ in range(3):
        world.do(creator)
    world.do(staff, Role.FINANCE)
    assert begin_digests(world) == 3
    assert begin_digests(world) == 0


def test_one_who_has_a_digest_ahead_gets_no_other_alone_nor_among_many(world: World) -> None:
    one, other = (world.do(creator).actor.person_id for _ in range(2))
    assert world.do(reminders.begin_digest, one, now=NOW)
    assert not world.do(reminders.begin_digest, one, now=NOW)
    assert world.do(reminders.begin_digests, [one, other], now=NOW) == {other}


def test_whoever_lacks_one_is_found_page_by_page_along_the_numbers(world: World) -> None:
    """Also who came earlier and got a later number: nobody is sorted by days for it."""
    came = [NOW, NOW - DAY, NOW + DAY, NOW - DAY, NOW]
    ids = [world.do(creator, now=at).actor.person_id for at in came]
    after, found = BEGINNING, list[int]()
    while page := world.do(reminders.without_digest, after, most=2, now=NOW):
        after = page[-1]
        found += [person_id for _, person_id in page]
    assert found == sorted(ids)


def test_a_week_with_earnings_is_told_and_the_next_one_begun(world: World) -> None:
    campaign, holder = world.do(live_campaign), world.do(creator)
    world.do(approved, campaign, holder)
    begin_digests(world)
    world.do(settlements.settle_due, now=NOW + 30 * DAY)
    monday = digests.next_monday(NOW + 30 * DAY, ZoneInfo("Asia/Shanghai"))
    kinds = pass_time(world, monday)
    assert ReminderKind.WEEKLY_DIGEST in kinds
    facts = world.rows(
        select(delivery.c.facts).where(delivery.c.kind == ReminderKind.WEEKLY_DIGEST)
    )[0][0]
    assert facts["lines"] == [
        {
            "currency": "CNY",
            "earned_minor": 8_000,
            "paid_minor": 0,
            "pending_minor": 8_000,
            "payable_minor": 0,
        }
    ]
    waiting = world.rows(
        select(reminder.c.due_at).where(
            reminder.c.kind == ReminderKind.WEEKLY_DIGEST,
            reminder.c.status == ReminderStatus.WAITING,
        )
    )
    assert [row[0] for row in waiting] == [monday + 7 * DAY]


def test_a_week_without_movement_is_not_told_but_the_next_one_is_begun(world: World) -> None:
    world.do(creator)
    begin_digests(world)
    assert pass_time(world, NOW + 8 * DAY) == []
    assert begin_digests(world, NOW + 8 * DAY) == 0


def test_who_moves_has_the_next_digest_by_their_new_clock(world: World) -> None:
    holder = world.do(creator)
    begin_digests(world)
    world.do(settings.set_timezone, holder.actor, "New York", now=NOW)
    rows = world.rows(select(reminder.c.due_at, reminder.c.status))
    expected = digests.next_monday(NOW, ZoneInfo("America/New_York"))
    assert [tuple(row) for row in rows] == [(expected, ReminderStatus.WAITING)]


def test_what_was_earned_in_the_hour_that_autumn_adds_is_told_once(world: World) -> None:
    """Berlin's week to Monday, 26 October 2026 has 169 hours."""
    holder = world.do(creator)
    berlin = ZoneInfo("Europe/Berlin")
    world.do(settings.set_timezone, holder.actor, "Europe/Berlin", now=NOW)
    before = datetime(2026, 10, 19, 10, tzinfo=berlin).astimezone(UTC)
    monday = datetime(2026, 10, 26, 10, tzinfo=berlin).astimezone(UTC)
    assert monday - before == timedelta(hours=169)
    campaign = world.do(live_campaign, now=before - 20 * DAY)
    world.do(approved, campaign, holder, now=before - 15 * DAY)
    begin_digests(world, before - DAY)
    assert pass_time(world, before) == []
    world.do(settlements.settle_due, now=before + timedelta(minutes=30))
    assert ReminderKind.WEEKLY_DIGEST in pass_time(world, monday)
    assert ReminderKind.WEEKLY_DIGEST not in pass_time(world, monday + 7 * DAY)


def test_a_digest_that_comes_late_leaves_nothing_out_and_tells_nothing_twice(
    world: World,
) -> None:
    campaign, holder = world.do(live_campaign), world.do(creator)
    work = world.do(approved, campaign, holder)
    begin_digests(world, work.cutoff_at - 9 * DAY)
    zone = ZoneInfo("Asia/Shanghai")
    first = digests.next_monday(work.cutoff_at, zone)
    pass_time(world, first - 7 * DAY)
    world.do(settlements.settle_due, now=first + timedelta(hours=1))  # no digest for a while
    assert ReminderKind.WEEKLY_DIGEST in pass_time(world, first + 17 * DAY)
    for weeks in (3, 4):
        assert ReminderKind.WEEKLY_DIGEST not in pass_time(world, first + weeks * 7 * DAY)
