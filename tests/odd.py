"""Posts whose counts cannot be, with the case that the clock opened, for tests of what follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from domain.due_work import BEGINNING
from domain.people import Actor, Role
from domain.risk.cases import RiskRules
from domain.terms import Method
from services import risk, risk_clocks
from storage.tables.risk import risk_case
from tests.approved import Approved, approved, read_in, reading
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, staff

RULES: Final = RiskRules()


@dataclass(frozen=True, slots=True)
class Odd:
    """One approved post whose likes outnumber its views, and the case about it."""

    maker: CreatorFixture
    work: Approved
    case_id: int
    deciders: tuple[Actor, ...]

    @property
    def decider(self) -> Actor:
        return self.deciders[0]

    @property
    def another(self) -> Actor:
        return self.deciders[1]

    @property
    def actor(self) -> Actor:
        return self.maker.actor


def looked(world: World, now: datetime = NOW, rules: RiskRules = RULES) -> int:
    """As the clock looks at all that is new; how many there were."""
    while world.do(risk.is_behind):
        world.do(risk.gather, now=now)
    found = world.do(risk.unseen, BEGINNING, most=200, now=now)
    return sum(world.do(risk.look, number, rules=rules, now=now) for _, number in found)


def odd_reading(world: World, work: Approved, now: datetime = NOW, **counts: Any) -> None:
    told = counts or {"likes": 900, "views": 100}
    world.do(read_in, reading(work, now, **told), now=now)


def an_odd_one(world: World, maker: CreatorFixture | None = None, deciders: int = 2) -> Odd:
    campaign = world.do(live_campaign, method=Method.CPE)
    maker = maker or world.do(creator)
    post = world.do(approved, campaign, maker)
    odd_reading(world, post)
    looked(world)
    reviewers = tuple(world.do(staff, Role.REVIEWER) for _ in range(deciders))
    return Odd(maker, post, the_case(world, post), reviewers)


def the_case(world: World, post: Approved) -> int:
    asked = select(func.max(risk_case.c.id)).where(risk_case.c.assignment_id == post.assignment_id)
    found: int = world.rows(asked)[0][0]
    return found


def clocks_run(world: World, now: datetime) -> int:
    due = world.do(risk_clocks.due, BEGINNING, most=9, now=now)
    return sum(world.do(risk_clocks.go_on, case_id, now=now) for _, case_id in due)
