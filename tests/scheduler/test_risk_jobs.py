"""The clock looks at what is new, and goes on with cases; both end when nothing is due."""

from datetime import timedelta

from sqlalchemy import func, select

from domain.risk.cases import CaseStatus, RiskRules
from domain.risk.evidence import Signal
from domain.risk.thresholds import Thresholds
from scheduler.jobs import RISK_CLOCKS, JobHouse, one_by_one, posts_looked_at
from storage.tables.risk import risk_case, risk_look
from tests.approved import approved, read_in, reading
from tests.scheduler.conftest import Clock
from tests.world import NOW, World, creator, live_campaign

QUIET = Thresholds(off=frozenset({Signal.IMPOSSIBLE_COUNTS}))


def odd_posts(world: World, number: int) -> None:
    campaign = world.do(live_campaign, slots=number)
    for _ in range(number):
        post = world.do(approved, campaign, world.do(creator))
        world.do(read_in, reading(post, NOW, likes=900, views=100))


async def test_every_new_post_is_looked_at_once_and_cases_go_on(
    world: World, house: JobHouse, clock: Clock
) -> None:
    odd_posts(world, 3)
    assert await posts_looked_at(house) == 3
    assert await posts_looked_at(house) == 0
    assert world.rows(select(func.count()).select_from(risk_look)) == [(3,)]
    assert await one_by_one(house, RISK_CLOCKS) == 0
    clock.at = NOW + timedelta(hours=72)  # the reminder was missed: handed over at once
    assert await one_by_one(house, RISK_CLOCKS) == 3
    assert await one_by_one(house, RISK_CLOCKS) == 0
    clock.at = NOW + timedelta(days=30)
    while await one_by_one(house, RISK_CLOCKS):
        clock.at += timedelta(days=7)
    assert {row[0] for row in world.rows(select(risk_case.c.status))} == {CaseStatus.LAPSED}


async def test_the_agency_says_where_the_rules_begin(world: World, house: JobHouse) -> None:
    odd_posts(world, 1)
    quiet = JobHouse(house.db, house.now, rules=RiskRules(QUIET))
    assert await posts_looked_at(quiet) == 1
    assert world.rows(select(risk_case.c.id)) == []
