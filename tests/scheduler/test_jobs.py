"""Jobs work off what is due, however long we were away, and none stops another."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from domain.assignment import AssignmentStatus
from domain.tracking import HourCount
from scheduler import forgetting, jobs
from scheduler.jobs import CLICKS, DIGESTS, JOBS, REMINDERS, SETTLEMENTS, Job, JobHouse, one_by_one
from scheduler.ticker import Ticker
from services import tracking, updates
from services.updates import REMEMBERED_FOR
from storage import updates as update_rows
from storage.tables.chat import processed_update
from storage.tables.delivery import delivery, reminder
from storage.tables.money import settlement
from storage.tables.work import assignment
from tests.approved import approved
from tests.handed_in import handed_in, held
from tests.scheduler.conftest import Clock
from tests.tracked import TARGET, of_work
from tests.world import NOW, World, creator, live_campaign

DAY = timedelta(days=1)


async def test_a_job_goes_on_until_nothing_is_due(house: JobHouse, world: World) -> None:
    for _ in range(5):
        world.do(creator)
    assert await one_by_one(house, DIGESTS) == 5
    assert len(world.rows(select(reminder.c.id))) == 5
    assert await one_by_one(house, DIGESTS) == 0


async def test_everything_that_fell_due_in_a_long_absence_is_worked_off(
    house: JobHouse, world: World, clock: Clock
) -> None:
    """Claimed and forgotten; handed in and never reviewed, so approved, measured, settled."""
    forgotten, waiting = world.do(held), world.do(held)
    world.do(handed_in, waiting)
    clock.at = NOW + 90 * DAY
    ticker = Ticker(house, JOBS)
    await ticker.run_all()
    clock.at += 30 * DAY
    await ticker.run_all()
    statuses = dict(map(tuple, world.rows(select(assignment.c.id, assignment.c.status))))
    assert statuses[forgotten.assignment_id] == AssignmentStatus.EXPIRED
    assert statuses[waiting.assignment_id] == AssignmentStatus.SETTLED


async def test_old_marks_go_piece_by_piece_and_the_young_ones_stay(
    house: JobHouse, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SHORTEST", "FIRST", "LONGEST"):
        monkeypatch.setattr(forgetting, name, 3)
    for update_id in range(8):
        world.do(update_rows.mark, update_id, NOW)
    clock.at = NOW + REMEMBERED_FOR + DAY
    for update_id in (8, 9):
        world.do(update_rows.mark, update_id, clock.at)
    pieces: list[int] = []

    def forget(conn: Connection, *, most: int, now: datetime) -> int:
        pieces.append(updates.forget(conn, most=most, now=now))
        return pieces[-1]

    assert await jobs.oldest_forgotten(house, forget) == 8
    assert pieces == [3, 3, 2]
    assert len(world.rows(select(processed_update))) == 2


async def test_clicks_are_told_of_once_their_hour_is_over(
    house: JobHouse, world: World, clock: Clock
) -> None:
    campaign, holder = world.do(live_campaign, target_url=TARGET), world.do(creator)
    done = world.do(approved, campaign, holder)
    mine = world.do(of_work, campaign, holder, done.assignment_id)
    world.do(tracking.count, [HourCount(mine.link_id, NOW, 3, 1, 2)])
    assert await one_by_one(house, CLICKS) == 0
    clock.at = NOW + timedelta(minutes=62)
    assert await one_by_one(house, CLICKS) == 1
    assert await one_by_one(house, CLICKS) == 0


async def test_a_job_that_runs_again_at_once_finds_nothing(
    house: JobHouse, world: World, clock: Clock
) -> None:
    world.do(approved, world.do(live_campaign), world.do(creator))
    clock.at = NOW + 30 * DAY
    assert await one_by_one(house, SETTLEMENTS) == 1
    assert await one_by_one(house, SETTLEMENTS) == 0
    assert len(world.rows(select(settlement.c.id))) == 1


async def test_a_notice_is_queued_once_however_often_the_job_runs(
    house: JobHouse, world: World, clock: Clock
) -> None:
    world.do(held)
    clock.at = NOW + 2 * DAY
    await asyncio.gather(*(one_by_one(house, REMINDERS) for _ in range(4)))
    assert len(world.rows(select(delivery.c.id))) == 1


async def test_a_job_that_fails_leaves_the_others_running(house: JobHouse) -> None:
    """And is tried again itself: what counts is what happens once it has raised."""
    broken, ran_after = 0, 0
    went_on = asyncio.Event()

    async def breaks(_: JobHouse) -> None:
        nonlocal broken
        broken += 1
        raise OSError("disk full")

    async def runs(_: JobHouse) -> None:
        nonlocal ran_after
        ran_after += broken > 0
        if ran_after >= 2 and broken >= 2:
            went_on.set()

    ticker = Ticker(house, (Job("breaks", 1, breaks), Job("runs", 1, runs)))
    ticker.start()
    await asyncio.wait_for(went_on.wait(), 10)
    await ticker.stop()


async def test_one_run_of_a_job_at_a_time(house: JobHouse) -> None:
    running = most = runs = 0

    async def slow(_: JobHouse) -> None:
        nonlocal running, most, runs
        running += 1
        runs += 1
        most = max(most, running)
        await asyncio.sleep(1.5)
        running -= 1

    ticker = Ticker(house, (Job("slow", 1, slow),))
    ticker.start()
    await asyncio.sleep(3.2)
    await ticker.stop()
    assert runs >= 2
    assert most == 1


async def test_a_stop_waits_for_what_is_running_and_begins_nothing(house: JobHouse) -> None:
    begun, finished = 0, 0

    async def slow(_: JobHouse) -> None:
        nonlocal begun, finished
        begun += 1
        await asyncio.sleep(0.3)
        finished += 1

    ticker = Ticker(house, (Job("slow", 1, slow),))
    ticker.start()
    await asyncio.sleep(0.1)
    await ticker.stop()
    assert (begun, finished) == (1, 1)
    await asyncio.sleep(1.1)
    assert begun == 1


def test_every_job_has_a_name_of_its_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
