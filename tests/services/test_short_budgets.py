"""Coordinators hear of a budget that runs short, and again when it had recovered in between."""

from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import select, update

from domain.due_work import BEGINNING
from domain.people import Role
from domain.platforms import Platform
from services import assignments, short_budgets, verify
from storage.tables.campaigns import task
from storage.tables.delivery import delivery
from tests.handed_in import held
from tests.world import NOW, CampaignFixture, World, live_campaign, staff

DAY = timedelta(days=1)
PRICE: Final = 8_000


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


def told(world: World, found: CampaignFixture, *, now: datetime = NOW) -> list[tuple[int, int]]:
    """What the job does at `now`; of all notices there were, percent and free slots."""
    for _, item_id in world.do(short_budgets.due, BEGINNING, most=9, now=now):
        assert item_id == found.campaign_id
        assert world.do(short_budgets.tell, item_id, now=now)
    facts = select(delivery.c.facts).where(delivery.c.kind == "budget_short")
    return [
        (row[0]["percent"], row[0]["free"]) for row in world.rows(facts.order_by(delivery.c.id))
    ]


def test_coordinators_hear_once_of_a_budget_that_runs_short(world: World) -> None:
    coordinator = world.do(staff, Role.COORDINATOR)
    found = world.do(live_campaign, slots=5)
    for _ in range(3):
        world.do(held, found)
    assert told(world, found) == []
    world.do(held, found)
    assert told(world, found) == [(80, 1)]
    world.do(held, found)
    assert not world.do(short_budgets.tell, found.campaign_id, now=NOW + DAY)
    assert told(world, found, now=NOW + DAY) == [(80, 1)]
    assert world.rows(select(delivery.c.person_id).where(delivery.c.kind == "budget_short")) == [
        (coordinator.person_id,)
    ]


def test_a_budget_that_was_short_and_recovered_is_told_of_again(world: World) -> None:
    world.do(staff, Role.COORDINATOR)
    found = world.do(live_campaign, slots=5)
    works = [world.do(held, found) for _ in range(4)]
    assert told(world, found) == [(80, 1)]
    world.do(assignments.release, works[0].actor, works[0].assignment_id, now=NOW)
    assert told(world, found, now=NOW + DAY) == [(80, 1)]
    assert not world.do(short_budgets.tell, found.campaign_id, now=NOW + DAY)  # it is not short
    world.do(held, found)
    assert told(world, found, now=NOW + DAY) == [(80, 1), (80, 1)]


def test_one_slot_that_comes_and_goes_is_told_of_once_a_day(world: World) -> None:
    world.do(staff, Role.COORDINATOR)
    found = world.do(live_campaign, slots=5)
    for _ in range(3):
        world.do(held, found)
    for hour in range(23):
        at = NOW + timedelta(hours=hour)
        last = world.do(held, found)
        assert told(world, found, now=at) == [(80, 1)]
        world.do(assignments.release, last.actor, last.assignment_id, now=at)
        assert told(world, found, now=at) == [(80, 1)]


def test_slots_that_nobody_can_claim_any_more_are_not_free(world: World) -> None:
    world.do(staff, Role.COORDINATOR)
    both = (Platform.DOUYIN, Platform.BILIBILI)
    found = world.do(live_campaign, slots=5, budget=5 * PRICE, platforms=both)
    with world.engine.begin() as conn:
        conn.execute(update(task).where(task.c.id == found.task_ids[1]).values(due_at=NOW))
    for _ in range(4):
        world.do(held, found)
    assert told(world, found) == [(80, 1)]


def test_a_budget_that_nobody_can_claim_from_any_more_is_not_short(world: World) -> None:
    world.do(staff, Role.COORDINATOR)
    found = world.do(live_campaign, slots=5)
    for _ in range(4):
        world.do(held, found)
    assert told(world, found, now=NOW + 14 * DAY) == []
