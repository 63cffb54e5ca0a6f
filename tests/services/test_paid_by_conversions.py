"""Work paid by actions and orders: what counts, until when, and what changes nothing any more."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.attribution import Tally
from domain.due_work import BEGINNING
from domain.people import Role
from domain.terms import Bonus, Interaction, Method, Terms
from services import settlements, verify, why
from storage import people
from storage.tables.delivery import delivery
from storage.tables.money import settlement
from storage.tables.tracking import tracking_link
from tests.approved import Approved, approved, read_in, reading
from tests.ordering import HOUR
from tests.ordering import order as ordered
from tests.ordering import tell as told
from tests.tracked import TARGET
from tests.world import NOW, World, creator, live_campaign, staff

DAY = timedelta(days=1)
CPA = Terms(Method.CPA, 90_000, flat_minor=1_000, rate_per_mille_minor=2_500_000, cutoff_days=30)
CPS = Terms(
    Method.CPS,
    90_000,
    rate_per_mille_minor=85,
    cutoff_days=14,
    window_days=7,
    bonuses=(Bonus(2, 500),),
)


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


def work_under(world: World, agreed: Terms) -> Approved:
    return world.do(approved, world.do(live_campaign, agreed=agreed), world.do(creator))


def order(work: Approved, id_: str = "o-1", **changed: Any) -> dict[str, Any]:
    return ordered(work, id_, **{"amount_minor": 10_000, **changed})


def action(work: Approved, id_: str, **changed: Any) -> dict[str, Any]:
    return order(work, id_, kind="action", amount_minor=0, **changed)


def tell(world: World, *items: Any, now: Any = NOW + 2 * HOUR) -> None:
    assert told(world, *items, now=now).refused == ()


def amounts(world: World, work: Approved, *, at: Any = None) -> list[int]:
    world.do(settlements.settle_due, now=at or work.cutoff_at)
    rows = world.rows(
        select(settlement.c.amount_minor).where(settlement.c.assignment_id == work.assignment_id)
    )
    return [row[0] for row in rows]


def test_each_approved_action_pays(world: World) -> None:
    work = work_under(world, CPA)
    tell(world, action(work, "a"), action(work, "b"), action(work, "c", status="refunded"))
    tell(world, order(work))
    assert amounts(world, work) == [1_000 + 2 * 2_500]


def test_a_share_of_orders_pays_with_refunds_taken_off_and_a_step(world: World) -> None:
    work = work_under(world, CPS)
    tell(world, order(work, "a"), order(work, "b"), order(work, "c"))
    tell(world, order(work, "b", status="refunded", refunded_minor=2_500))
    tell(world, order(work, "c", status="refunded"))
    assert amounts(world, work) == [17_500 * 85 // 1000 + 1 + 500]  # 1487.5, half up


def test_what_happens_after_the_window_pays_nothing(world: World) -> None:
    work = work_under(world, CPS)
    late = (NOW + 7 * DAY + HOUR).isoformat()
    tell(world, order(work, "a"), order(work, "b", occurred_at=late), now=NOW + 8 * DAY)
    assert amounts(world, work) == [850]


def test_what_happened_before_the_work_was_claimed_pays_nothing_and_is_named(world: World) -> None:
    work = work_under(world, CPS)
    for number, before in enumerate((timedelta(seconds=1), 30 * DAY, 15 * 365 * DAY)):
        tell(world, order(work, f"old {number}", occurred_at=(NOW - before).isoformat()))
    tell(world, order(work, "first", occurred_at=NOW.isoformat()))
    assert amounts(world, work) == [850]
    maker = world.do(people.actor_by_id, work.person_id)
    assert maker is not None
    told = world.do(why.explain, maker, work.assignment_id, now=work.cutoff_at)
    assert told.basis.tally == Tally(orders=1, value_minor=10_000, outside=3)


def test_what_is_told_after_the_cutoff_changes_no_order_that_was_known(world: World) -> None:
    work = work_under(world, CPS)
    tell(world, order(work))
    tell(world, order(work, status="refunded"), now=work.cutoff_at + HOUR)
    assert amounts(world, work, at=work.cutoff_at + 2 * HOUR) == [850]


def test_what_is_told_after_it_was_fixed_changes_nothing_at_all(world: World) -> None:
    work = work_under(world, CPS)
    tell(world, order(work))
    assert amounts(world, work) == [850]
    tell(world, order(work, "late"), now=work.cutoff_at + HOUR)
    tell(world, order(work, status="refunded"), now=work.cutoff_at + HOUR)
    assert amounts(world, work, at=work.cutoff_at + DAY) == [850]


@pytest.mark.parametrize("seed", range(4))
def test_news_in_whatever_order_pays_the_same(world: World, seed: int) -> None:
    work = work_under(world, CPS)
    news = [
        order(work, "a"),
        order(work, "a", status="refunded", refunded_minor=100),
        order(work, "a", status="refunded", refunded_minor=4_000),
        order(work, "b"),
        order(work, "b"),
        order(work, "c", status="refunded"),
    ]
    random.Random(seed).shuffle(news)
    for each in news:
        tell(world, each)
    assert amounts(world, work) == [16_000 * 85 // 1000 + 500]


def test_a_campaign_that_no_partner_tells_of_waits_and_staff_are_asked(world: World) -> None:
    world.do(staff, Role.COORDINATOR)
    work = work_under(world, CPA)
    assert amounts(world, work, at=work.cutoff_at + 13 * DAY) == []
    ((_, campaign_id),) = world.do(
        settlements.unmeasured, BEGINNING, most=9, now=work.cutoff_at + DAY
    )
    assert world.do(settlements.ask_for_readings, campaign_id, now=work.cutoff_at + DAY)
    assert len(world.rows(select(delivery.c.id).where(delivery.c.kind == "readings_missing"))) == 1
    assert amounts(world, work, at=work.cutoff_at + settlements.PATIENCE) == [1_000]
    assert world.rows(select(settlement.c.unheard)) == [(True,)]


def test_no_news_of_one_post_is_a_nought_where_the_partner_tells_of_others(world: World) -> None:
    campaign = world.do(live_campaign, agreed=CPA)
    sold, unsold = (world.do(approved, campaign, world.do(creator)) for _ in range(2))
    tell(world, action(sold, "a"))
    assert amounts(world, unsold) == [1_000]
    assert world.rows(select(settlement.c.unheard)) == [(False,), (False,)]


def test_views_pay_by_the_thousand(world: World) -> None:
    work = work_under(
        world, Terms(Method.CPM, 90_000, rate_per_mille_minor=800, counted=(Interaction.VIEWS,))
    )
    last = reading(work, work.cutoff_at, likes=5, views=12_345)
    world.do(read_in, last, now=work.cutoff_at)
    assert amounts(world, work) == [9_876]


def test_why_shows_what_was_told_and_what_does_not_count(world: World) -> None:
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign, agreed=CPS), maker)
    tell(world, order(work, "a"), order(work, "b", status="refunded"))
    soon = world.do(why.explain, maker.actor, work.assignment_id, now=NOW + DAY)
    assert (soon.amount_minor, soon.fixed) == (850, None)
    amounts(world, work)
    tell(world, order(work, "late"), now=work.cutoff_at + HOUR)
    fixed = world.do(why.explain, maker.actor, work.assignment_id, now=work.cutoff_at + DAY)
    assert fixed.basis.tally == soon.basis.tally
    assert (fixed.amount_minor, fixed.basis.tally.taken_back) == (850, 1)


def test_a_tracking_code_names_the_work_whose_link_it_is(world: World) -> None:
    campaign = world.do(live_campaign, agreed=CPA, target_url=TARGET)
    work = world.do(approved, campaign, world.do(creator))
    ((code,),) = world.rows(select(tracking_link.c.code))
    tell(world, action(work, "a", assignment=None, code=code))
    nobodys = action(work, "b", assignment=None, code="nobodys")
    part = told(world, nobodys, now=NOW + DAY)
    assert [(row.code, row.field, row.value) for row in part.refused] == [
        ("unknown_post", "code", "nobodys")
    ]
    assert amounts(world, work) == [3_500]
