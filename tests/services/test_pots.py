"""A pot is split once, in proportion to what each work came to; nobody gets more than that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, insert, select, update

from domain.disputes.life import BudgetShort
from domain.disputes.lines import LineKind
from domain.due_work import BEGINNING, DueItem
from domain.people import Role
from domain.platforms import Platform
from domain.settlement import VoidReason
from domain.terms import Interaction, Method, Terms
from services import dispute_decisions, disputes, pots, reversals, settlements, verify
from storage import people
from storage.tables.campaigns import campaign as campaigns
from storage.tables.campaigns import task, terms
from storage.tables.money import pot_share, settlement
from storage.tables.work import assignment
from tests.approved import Approved, approved, read_in, reading
from tests.handed_in import held
from tests.live_campaign import CampaignFixture
from tests.objecting import objected
from tests.world import (
    NOW,
    CreatorFixture,
    World,
    add_account,
    creator,
    live_campaign,
    staff,
)

DAY = timedelta(days=1)
SHARED = Terms(
    Method.CPE,
    cap_minor=9_000,
    rate_per_mille_minor=10_000,
    counted=(Interaction.LIKES,),
    pot_minor=10_000,
)


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


def shared(world: World, likes: tuple[int, ...], agreed: Terms = SHARED) -> list[Approved]:
    found: CampaignFixture = world.do(live_campaign, agreed=agreed, slots=5)
    works = [world.do(approved, found, world.do(creator)) for _ in likes]
    for work, count in zip(works, likes, strict=True):
        world.do(read_in, reading(work, work.cutoff_at, likes=count), now=work.cutoff_at)
    return works


def close_tasks(conn: Connection) -> None:
    conn.execute(update(task).values(due_at=NOW + DAY))


def money(world: World) -> tuple[int, int]:
    (row,) = world.rows(
        select(func.sum(campaigns.c.reserved_minor), func.sum(campaigns.c.earned_minor))
    )
    return int(row[0]), int(row[1])


def paid(world: World) -> list[int]:
    rows = world.rows(select(settlement.c.amount_minor).order_by(settlement.c.assignment_id))
    return [row[0] for row in rows]


def settle(world: World, days: float) -> int:
    return world.do(settlements.settle_due, now=NOW + days * DAY)


def grant(world: World, work: Approved, amount_minor: int) -> None:
    actor = world.do(people.actor_by_id, work.person_id)
    assert actor is not None
    now = work.cutoff_at
    number = objected(world, actor, LineKind.MISSING, work.assignment_id, now=now)
    decider = world.do(staff, Role.FINANCE)
    world.do(dispute_decisions.make_good, decider, number, amount_minor, "For now", now=now)


def due(world: World, days: float) -> list[DueItem]:
    return world.do(pots.due, BEGINNING, most=9, now=NOW + days * DAY)


def test_a_grant_leaves_a_pot_its_whole_sum_until_it_is_split(world: World) -> None:
    works = shared(world, (900, 900))
    world.do(lambda conn: conn.execute(update(campaigns).values(budget_minor=10_600)))
    assert money(world) == (2 * 2_000, 0)  # of the pot the claims hold less than half
    with pytest.raises(BudgetShort):
        grant(world, works[0], 601)
    world.do(disputes.withdraw, world.do(people.actor_by_id, works[0].person_id), 1, now=NOW)
    grant(world, works[1], 600)
    world.do(close_tasks)
    assert world.do(pots.split_ready, now=NOW + 7 * DAY) == 1
    assert money(world) == (10_000, 600)
    settle(world, 7)
    assert paid(world) == [5_000, 4_400]  # the second has 600 of its part already


def test_a_pot_that_does_not_reach_is_split_in_proportion(world: World) -> None:
    shared(world, (300, 600, 900))
    assert money(world) == (3 * 2_000, 0)  # an even part of the pot for each claim
    world.do(close_tasks)
    assert settle(world, 7) == 0
    assert world.do(pots.split_ready, now=NOW + 7 * DAY) == 1
    assert money(world) == (10_000, 0)
    assert world.do(pots.split_ready, now=NOW + 7 * DAY) == 0
    assert settle(world, 7) == 3
    assert paid(world) == [1_667, 3_333, 5_000]
    assert money(world) == (0, 10_000)


def test_a_split_leaves_alone_what_work_of_other_terms_reserves(world: World) -> None:
    found = world.do(live_campaign, agreed=SHARED, slots=5)
    work = world.do(approved, found, world.do(creator))
    world.do(read_in, reading(work, work.cutoff_at, likes=300), now=work.cutoff_at)
    other = world.do(held, found)
    world.do(under_newer_terms, other.assignment_id)
    world.do(close_tasks)
    assert money(world) == (2 * 2_000, 0)
    assert world.do(pots.split_ready, now=NOW + 7 * DAY) == 1
    assert money(world) == (3_000 + 2_000, 0)


def under_newer_terms(conn: Connection, assignment_id: int) -> None:
    """As if the campaign had come by a second version of its terms before this claim."""
    columns = [each for each in terms.c if each.name not in {"id", "version"}]
    newer = insert(terms).from_select(
        ["version", *(each.name for each in columns)], select(terms.c.version + 1, *columns)
    )
    terms_id = conn.execute(newer.returning(terms.c.id)).scalar_one()
    of_work = assignment.c.id == assignment_id
    conn.execute(update(assignment).where(of_work).values(terms_id=terms_id))


def test_a_pot_that_reaches_pays_what_each_came_to(world: World) -> None:
    shared(world, (300, 0))
    world.do(close_tasks)
    world.do(pots.split_ready, now=NOW + 7 * DAY)
    settle(world, 7)
    assert (paid(world), money(world)) == ([3_000, 0], (0, 3_000))


def test_a_pot_waits_as_long_as_somebody_may_claim_or_hand_in(world: World) -> None:
    (work,) = shared(world, (300,))
    assert due(world, 8) == []  # tasks end on day 14
    assert world.do(pots.split_ready, now=NOW + 8 * DAY) == 0
    ((_, terms_id),) = due(world, 14)
    assert not world.do(pots.split, terms_id, now=NOW + 8 * DAY)
    assert world.do(pots.split_ready, now=NOW + 14 * DAY) == 1
    assert world.rows(select(pot_share.c.assignment_id)) == [(work.assignment_id,)]


def test_a_pot_waits_for_data_and_then_splits_what_is_certain(world: World) -> None:
    found = world.do(live_campaign, agreed=replace(SHARED, floor_minor=700), slots=5)
    world.do(approved, found, world.do(creator))
    world.do(close_tasks)
    assert due(world, 20) == []
    assert not world.do(pots.split, found.terms_id, now=NOW + 20 * DAY)
    assert world.do(pots.split_ready, now=NOW + 20 * DAY) == 0
    assert [terms_id for _, terms_id in due(world, 21)] == [found.terms_id]
    assert world.do(pots.split, found.terms_id, now=NOW + 21 * DAY)
    assert not world.do(pots.split, found.terms_id, now=NOW + 21 * DAY)
    assert due(world, 21) == []
    settle(world, 21)
    assert paid(world) == [700]


def test_what_is_void_after_the_split_goes_to_nobody_else(world: World) -> None:
    works = shared(world, (900, 900))
    world.do(close_tasks)
    world.do(pots.split_ready, now=NOW + 7 * DAY)
    finance = world.do(staff, Role.FINANCE)
    void = (finance, works[0].assignment_id, VoidReason.FRAUD)
    world.do(reversals.void, *void, now=NOW + 7 * DAY)
    settle(world, 7)
    assert (paid(world), money(world)) == ([5_000], (0, 5_000))


def split_and_settled(world: World) -> list[int]:
    world.do(close_tasks)
    assert world.do(pots.split_ready, now=NOW + 7 * DAY) == 1
    settle(world, 7)
    return paid(world)


def test_what_is_certain_is_paid_first_and_the_rest_is_shared(world: World) -> None:
    """A floor of ¥7 in a pot of ¥40: what was earned above it is what the rest follows."""
    agreed = replace(SHARED, floor_minor=700, pot_minor=4_000)
    shared(world, (0, 170, 370), agreed)
    assert split_and_settled(world) == [700, 1_175, 2_125]


def test_a_pot_that_holds_no_more_than_is_certain_pays_just_that(world: World) -> None:
    shared(world, (900,) * 5, replace(SHARED, flat_minor=700, pot_minor=3_500))
    assert split_and_settled(world) == [700] * 5


def by_two(world: World, agreed: Terms) -> list[Approved]:
    """Three works of ¥90: two of one creator, the last of another."""
    found = world.do(live_campaign, agreed=agreed, slots=5)
    maker, other = world.do(creator), world.do(creator)
    more = CreatorFixture(maker.actor, world.do(add_account, maker.actor, handle="more"), "more")
    works = [world.do(approved, found, each) for each in (maker, more, other)]
    for work in works:
        world.do(read_in, reading(work, work.cutoff_at, likes=900), now=work.cutoff_at)
    return works


def test_what_a_capped_creator_cannot_take_goes_to_the_others(world: World) -> None:
    by_two(world, replace(SHARED, creator_cap_minor=4_000))
    assert split_and_settled(world) == [2_000, 2_000, 4_000]


def test_a_pot_is_spent_where_caps_leave_somebody_who_earned_it(world: World) -> None:
    works = by_two(world, replace(SHARED, creator_cap_minor=7_000, pot_minor=13_000))
    world.do(lambda conn: conn.execute(update(campaigns).values(budget_minor=15_000)))
    grant(world, works[0], 2_000)
    assert split_and_settled(world) == [1_500, 3_500, 6_000]
    assert money(world) == (0, 13_000)


def test_a_split_knows_what_a_creator_earned_in_the_campaign_before(world: World) -> None:
    works = by_two(world, replace(SHARED, creator_cap_minor=7_000))
    world.do(lambda conn: conn.execute(update(campaigns).values(budget_minor=20_000)))
    world.do(under_newer_terms, works[0].assignment_id)
    world.do(close_tasks)
    for (older,) in world.rows(select(terms.c.id).order_by(terms.c.id.desc())):
        assert world.do(pots.split, older, now=NOW + 7 * DAY)
        settle(world, 7)
    assert paid(world) == [7_000, 0, 7_000]


def test_a_cells_cap_leaves_the_rest_of_a_pot_to_the_other_cell(world: World) -> None:
    both = (Platform.DOUYIN, Platform.XIAOHONGSHU)
    found = world.do(live_campaign, agreed=SHARED, slots=5, platforms=both)
    capped, free = found.task_ids
    cap = update(task).where(task.c.id == capped).values(cap_minor=3_000)
    world.do(lambda conn: conn.execute(cap))
    on = world.do(creator), world.do(creator), world.do(creator, platform=Platform.XIAOHONGSHU)
    works = [
        world.do(approved, found, maker, task_id=number)
        for maker, number in zip(on, (capped, capped, free), strict=True)
    ]
    for work in works:
        world.do(read_in, reading(work, work.cutoff_at, likes=900), now=work.cutoff_at)
    assert split_and_settled(world) == [1_500, 1_500, 7_000]
