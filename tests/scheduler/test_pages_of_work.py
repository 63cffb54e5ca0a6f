"""A page of due works goes in together; what is wrong with one of them stops no other."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from domain.assignment import AssignmentStatus
from domain.due_work import DueItem
from scheduler import due_items
from scheduler.due_items import PAGE
from scheduler.jobs import SETTLEMENTS, JobHouse, one_by_one
from services import setbacks, settlements, verify
from services.seam import Database
from storage.tables.campaigns import task
from storage.tables.money import settlement
from tests.approved import approved
from tests.scheduler.conftest import Clock
from tests.scheduler.lines import set_back, settlements_due, stands
from tests.world import NOW, World, creator, live_campaign

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


LONG_LINE = 8 * PAGE
PAGE_SECONDS = 0.04


class Shared:
    """A database in which somebody else writes, too, whenever we do."""

    def __init__(self, db: Database) -> None:
        self.read = db.read
        self.close = db.close
        self.figures = db.figures
        self._db = db

    async def write(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        answer = await self._db.write(work, *args, **kwargs)
        await self._db.write(lambda conn: None)
        return answer


def pages_of(house: JobHouse) -> tuple[list[int], Callable[[], asyncio.Task[int]]]:
    """How long each page of a long line was, and whoever works it off, slowly."""
    pages: list[int] = []

    def due(_: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
        first = after[1] + 1
        return [(now, number) for number in range(first, min(first + most, LONG_LINE + 1))]

    def slow(_: Connection, item_ids: list[int], *, now: datetime) -> set[int]:
        pages.append(len(item_ids))
        time.sleep(PAGE_SECONDS)
        return set(item_ids)

    errand = replace(SETTLEMENTS, due=due, do_all=slow)
    return pages, lambda: asyncio.create_task(one_by_one(house, errand))


async def test_pages_grow_while_nobody_else_writes(
    house: JobHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_items, "ALONE_SECONDS", 60)  # however slow the machine is
    pages, start = pages_of(house)
    assert await start() == LONG_LINE
    assert pages == [PAGE, 2 * PAGE, 4 * PAGE, PAGE]


async def test_pages_are_shorter_and_further_apart_where_others_write(
    house: JobHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tap must not wait behind each page anew, nor starve between two."""
    monkeypatch.setattr(due_items, "PAGE", 4 * PAGE)
    pages, start = pages_of(replace(house, db=Shared(house.db)))
    began = time.perf_counter()
    assert await start() == LONG_LINE
    assert pages[0] == 4 * PAGE
    assert max(pages[1:]) < 4 * PAGE
    assert time.perf_counter() - began > 2 * len(pages) * PAGE_SECONDS  # it rests as long


async def test_a_process_that_is_told_to_stop_begins_no_other_page(
    house: JobHouse, world: World
) -> None:
    """However long the line; and what it did not try has not mended itself."""
    pages, start = pages_of(replace(house, ending=lambda: bool(pages)))
    world.do(setbacks.set_back, SETTLEMENTS.work, LONG_LINE, "ValueError: spoilt", now=NOW)
    assert await start() == PAGE
    assert pages == [PAGE]
    assert [each[1] for each in set_back(world)] == [LONG_LINE]
