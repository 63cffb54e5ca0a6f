"""A database that is away is nobody's fault; how much waits for it at once is bounded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text
from structlog.testing import capture_logs

from scheduler.due_items import AT_ONCE
from scheduler.jobs import SETTLEMENTS, JobHouse, one_by_one
from services import setbacks, verify
from storage.database import Database
from tests.approved import approved
from tests.scheduler.conftest import Clock
from tests.scheduler.lines import Line, Spoilt, set_back, settlements_due
from tests.world import World, creator, live_campaign

DAY = timedelta(days=1)


class Watched:
    """A database that counts the writes that wait together, and may refuse some."""

    def __init__(self, db: Database, refuses: Callable[[Any], bool] = lambda work: False) -> None:
        self.read = db.read
        self.close = db.close
        self.figures = db.figures
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
    house: JobHouse, world: World, clock: Clock
) -> None:
    """Several, so that they share commits; few, so that a tap comes in between."""
    found = world.do(live_campaign, slots=30)
    for _ in range(30):
        work = world.do(approved, found, world.do(creator))
    clock.at = work.cutoff_at
    db = Watched(house.db)
    assert await one_by_one(JobHouse(db, clock.now), replace(SETTLEMENTS, do_all=None)) == 30
    assert db.most == AT_ONCE
    assert world.do(verify.problems) == []


async def test_an_outage_ends_the_pass_and_sets_nothing_back(
    house: JobHouse, world: World, line: Line, clock: Clock
) -> None:
    """No item is at fault: the next tick goes on, and the log is not flooded."""
    away = Watched(house.db, refuses=lambda work: work in (line.errand.do, line.errand.do_all))
    with capture_logs() as logs, pytest.raises(OSError, match="disk full"):
        await one_by_one(JobHouse(away, clock.now), line.errand)
    assert (set_back(world), logs) == ([], [])
    assert await one_by_one(house, line.errand) == 3


async def test_a_statement_that_the_database_refuses_is_no_outage(
    house: JobHouse, world: World, clock: Clock
) -> None:
    line = settlements_due(world)
    clock.at = line.at

    def broken(conn: Connection, item_id: int, *, now: datetime) -> bool:
        if item_id == line.items[0]:
            conn.execute(text("SELECT amount FROM nowhere"))
        return line.errand.do(conn, item_id, now=now)

    assert await one_by_one(house, replace(line.errand, do=broken, do_all=None)) == 2
    ((_, item_id, tries, problem),) = set_back(world)
    assert (item_id, tries) == (line.items[0], 1)
    assert "nowhere" in problem


async def test_the_job_fails_as_a_whole_when_not_even_a_setback_can_be_written(
    house: JobHouse, world: World, clock: Clock
) -> None:
    line = settlements_due(world)
    clock.at = line.at
    spoilt = Spoilt(line.errand, line.items[0])
    away = Watched(house.db, refuses=lambda work: work is setbacks.set_back)
    with pytest.RaisesGroup(OSError):
        await one_by_one(JobHouse(away, clock.now), spoilt.errand)
    await one_by_one(house, line.errand)
    assert all(line.done(world, item_id) for item_id in line.items)
