"""The same update many times at once: its effects stand once, whoever else was given it."""

from collections import Counter
from typing import Final

from sqlalchemy import func, select

from services import assignments, updates, verify
from services.seam import Database
from services.updates import Repeated
from storage.database import open_database
from storage.tables.chat import processed_update
from storage.tables.work import assignment, assignment_event
from tests.races.crowd import at_once, crowd, tap
from tests.world import NOW, World, live_campaign

TIMES: Final = 50


async def test_the_same_update_fifty_times_at_once_makes_one_row(
    world: World, db: Database
) -> None:
    goal = world.do(live_campaign, slots=TIMES)
    (one,) = world.do(crowd, 1)
    ends = await at_once(*(tap(db, 1, one, goal) for _ in range(TIMES)))
    assert Counter(map(type, ends)) == {int: 1, Repeated: TIMES - 1}
    for table in (assignment, assignment_event, processed_update):
        assert world.rows(select(func.count()).select_from(table)) == [(1,)]
    assert world.do(verify.problems) == []


async def test_two_processes_given_the_same_updates_have_each_effect_once(
    world: World, db: Database, migrated_url: str
) -> None:
    """A balancer that tries again may bring each of them to both."""
    goal = world.do(live_campaign, slots=TIMES)
    all_ = world.do(crowd, TIMES)
    other = open_database(migrated_url)
    try:
        ends = await at_once(
            *(
                tap(process, number, one, goal)
                for number, one in enumerate(all_, 1)
                for process in (db, other)
            )
        )
    finally:
        await other.close()
    assert Counter(map(type, ends)) == {int: TIMES, Repeated: TIMES}
    assert world.rows(select(func.count()).select_from(assignment)) == [(TIMES,)]


async def test_what_was_refused_leaves_no_mark(world: World, db: Database) -> None:
    """It had no effect: when the same update comes again it may find a free slot."""
    goal = world.do(live_campaign, slots=1)
    first, second = world.do(crowd, 2)
    held = await tap(db, 1, first, goal)
    assert not isinstance(await tap(db, 2, second, goal), int)
    await db.write(updates.act, 3, first.sender, assignments.release, held, now=NOW)
    assert isinstance(await tap(db, 2, second, goal), int)
