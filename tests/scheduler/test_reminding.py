"""The reminders' job by the house's rules: what a tap gives, who is called when, what opens."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from domain.delivery import ReminderKind, ReminderStatus
from domain.people import Role
from domain.reminder_rules import ReminderRules
from scheduler.jobs import JOBS, JobHouse
from scheduler.ticker import Ticker
from services import campaigns
from storage.tables.delivery import broadcast, delivery, reminder
from tests.handed_in import handed_in, held
from tests.scheduler.conftest import Clock
from tests.services.test_occurrences import FIRST, LOADED, load
from tests.world import NOW, World, staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STRICT = ReminderRules(extension_hours=0, review_hours=3)


async def remind(house: JobHouse) -> None:
    await Ticker(house, [job for job in JOBS if job.name == "reminders"]).run_all()


def due(world: World, kind: ReminderKind) -> list[datetime]:
    waiting = reminder.c.status == ReminderStatus.WAITING
    rows = world.rows(select(reminder.c.due_at).where(reminder.c.kind == kind, waiting))
    return [row[0] for row in rows]


async def test_a_house_that_gives_no_more_time_offers_none(
    house: JobHouse, world: World, clock: Clock
) -> None:
    world.do(held)
    clock.at = NOW + 2 * DAY
    await remind(replace(house, reminders=STRICT))
    ((facts,),) = world.rows(select(delivery.c.facts))
    assert facts["more_until"] == ""


async def test_owners_are_called_as_late_as_the_house_says(
    house: JobHouse, world: World, clock: Clock
) -> None:
    world.do(staff, Role.COORDINATOR)
    done = world.do(handed_in, world.do(held))
    (clock.at,) = due(world, ReminderKind.REVIEW_HALF_GONE)
    await remind(replace(house, reminders=STRICT))
    assert due(world, ReminderKind.REVIEW_NEARLY_OVER) == [done.review_due_at - 3 * HOUR]


async def test_an_absence_announces_the_newest_opening_and_no_other(
    house: JobHouse, world: World, clock: Clock
) -> None:
    boss = world.do(staff, Role.COORDINATOR, now=LOADED)
    campaign_id = load(world, boss, ("open_days = 3", "open_days = 20"))
    clock.at = FIRST + 12 * DAY
    await remind(house)
    await remind(house)
    assert len(world.rows(select(broadcast.c.id))) == 1
    (series,) = world.do(campaigns.series, boss, campaign_id, now=clock.at)
    assert series.opened == 4
