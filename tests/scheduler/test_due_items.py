"""One item that raises holds back no other, is seen by people, and is not tried in a hot loop."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update
from structlog.testing import capture_logs

from domain.assignment import AssignmentStatus
from domain.delivery import BroadcastStatus, ReminderKind, ReminderStatus
from domain.due_work import LONGEST_PAUSE
from domain.people import Role
from domain.segment import Segment
from domain.terms import Method
from scheduler import due_items
from scheduler.due_items import AT_ONCE, Errand
from scheduler.jobs import (
    APPROVALS,
    BROADCASTS,
    DIGESTS,
    MATURITIES,
    READINGS,
    REMINDERS,
    SETTLEMENTS,
    House,
    one_by_one,
)
from services import setbacks, settlements, verify
from storage.database import Database, open_database
from storage.tables.campaigns import campaign
from storage.tables.delivery import broadcast, delivery, reminder
from storage.tables.money import settlement
from storage.tables.setback import setback
from storage.tables.work import assignment
from tests.approved import approved
from tests.handed_in import handed_in, held
from tests.scheduler.conftest import Clock
from tests.world import NOW, World, creator, live_campaign, staff

S = AssignmentStatus
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """Three items that are due at `at`, by id in their order, and what shows that one is done."""

    errand: Errand
    at: datetime
    items: list[int]
    done: Callable[[World, int], bool]


def _approvals(world: World) -> Line:
    made = [world.do(handed_in, world.do(held)) for _ in range(3)]
    work = {each.submission_id: each.assignment_id for each in made}
    return Line(
        APPROVALS,
        NOW + 3 * DAY,
        list(work),
        lambda world, item_id: stands(world, work[item_id]) == S.APPROVED,
    )


def _settlements(world: World) -> Line:
    works = [world.do(approved, world.do(live_campaign), world.do(creator)) for _ in range(3)]
    return Line(
        SETTLEMENTS,
        works[0].cutoff_at,
        [each.assignment_id for each in works],
        lambda world, item_id: stands(world, item_id) == S.SETTLED,
    )


def _maturities(world: World) -> Line:
    line = _settlements(world)
    world.do(settlements.settle_due, now=line.at)
    return Line(
        MATURITIES,
        line.at + 3 * DAY,
        [row[0] for row in world.rows(select(settlement.c.id).order_by(settlement.c.id))],
        lambda world, item_id: bool(
            world.rows(select(settlement.c.matured_at).where(settlement.c.id == item_id))[0][0]
        ),
    )


def _reminders(world: World) -> Line:
    for _ in range(3):
        world.do(held)
    expiry = select(reminder.c.id).where(reminder.c.kind == ReminderKind.EXPIRY)
    of = select(reminder.c.status)
    return Line(
        REMINDERS,
        NOW + 10 * DAY,
        [row[0] for row in world.rows(expiry.order_by(reminder.c.id))],
        lambda world, item_id: (
            world.rows(of.where(reminder.c.id == item_id))[0][0] == ReminderStatus.QUEUED
        ),
    )


def _broadcasts(world: World) -> Line:
    """Confirmed, and nobody was there to get them."""
    maker = world.do(staff, Role.COORDINATOR).person_id
    values = {
        "status": BroadcastStatus.SENDING,
        "title": "t",
        "body": {},
        "segment": asdict(Segment()),
        "created_by": maker,
        "created_at": NOW,
        "confirmed_at": NOW,
    }
    _change(world, insert(broadcast).values([values] * 3))
    of = select(broadcast.c.status)
    return Line(
        BROADCASTS,
        NOW,
        [row[0] for row in world.rows(select(broadcast.c.id).order_by(broadcast.c.id))],
        lambda world, item_id: (
            world.rows(of.where(broadcast.c.id == item_id))[0][0] == BroadcastStatus.DONE
        ),
    )


def _digests(world: World) -> Line:
    of = select(reminder.c.id).where(reminder.c.kind == ReminderKind.WEEKLY_DIGEST)
    return Line(
        DIGESTS,
        NOW,
        [world.do(creator).actor.person_id for _ in range(3)],
        lambda world, item_id: bool(world.rows(of.where(reminder.c.subject_id == item_id))),
    )


def stands(world: World, assignment_id: int) -> str:
    of = select(assignment.c.status).where(assignment.c.id == assignment_id)
    status: str = world.rows(of)[0][0]
    return status


@pytest.fixture(params=[_approvals, _settlements, _maturities, _reminders, _broadcasts, _digests])
def line(request: pytest.FixtureRequest, world: World, clock: Clock) -> Line:
    made: Line = request.param(world)
    clock.at = made.at
    return made


class Spoilt:
    """Does the work, then raises for one item: what was done must be undone with it."""

    def __init__(self, errand: Errand, item_id: int) -> None:
        self.tries = 0
        self.errand = replace(errand, do=self._do)
        self._real = errand.do
        self._item_id = item_id

    def _do(self, conn: Connection, item_id: int, *, now: datetime) -> bool:
        done = self._real(conn, item_id, now=now)
        if item_id == self._item_id:
            self.tries += 1
            raise ValueError("spoilt\n[SQL: …]")
        return done


def set_back(world: World) -> list[tuple[Any, ...]]:
    columns = (setback.c.work, setback.c.item_id, setback.c.tries, setback.c.problem)
    return [tuple(row) for row in world.rows(select(*columns))]


async def test_one_that_raises_stops_no_other_and_is_undone(
    house: House, world: World, line: Line
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
    house: House, world: World, line: Line, clock: Clock
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
    house: House, world: World, clock: Clock
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


async def test_the_pauses_grow_up_to_an_hour(house: House, world: World, clock: Clock) -> None:
    line = _settlements(world)
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
    house: House, world: World, clock: Clock
) -> None:
    """No fake: a campaign that holds less than its work, as a slip by hand would leave it."""
    works = [world.do(approved, world.do(live_campaign), world.do(creator)) for _ in range(2)]
    of_first = campaign.c.id == world.rows(select(campaign.c.id).order_by(campaign.c.id))[0][0]
    held_minor = world.rows(select(campaign.c.reserved_minor).where(of_first))[0][0]
    _change(world, update(campaign).where(of_first).values(reserved_minor=0))
    clock.at = works[0].cutoff_at
    assert await one_by_one(house, SETTLEMENTS) == 1
    assert [stands(world, each.assignment_id) for each in works] == [S.APPROVED, S.SETTLED]
    ((_, item_id, _, problem),) = set_back(world)
    assert (item_id, problem[:14]) == (works[0].assignment_id, "IntegrityError")
    assert len(problem.splitlines()) == 1
    _change(world, update(campaign).where(of_first).values(reserved_minor=held_minor))
    clock.at += MINUTE
    assert await one_by_one(house, SETTLEMENTS) == 1
    assert world.do(verify.problems) == []


def _change(world: World, statement: Any) -> None:
    with world.engine.begin() as conn:
        conn.execute(statement)


async def test_what_is_not_due_any_more_is_forgotten(
    house: House, world: World, clock: Clock
) -> None:
    done = world.do(handed_in, world.do(held))
    clock.at = NOW + 3 * DAY
    await one_by_one(house, Spoilt(APPROVALS, done.submission_id).errand)
    _change(world, update(assignment).values(review_due_at=clock.at + DAY))  # somebody was kind
    clock.at += MINUTE
    assert await one_by_one(house, APPROVALS) == 0
    assert set_back(world) == []


async def test_a_failure_of_another_process_meanwhile_is_not_forgotten(
    house: House, world: World, clock: Clock
) -> None:
    """It began its try when our walk had already read that the pause is over."""
    line = _settlements(world)
    clock.at = line.at
    await one_by_one(house, Spoilt(line.errand, line.items[0]).errand)
    clock.at += MINUTE

    def other_fails(conn: Connection, item_id: int, *, now: datetime) -> bool:
        later = update(setback).values(again_at=now + MINUTE, tries=2)
        conn.execute(later)
        return True

    await one_by_one(house, replace(line.errand, do=other_fails))
    assert [row[2] for row in set_back(world)] == [2]


async def test_many_are_worked_off_in_pages_with_some_set_back_among_them(
    house: House, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
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
    _change(world, insert(reminder).values(rows))
    clock.at = NOW + DAY
    waiting = select(reminder.c.id).where(
        reminder.c.status == ReminderStatus.WAITING, reminder.c.due_at <= clock.at
    )
    first = world.rows(waiting.order_by(reminder.c.due_at))[0][0]
    assert await one_by_one(house, Spoilt(REMINDERS, first).errand) == 0
    assert [row[0] for row in world.rows(waiting)] == [first]


class Watched:
    """A database that counts the writes that wait together, and may refuse some."""

    def __init__(self, db: Database, refuses: Callable[[Any], bool] = lambda work: False) -> None:
        self.read = db.read
        self.close = db.close
        self.waiting = self.most = 0
        self._db = db
        self._refuses = refuses

    async def write(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        if self._refuses(work):
            raise OSError("disk full")
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        try:
            return await self._db.write(work, *args, **kwargs)
        finally:
            self.waiting -= 1


async def test_a_bounded_number_of_units_wait_together(
    house: House, world: World, clock: Clock
) -> None:
    """Several, so that they share commits; few, so that a tap comes in between."""
    found = world.do(live_campaign, slots=30)
    for _ in range(30):
        work = world.do(approved, found, world.do(creator))
    clock.at = work.cutoff_at
    db = Watched(house.db)
    assert await one_by_one(House(db, clock.now), SETTLEMENTS) == 30
    assert db.most == AT_ONCE
    assert world.do(verify.problems) == []


async def test_processes_at_once_settle_and_mature_each_once(
    house: House, world: World, clock: Clock, database_url: str
) -> None:
    campaigns = [world.do(live_campaign, slots=12) for _ in range(2)]
    for number in range(12):
        work = world.do(approved, campaigns[number % 2], world.do(creator))
    other = House(open_database(database_url), clock.now)
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


async def test_an_outage_ends_the_pass_and_sets_nothing_back(
    house: House, world: World, line: Line, clock: Clock
) -> None:
    """No item is at fault: the next tick goes on, and the log is not flooded."""
    away = Watched(house.db, refuses=lambda work: work is line.errand.do)
    with capture_logs() as logs, pytest.raises(OSError, match="disk full"):
        await one_by_one(House(away, clock.now), line.errand)
    assert (set_back(world), logs) == ([], [])
    assert await one_by_one(house, line.errand) == 3


async def test_the_job_fails_as_a_whole_when_not_even_a_setback_can_be_written(
    house: House, world: World, clock: Clock
) -> None:
    line = _settlements(world)
    clock.at = line.at
    spoilt = Spoilt(line.errand, line.items[0])
    away = Watched(house.db, refuses=lambda work: work is setbacks.set_back)
    with pytest.RaisesGroup(OSError):
        await one_by_one(House(away, clock.now), spoilt.errand)
    await one_by_one(house, line.errand)
    assert all(line.done(world, item_id) for item_id in line.items)
