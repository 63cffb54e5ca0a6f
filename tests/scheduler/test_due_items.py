"""One item that raises holds back no other, is seen by people, and is not tried in a hot loop."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select, update
from structlog.testing import capture_logs

from domain.assignment import AssignmentStatus
from domain.delivery import ReminderKind, ReminderStatus
from domain.due_work import LONGEST_PAUSE
from domain.people import Role
from domain.terms import Method
from scheduler import due_items
from scheduler.jobs import (
    APPROVALS,
    MATURITIES,
    READINGS,
    REMINDERS,
    SETTLEMENTS,
    JobHouse,
    one_by_one,
)
from services import verify
from storage.database import open_database
from storage.tables.campaigns import campaign
from storage.tables.delivery import delivery, reminder
from storage.tables.setback import setback
from storage.tables.work import assignment
from tests.approved import approved
from tests.handed_in import handed_in, held
from tests.scheduler.conftest import Clock
from tests.scheduler.lines import Line, Spoilt, change, set_back, settlements_due, stands
from tests.world import NOW, World, creator, live_campaign, staff

S = AssignmentStatus
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


async def test_one_that_raises_stops_no_other_and_is_undone(
    house: JobHouse, world: World, line: Line
) -> None:
    spoilt = Spoilt(line.errand, line.items[0])
    with capture_logs() as logs:
        assert await one_by_one(house, spoilt.errand) == 2
    assert [line.done(world, item_id) for item_id in line.items] == [False, True, True]
    work = line.errand.work
    assert set_back(world) == [(work, line.items[0], 1, "ValueError: spoilt")]
    (entry,) = logs
    assert (entry["log_level"], entry["event"]) == ("error", "due work failed")
    assert (entry["work"], entry["item_id"]) == (work, line.items[0])
    assert world.do(verify.problems) == []


async def test_what_was_set_back_is_not_tried_before_its_time_and_then_goes_through(
    house: JobHouse, world: World, line: Line, clock: Clock
) -> None:
    spoilt = Spoilt(line.errand, line.items[0])
    for _ in range(3):
        await one_by_one(house, spoilt.errand)
    assert spoilt.tries == 1
    assert await one_by_one(house, line.errand) == 0
    clock.at += MINUTE
    assert await one_by_one(house, line.errand) == 1
    assert line.done(world, line.items[0])
    assert set_back(world) == []
    assert await one_by_one(house, line.errand) == 0
    assert world.do(verify.problems) == []


async def test_a_campaign_that_cannot_be_asked_about_stops_no_other(
    house: JobHouse, world: World, clock: Clock
) -> None:
    """These stay due as long as their data are missing."""
    world.do(staff, Role.COORDINATOR)
    found = [world.do(live_campaign, method=Method.CPE) for _ in range(3)]
    works = [world.do(approved, each, world.do(creator)) for each in found]
    clock.at = works[0].cutoff_at
    assert await one_by_one(house, Spoilt(READINGS, found[0].campaign_id).errand) == 2
    assert len(world.rows(select(delivery.c.id).where(_ASKED))) == 2
    clock.at += MINUTE
    assert await one_by_one(house, READINGS) == 3
    assert len(world.rows(select(delivery.c.id).where(_ASKED))) == 3
    assert set_back(world) == []


_ASKED = delivery.c.kind == "readings_missing"


async def test_the_pauses_grow_up_to_an_hour(house: JobHouse, world: World, clock: Clock) -> None:
    line = settlements_due(world)
    clock.at = line.at
    spoilt = Spoilt(line.errand, line.items[0])
    pauses = []
    for _ in range(9):
        await one_by_one(house, spoilt.errand)
        ((again_at,),) = world.rows(select(setback.c.again_at))
        pauses.append(again_at - clock.at)
        clock.at = again_at
    assert pauses[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert set(pauses[6:]) == {LONGEST_PAUSE}
    assert set_back(world)[0][2] == spoilt.tries == 9
    assert world.rows(select(setback.c.since)) == [(line.at,)]


async def test_a_row_that_breaks_a_constraint_is_set_back_until_it_is_mended(
    house: JobHouse, world: World, clock: Clock
) -> None:
    """No fake: a campaign that holds less than its work, as a slip by hand would leave it."""
    works = [world.do(approved, world.do(live_campaign), world.do(creator)) for _ in range(2)]
    of_first = campaign.c.id == world.rows(select(campaign.c.id).order_by(campaign.c.id))[0][0]
    held_minor = world.rows(select(campaign.c.reserved_minor).where(of_first))[0][0]
    change(world, update(campaign).where(of_first).values(reserved_minor=0))
    clock.at = works[0].cutoff_at
    assert await one_by_one(house, SETTLEMENTS) == 1
    assert [stands(world, each.assignment_id) for each in works] == [S.APPROVED, S.SETTLED]
    ((_, item_id, _, problem),) = set_back(world)
    assert (item_id, problem[:14]) == (works[0].assignment_id, "IntegrityError")
    assert len(problem.splitlines()) == 1
    change(world, update(campaign).where(of_first).values(reserved_minor=held_minor))
    clock.at += MINUTE
    assert await one_by_one(house, SETTLEMENTS) == 1
    assert world.do(verify.problems) == []


async def test_what_is_not_due_any_more_is_forgotten(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done = world.do(handed_in, world.do(held))
    clock.at = NOW + 3 * DAY
    await one_by_one(house, Spoilt(APPROVALS, done.submission_id).errand)
    change(world, update(assignment).values(review_due_at=clock.at + DAY))  # somebody was kind
    clock.at += MINUTE
    assert await one_by_one(house, APPROVALS) == 0
    assert set_back(world) == []


async def test_a_failure_of_another_process_meanwhile_is_not_forgotten(
    house: JobHouse, world: World, clock: Clock
) -> None:
    """It began its try when our walk had already read that the pause is over."""
    line = settlements_due(world)
    clock.at = line.at
    await one_by_one(house, Spoilt(line.errand, line.items[0]).errand)
    clock.at += MINUTE

    def other_fails(conn: Connection, item_id: int, *, now: datetime) -> bool:
        later = update(setback).values(again_at=now + MINUTE, tries=2)
        conn.execute(later)
        return True

    await one_by_one(house, replace(line.errand, do=other_fails, do_all=None))
    assert [row[2] for row in set_back(world)] == [2]


async def test_many_are_worked_off_in_pages_with_some_set_back_among_them(
    house: JobHouse, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_items, "PAGE", 7)
    work = world.do(held)
    rows = [
        {
            "kind": ReminderKind.DUE_IN_24H,
            "subject": "assignment",
            "subject_id": work.assignment_id,
            "due_at": NOW + timedelta(seconds=number // 3),  # some fall due together
            "status": ReminderStatus.WAITING,
        }
        for number in range(0, 150, 3)
    ]
    change(world, insert(reminder).values(rows))
    clock.at = NOW + DAY
    waiting = select(reminder.c.id).where(
        reminder.c.status == ReminderStatus.WAITING, reminder.c.due_at <= clock.at
    )
    first = world.rows(waiting.order_by(reminder.c.due_at))[0][0]
    assert await one_by_one(house, Spoilt(REMINDERS, first).errand) == 0
    assert [row[0] for row in world.rows(waiting)] == [first]


async def test_processes_at_once_settle_and_mature_each_once(
    house: JobHouse, world: World, clock: Clock, migrated_url: str
) -> None:
    campaigns = [world.do(live_campaign, slots=12) for _ in range(2)]
    for number in range(12):
        work = world.do(approved, campaigns[number % 2], world.do(creator))
    other = JobHouse(open_database(migrated_url), clock.now)
    try:
        for errand, at in ((SETTLEMENTS, work.cutoff_at), (MATURITIES, work.cutoff_at + 3 * DAY)):
            clock.at = at
            done = await asyncio.gather(*(one_by_one(each, errand) for each in (house, other)))
            left = await one_by_one(house, errand)  # what the one held when the other came by
            assert sum(done) + left == 12
    finally:
        await other.db.close()
    assert set_back(world) == []
    assert world.do(verify.problems) == []
