"""A page of due works goes in together; what is wrong with one of them stops no other."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from domain.assignment import AssignmentStatus
from scheduler.jobs import SETTLEMENTS, JobHouse, one_by_one
from services import settlements, verify
from storage.tables.campaigns import task
from storage.tables.money import settlement
from tests.approved import approved
from tests.scheduler.conftest import Clock
from tests.scheduler.lines import settlements_due, stands
from tests.world import World, creator, live_campaign

S = AssignmentStatus


async def test_a_page_is_one_unit_of_work(house: JobHouse, world: World, clock: Clock) -> None:
    line = settlements_due(world)
    clock.at = line.at
    units = []

    def settle_all(conn: Connection, item_ids: list[int], *, now: datetime) -> set[int]:
        units.append([*item_ids])
        return settlements.settle_all(conn, item_ids, now=now)

    assert await one_by_one(house, replace(SETTLEMENTS, do_all=settle_all)) == 3
    assert units == [line.items]
    assert [stands(world, item_id) for item_id in line.items] == [S.SETTLED] * 3
    assert world.do(verify.problems) == []


def test_works_that_share_a_cap_take_of_it_in_the_order_they_fell_due(world: World) -> None:
    campaign = world.do(live_campaign, slots=3)
    works = [world.do(approved, campaign, world.do(creator)) for _ in range(3)]
    with world.engine.begin() as conn:
        conn.execute(update(task).values(cap_minor=12_000))
    ids = [each.assignment_id for each in works]
    assert world.do(settlements.settle_all, ids[::-1], now=works[0].cutoff_at) == set(ids)
    of = select(settlement.c.assignment_id, settlement.c.amount_minor)
    assert dict(map(tuple, world.rows(of))) == dict(zip(ids, (8_000, 4_000, 0), strict=True))
    assert world.do(verify.problems) == []


def test_what_is_not_due_is_left_out_of_a_page(world: World) -> None:
    work = world.do(approved, world.do(live_campaign), world.do(creator))
    assert world.do(settlements.settle_all, [work.assignment_id], now=work.cutoff_at) != set()
    assert world.do(settlements.settle_all, [work.assignment_id], now=work.cutoff_at) == set()
    assert world.do(settlements.settle_all, [], now=work.cutoff_at) == set()
