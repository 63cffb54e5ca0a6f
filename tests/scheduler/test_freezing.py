"""Audiences are frozen to their end, in parts that become as long as the database is quick."""

from datetime import datetime

import pytest
from sqlalchemy import select

from domain.locales import ZH
from domain.message import Version
from domain.people import Role
from scheduler import freezing
from services import broadcast_drafts, broadcasts, rolls, verify
from storage.database import open_database
from storage.tables.delivery import broadcast, delivery
from tests.confirming import confirm_alone
from tests.world import NOW, World, creator, staff, world_at


def now() -> datetime:
    return NOW


async def test_what_a_dead_process_left_is_frozen_and_cancelled_by_the_next(
    migrated_url: str,
) -> None:
    with world_at(migrated_url) as world:
        db = open_database(migrated_url)
        went_on, stopped = confirmed(world), confirmed(world)
        world.do(broadcasts.cancel, world.do(staff, Role.OWNER), stopped, now=NOW)
        assert await freezing.go_on(db, now, lambda: True) == 0  # told to stop
        assert await freezing.go_on(db, now) == 1
        rows = world.rows(select(delivery.c.broadcast_id).order_by(delivery.c.id))
        assert [row[0] for row in rows] == [went_on] * 3
        assert await freezing.go_on(db, now) == 0
        assert await freezing.cancel(db, now) == 0
        await db.close()


def confirmed(world: World) -> int:
    maker = world.do(staff, Role.OWNER)
    for _ in range(3 if not world.rows(select(broadcast.c.id)) else 0):
        world.do(creator)
    made = world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    world.do(confirm_alone, maker, made, now=NOW)
    return made


async def test_the_roll_of_what_the_house_says_by_itself_is_called_by_the_job(
    migrated_url: str,
) -> None:
    with world_at(migrated_url) as world:
        db = open_database(migrated_url)
        world.do(creator)
        maker = world.do(staff, Role.OWNER)
        made = world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
        world.do(broadcasts.confirm_unasked, maker, made, now=NOW)
        assert await freezing.go_on(db, now, lambda: True) == 0  # told to stop
        assert world.do(rolls.uncalled) == [made]
        assert await freezing.go_on(db, now) == 1
        assert world.do(rolls.uncalled) == []
        assert len(world.rows(select(delivery.c.id))) == 1
        assert world.do(verify.problems) == []
        await db.close()


@pytest.mark.parametrize(
    ("part", "took", "expected"),
    [
        (2_000, freezing.AIM_SECONDS, 2_000),
        (2_000, 0.001, 4_000),  # no sudden leap up
        (2_000, 0.5, 1_000),  # nor down
        (2_000, freezing.AIM_SECONDS * 4 / 3, 1_500),
        (300, 0.5, freezing.SHORTEST),
        (20_000, 0.001, freezing.LONGEST),
        (2_000, 0.0, 4_000),
    ],
)
def test_the_next_part_fits_the_aim(part: int, took: float, expected: int) -> None:
    assert freezing.next_part(part, took) == expected
