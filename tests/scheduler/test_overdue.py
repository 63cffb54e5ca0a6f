"""How late due work is: since it should have been done, for whatever the scheduler works off."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from domain.delivery import DeliveryStatus
from domain.due_work import BEGINNING, LOOKS_OUTSIDE, Due, DueElsewhere, DueWork
from domain.locales import ZH
from domain.message import Version
from domain.people import Role
from domain.pricing import Method
from domain.tracking import HourCount, hour_of
from scheduler.jobs import JOBS
from services import (
    broadcast_drafts,
    broadcasts,
    deliveries,
    freezing,
    overdue,
    pauses,
    reminders,
    sendings,
    setbacks,
    settlements,
    tracking,
)
from services.limits import Pace
from services.sendings import Outcome
from storage.tables.campaigns import terms
from storage.tables.checks import host_gate, post_check
from storage.tables.material import material
from storage.tables.people import person
from tests.approved import approved
from tests.confirming import confirm, confirm_alone, freeze_all
from tests.scheduler.lines import LINES, Line, change
from tests.tracked import TARGET, of_work
from tests.world import NOW, World, creator, live_campaign, staff

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
HELD_UP = timedelta(seconds=90)

# What each job works off, by the name of its lag; those without rows of their own that fall due,
# and why.
WORKED_OFF: dict[str, set[Due]] = {
    "reminders": {DueWork.REMINDER},
    "auto-approval": {DueWork.APPROVAL},
    "posts looked at": {DueWork.RISK_LOOK},
    "risk clocks": {DueWork.RISK_CLOCK},
    "pots split": {DueWork.POT},
    "windows of pots split": {DueWork.POT_WINDOW},
    "windows of pots looked at": {DueWork.WINDOW_LOOK},
    "dispute clocks": {DueWork.DISPUTE_CLOCK},
    "settlement": {DueWork.SETTLEMENT},
    "maturity": {DueWork.MATURITY},
    "audiences frozen": {DueElsewhere.FREEZING},
    "broadcasts cancelled": {DueElsewhere.CANCELLING},
    "broadcasts sent out": {DueWork.BROADCAST},
    "short budgets told of": {DueWork.SHORT_BUDGET},
    "breaks ended": {DueElsewhere.BREAK},
    "readings asked for": {DueWork.READINGS},
    "clicks told of": {DueWork.CLICKS},
    "weekly digests": {DueWork.DIGEST},
    "imports": {DueWork.IMPORT},
    "posts checked": {DueElsewhere.POST_CHECK},
    "material seen": {DueElsewhere.MATERIAL},
    "partners told": {DueElsewhere.CALL},
}
NOTHING_FALLS_DUE = {
    "payouts proposed": "a calendar, not a row",
    "feeds listened to": "a silence, not a row",
}


def test_whatever_the_scheduler_works_off_has_a_lag() -> None:
    """A new job, or a new kind of due work, has to say by which it is watched."""
    jobs = {each.name for each in JOBS if "forgotten" not in each.name}  # rubbish is never late
    assert jobs == WORKED_OFF.keys() | NOTHING_FALLS_DUE.keys()
    watched: set[Due] = set().union(*WORKED_OFF.values())
    assert watched == {*DueWork, *DueElsewhere} - overdue.NEVER_LATE


def test_each_of_these_is_told(world: World) -> None:
    told = world.do(overdue.seconds, now=NOW)
    assert told.keys() == {*DueWork, *DueElsewhere} - overdue.NEVER_LATE
    assert set(told.values()) == {0.0}


def test_what_is_switched_off_has_no_lag(world: World) -> None:
    """Nobody is to do it: a million seconds would be an alarm about nothing."""
    told = world.do(overdue.seconds, LOOKS_OUTSIDE, now=NOW)
    assert told.keys() == {*DueWork, *DueElsewhere} - overdue.NEVER_LATE - LOOKS_OUTSIDE


def late(world: World, work: Due, at: datetime) -> timedelta:
    return timedelta(seconds=world.do(overdue.seconds, now=at)[work])


@pytest.mark.parametrize("due", LINES)
def test_what_nobody_works_off_is_later_by_each_second(
    world: World, due: Callable[[World], Line]
) -> None:
    line = due(world)
    work = line.errand.work
    held_up = late(world, work, line.at + HELD_UP)
    assert held_up >= HELD_UP
    assert late(world, work, line.at + HELD_UP + SECOND) - held_up == SECOND
    assert held_up < 11 * DAY  # since it should have been done, not since the campaign was made


@pytest.mark.parametrize("due", LINES)
def test_what_was_set_back_is_late_for_nobody(world: World, due: Callable[[World], Line]) -> None:
    line = due(world)
    at = line.at + HELD_UP
    for _, item_id in world.do(line.errand.due, BEGINNING, most=200, now=at):
        world.do(setbacks.set_back, line.errand.work, item_id, "x", now=at)
    assert late(world, line.errand.work, at) == timedelta()


def test_clicks_are_late_once_their_hour_is_over(world: World) -> None:
    campaign = world.do(live_campaign, target_url=TARGET)
    who = world.do(creator)
    work = world.do(approved, campaign, who)
    mine = world.do(of_work, campaign, who, work.assignment_id)
    hour = hour_of(NOW)
    world.do(tracking.count, [HourCount(mine.link_id, hour, 1, 0, 1)])
    over = hour + timedelta(hours=1) + tracking.GATHERED_WITHIN
    assert late(world, DueWork.CLICKS, over) == timedelta()
    assert late(world, DueWork.CLICKS, over + timedelta(hours=2)) == timedelta(hours=2)


def test_a_broadcast_is_late_since_the_last_of_it_left(world: World) -> None:
    actor = world.do(staff, Role.COORDINATOR)
    world.do(creator)
    made = world.do(broadcast_drafts.draft, actor, {ZH: Version("x")}, now=NOW)
    world.do(confirm, actor, made, now=NOW)
    parcels = world.do(deliveries.take, Pace(), most=9, now=NOW).parcels
    left_at = NOW + DAY
    sent = [Outcome(each, DeliveryStatus.SENT, message_id=1) for each in parcels]
    world.do(sendings.settle, sent, now=left_at)
    assert late(world, DueWork.BROADCAST, left_at + MINUTE) == MINUTE


def test_readings_are_asked_for_again_and_late_from_then_on(world: World) -> None:
    campaign = world.do(live_campaign)
    work = world.do(approved, campaign, world.do(creator))
    _counted(world, campaign.terms_id)
    asked_at = work.cutoff_at + MINUTE
    assert late(world, DueWork.READINGS, asked_at) == MINUTE
    world.do(settlements.ask_for_readings, campaign.campaign_id, now=asked_at)
    again = asked_at + settlements.ASKED_EVERY
    assert late(world, DueWork.READINGS, again) == timedelta()
    assert late(world, DueWork.READINGS, again + MINUTE) == MINUTE


def _counted(world: World, terms_id: int) -> None:
    changed = update(terms).where(terms.c.id == terms_id)
    change(world, changed.values(method=Method.CPE.value))


@pytest.mark.parametrize(
    ("table", "work"),
    [(post_check, DueElsewhere.POST_CHECK), (material, DueElsewhere.MATERIAL)],
)
def test_pages_of_a_host_that_may_not_be_asked_are_not_late(
    world: World, table: object, work: DueElsewhere
) -> None:
    for host, ago in (("shut.example", 9), ("open.example", 2), ("other.example", 1)):
        _page(world, table, host, NOW - ago * MINUTE)
    gate = {"host": "shut.example", "opens_at": NOW + DAY, "strikes": 1}
    change(world, insert(host_gate).values(gate))
    assert late(world, work, NOW) == 2 * MINUTE
    assert late(world, work, NOW + 2 * DAY) == 2 * DAY + 9 * MINUTE


def _page(world: World, table: object, host: str, due_at: datetime) -> None:
    campaign = world.do(live_campaign)
    if table is material:
        row = {"campaign_id": campaign.campaign_id, "url": f"https://{host}/", "host": host}
        change(world, insert(material).values(row | {"state": "waiting", "due_at": due_at}))
        return
    work = world.do(approved, campaign, world.do(creator))
    row = {"post_id": work.post_id, "kind": "watch", "host": host, "due_at": due_at}
    change(world, insert(post_check).values(row))


def test_a_break_is_late_once_it_is_over(world: World) -> None:
    who = world.do(creator).actor
    until = NOW + 7 * DAY
    world.do(pauses.take_break, who, until, now=NOW)
    assert late(world, DueElsewhere.BREAK, until) == timedelta()
    assert late(world, DueElsewhere.BREAK, until + MINUTE) == MINUTE


def test_an_audience_is_late_while_a_part_of_it_waits(world: World) -> None:
    actor = world.do(staff, Role.COORDINATOR)
    world.do(creator)
    made = world.do(broadcast_drafts.draft, actor, {ZH: Version("x")}, now=NOW)
    world.do(confirm_alone, actor, made, now=NOW)
    assert late(world, DueElsewhere.FREEZING, NOW + MINUTE) == MINUTE
    world.do(freeze_all, now=NOW)
    assert late(world, DueElsewhere.FREEZING, NOW + MINUTE) == timedelta()


def test_one_whose_roll_nobody_has_called_is_late_too(world: World) -> None:
    actor = world.do(staff, Role.COORDINATOR)
    made = world.do(broadcast_drafts.draft, actor, {ZH: Version("x")}, now=NOW)
    world.do(broadcasts.confirm_unasked, actor, made, now=NOW)
    assert late(world, DueElsewhere.FREEZING, NOW + MINUTE) == MINUTE


def test_a_cancelled_broadcast_is_late_since_its_last_part_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "FIRST_PART", 2)
    actor = world.do(staff, Role.COORDINATOR)
    for _ in range(5):
        world.do(creator)
    made = world.do(broadcast_drafts.draft, actor, {ZH: Version("x")}, now=NOW)
    world.do(confirm, actor, made, now=NOW)
    world.do(freeze_all, now=NOW)
    world.do(broadcasts.cancel, actor, made, now=NOW + MINUTE)
    assert late(world, DueElsewhere.CANCELLING, NOW + 5 * MINUTE) == 4 * MINUTE
    assert world.do(broadcasts.cancel_on, made, most=2, now=NOW + 3 * MINUTE)
    assert late(world, DueElsewhere.CANCELLING, NOW + 5 * MINUTE) == 2 * MINUTE
    assert not world.do(broadcasts.cancel_on, made, most=2, now=NOW + 3 * MINUTE)
    assert late(world, DueElsewhere.CANCELLING, NOW + 5 * MINUTE) == timedelta()


def test_who_signs_up_long_after_their_first_word_lacks_a_digest_since_then(world: World) -> None:
    came = world.do(creator).actor.person_id
    change(world, update(person).where(person.c.id == came).values(created_at=NOW - 30 * DAY))
    assert late(world, DueWork.DIGEST, NOW + MINUTE) == MINUTE
    world.do(reminders.begin_digest, came, now=NOW)
    assert late(world, DueWork.DIGEST, NOW + MINUTE) == timedelta()
