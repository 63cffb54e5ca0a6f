"""Amounts are fixed once, from what was agreed and what was read in time; the ledger follows."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from domain.assignment import AssignmentStatus
from domain.checks.findings import PageState
from domain.checks.schedule import CheckKind, Standing
from domain.due_work import BEGINNING
from domain.errors import NotAllowed, OwnWork, WrongState
from domain.ledger import LedgerAccount
from domain.people import Role
from domain.settlement import RetentionOver, VoidReason
from domain.terms import Interaction, Method, MissingData, Source, Terms
from services import reminders, reversals, settlements, verify
from storage import assignments, ledger, post_checks
from storage.tables.campaigns import campaign as campaign_table
from storage.tables.campaigns import task
from storage.tables.delivery import delivery
from storage.tables.money import settlement
from tests.approved import Approved, approved, read_in, reading
from tests.world import (
    NOW,
    CampaignFixture,
    CreatorFixture,
    World,
    creator,
    grant,
    live_campaign,
    staff,
)

A = LedgerAccount
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CPE = Terms(
    Method.CPE,
    cap_minor=20_000,
    rate_per_mille_minor=35_000,
    counted=(Interaction.LIKES, Interaction.SAVES),
    floor_minor=1_000,
)


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


def measured(world: World, agreed: Terms = CPE) -> Approved:
    campaign = world.do(live_campaign, agreed=agreed)
    return world.do(approved, campaign, world.do(creator))


def balance(world: World, person_id: int, account: LedgerAccount) -> int:
    found = world.do(ledger.of_person, person_id)
    return sum(each.amount_minor for each in found if each.account is account)


def amounts(world: World) -> list[int]:
    return [row[0] for row in world.rows(select(settlement.c.amount_minor))]


def status_of(conn: Connection, work: Approved) -> AssignmentStatus:
    facts = assignments.facts(conn, work.assignment_id)
    assert facts is not None
    return facts.status


def settle(world: World, at: datetime) -> int:
    return world.do(settlements.settle_due, now=at)


def test_flat_work_settles_at_its_cutoff_and_not_before(world: World) -> None:
    work = world.do(approved, world.do(live_campaign), world.do(creator))
    assert settle(world, work.cutoff_at - timedelta(seconds=1)) == 0
    assert settle(world, work.cutoff_at) == 1
    assert amounts(world) == [8_000]
    assert world.do(status_of, work) is AssignmentStatus.SETTLED
    assert balance(world, work.person_id, A.CREATOR_PENDING) == 8_000


def test_settling_again_changes_nothing(world: World) -> None:
    work = world.do(approved, world.do(live_campaign), world.do(creator))
    settle(world, work.cutoff_at)
    assert settle(world, work.cutoff_at + DAY) == 0
    assert amounts(world) == [8_000]


def test_cpe_pays_the_last_reading_before_the_cutoff(world: World) -> None:
    work = measured(world)
    world.do(
        read_in,
        reading(work, work.cutoff_at - DAY, likes=100, saves=20, shares=999),
        reading(work, work.cutoff_at - 2 * DAY, likes=900),
        reading(work, work.cutoff_at, likes=110, saves=20),
        now=work.cutoff_at,
    )
    after = reading(work, work.cutoff_at + timedelta(seconds=1), likes=500)
    world.do(read_in, after, now=work.cutoff_at + DAY)
    settle(world, work.cutoff_at + DAY)
    assert amounts(world) == [130 * 35]


def test_a_source_too_weak_does_not_pay_however_fresh(world: World) -> None:
    work = measured(world)
    strong = reading(work, work.cutoff_at - DAY, likes=100)
    weak = reading(work, work.cutoff_at, likes=500)
    world.do(read_in, strong, now=work.cutoff_at)
    world.do(read_in, weak, source=Source.CREATOR, now=work.cutoff_at)
    settle(world, work.cutoff_at)
    assert amounts(world) == [100 * 35]


def test_cpe_without_any_reading_waits_and_coordinators_are_asked_once(world: World) -> None:
    coordinator = world.do(staff, Role.COORDINATOR)
    work = measured(world)
    assert settle(world, work.cutoff_at + 13 * DAY) == 0
    for hours in (1, 2, 3):
        at = work.cutoff_at + timedelta(hours=hours)
        ((_, campaign_id),) = world.do(settlements.unmeasured, BEGINNING, most=9, now=at)
        assert world.do(settlements.ask_for_readings, campaign_id, now=at)
    rows = world.rows(select(delivery.c.person_id, delivery.c.kind, delivery.c.facts))
    assert [(row[0], row[1], row[2]["posts"]) for row in rows] == [
        (coordinator.person_id, "readings_missing", 1)
    ]


def test_coordinators_are_asked_again_three_days_after_they_last_were(world: World) -> None:
    """However the days fall, and whatever waits by then."""
    world.do(staff, Role.COORDINATOR)
    work = measured(world)
    ((_, campaign_id),) = world.do(settlements.unmeasured, BEGINNING, most=9, now=work.cutoff_at)
    asked_at = []
    for hours in range(24 * 10):
        at = work.cutoff_at + timedelta(hours=hours)
        world.do(settlements.ask_for_readings, campaign_id, now=at)
        if len(world.rows(select(delivery.c.id))) > len(asked_at):
            asked_at.append(hours)
    assert asked_at == [0, 72, 144, 216]


def test_a_reading_that_comes_in_the_waiting_time_pays(world: World) -> None:
    work = measured(world)
    assert settle(world, work.cutoff_at) == 0
    in_time = reading(work, work.cutoff_at - DAY, likes=200)
    world.do(read_in, in_time, now=work.cutoff_at + 5 * DAY)
    assert settle(world, work.cutoff_at + 5 * DAY) == 1
    assert amounts(world) == [200 * 35]


def test_after_the_waiting_time_the_floor_is_paid_and_staff_are_told(world: World) -> None:
    coordinator = world.do(staff, Role.COORDINATOR)
    work = measured(world)
    assert settle(world, work.cutoff_at + settlements.PATIENCE) == 1
    assert amounts(world) == [1_000]
    assert told(world, "settled") == [(work.person_id, 1_000)]
    assert unread(world, work.cutoff_at + settlements.PATIENCE) == []
    assert unread(world, work.cutoff_at + settlements.PATIENCE + 2 * HOUR) == [
        (coordinator.person_id, 1)
    ]


def test_what_an_hour_settled_unread_is_told_together_campaign_by_campaign(world: World) -> None:
    """NOW is on the hour, and so is the end of the waiting time."""
    coordinator = world.do(staff, Role.COORDINATOR)
    one, other = (world.do(live_campaign, agreed=CPE) for _ in range(2))
    a, b, late, read, elsewhere = (
        world.do(approved, campaign, world.do(creator)) for campaign in (one, one, one, one, other)
    )
    world.do(read_in, reading(read, read.cutoff_at, likes=9), now=read.cutoff_at)
    over = a.cutoff_at + settlements.PATIENCE
    for work, minutes in ((a, 0), (read, 1), (elsewhere, 30), (b, 59), (late, 60)):
        world.do(settlements.settle, work.assignment_id, now=over + minutes * MINUTE)
    first = unread(world, over + 65 * MINUTE)
    assert sorted(posts for _, posts in first) == [1, 2]
    assert unread(world, over + 90 * MINUTE) == first
    assert unread(world, over + 125 * MINUTE) == [*first, (coordinator.person_id, 1)]


def test_of_what_a_person_settled_without_figures_nobody_is_told_that_time_ran_out(
    world: World,
) -> None:
    """Three days after its cut-off, beside one that the clock gave up in the same hour."""
    coordinator, finance = world.do(staff, Role.COORDINATOR), world.do(staff, Role.FINANCE)
    work = measured(world)
    at = work.cutoff_at + 3 * DAY
    world.do(settlements.settle_unheard, finance, work.assignment_id, now=at)
    assert amounts(world) == [1_000]
    assert unread(world, at + 2 * HOUR) == []
    campaign = world.do(live_campaign, agreed=CPE)
    old = world.do(approved, campaign, world.do(creator))
    over = old.cutoff_at + settlements.PATIENCE
    young = world.do(approved, campaign, world.do(creator), now=NOW + DAY)
    world.do(settlements.settle_unheard, finance, young.assignment_id, now=over)
    assert settle(world, over) == 1
    assert unread(world, over + 2 * HOUR) == [(coordinator.person_id, 1)]


def test_an_earlier_cut_off_is_waited_for_from_its_own_day(world: World) -> None:
    coordinator, finance = world.do(staff, Role.COORDINATOR), world.do(staff, Role.FINANCE)
    agreed = replace(CPE, cutoff_days=30, earlier_cutoffs=(7,))
    campaign = world.do(live_campaign, agreed=agreed)
    one, other = (world.do(approved, campaign, world.do(creator)) for _ in range(2))
    first = one.cutoff_at - 23 * DAY
    at = first + 2 * DAY
    world.do(settlements.settle_unheard, finance, other.assignment_id, now=at)
    assert unread(world, at + 2 * HOUR) == []
    over = first + settlements.PATIENCE
    assert settle(world, over) == 1
    assert unread(world, over + 2 * HOUR) == [(coordinator.person_id, 1)]


def test_where_only_a_person_ends_the_waiting_the_clock_is_not_named(world: World) -> None:
    world.do(staff, Role.COORDINATOR)
    finance = world.do(staff, Role.FINANCE)
    work = measured(world, replace(CPE, missing=MissingData.ASK))
    at = work.cutoff_at + settlements.PATIENCE + 5 * DAY
    assert settle(world, at) == 0
    world.do(settlements.settle_unheard, finance, work.assignment_id, now=at)
    assert unread(world, at + 2 * HOUR) == []


def unread(world: World, at: datetime) -> list[tuple[int, int]]:
    """Who was told by then, and of how many posts."""
    for _, reminder_id in world.do(reminders.due, BEGINNING, most=100, now=at):
        world.do(reminders.queue_due, reminder_id, now=at)
    return told(world, "settled_unread", "posts")


def told(world: World, kind: str, fact: str = "amount_minor") -> list[tuple[int, int]]:
    found = select(delivery.c.person_id, delivery.c.facts).where(delivery.c.kind == kind)
    return [(row[0], row[1][fact]) for row in world.rows(found.order_by(delivery.c.id))]


def test_an_amount_of_nought_is_settled_without_a_posting(world: World) -> None:
    agreed = Terms(Method.CPE, 5_000, rate_per_mille_minor=1_000, counted=(Interaction.LIKES,))
    work = measured(world, agreed)
    world.do(read_in, reading(work, work.cutoff_at, likes=0), now=work.cutoff_at)
    assert settle(world, work.cutoff_at) == 1
    assert amounts(world) == [0]
    assert world.do(ledger.head).length == 0
    assert world.do(settlements.mature_due, now=work.cutoff_at + 4 * DAY) == 1


def test_the_rest_of_the_reserve_is_free_again(world: World) -> None:
    campaign = world.do(live_campaign, agreed=CPE, slots=2)
    work = world.do(approved, campaign, world.do(creator))
    world.do(read_in, reading(work, work.cutoff_at, likes=100), now=work.cutoff_at)
    settle(world, work.cutoff_at)
    ((reserved, earned),) = world.rows(
        select(campaign_table.c.reserved_minor, campaign_table.c.earned_minor)
    )
    assert (reserved, earned) == (0, 3_500)


def test_a_settled_amount_matures_after_the_hold_period(world: World) -> None:
    work = world.do(approved, world.do(live_campaign), world.do(creator))
    settle(world, work.cutoff_at)
    ripe_at = work.cutoff_at + 3 * DAY
    assert world.do(settlements.mature_due, now=ripe_at - timedelta(seconds=1)) == 0
    assert world.do(settlements.mature_due, now=ripe_at) == 1
    assert world.do(settlements.mature_due, now=ripe_at) == 0
    assert balance(world, work.person_id, A.CREATOR_PENDING) == 0
    assert balance(world, work.person_id, A.CREATOR_PAYABLE) == 8_000


def test_many_are_settled_a_bounded_number_at_a_time(world: World) -> None:
    campaign = world.do(live_campaign, slots=5)
    for _ in range(5):
        work = world.do(approved, campaign, world.do(creator))
    taken = [world.do(settlements.settle_due, now=work.cutoff_at, most=2) for _ in range(4)]
    assert taken == [2, 2, 1, 0]
    assert amounts(world) == [8_000] * 5


def test_creators_are_told_once_what_they_earned(world: World) -> None:
    work = world.do(approved, world.do(live_campaign), world.do(creator))
    settle(world, work.cutoff_at)
    ((person_id, kind, facts),) = world.rows(
        select(delivery.c.person_id, delivery.c.kind, delivery.c.facts)
    )
    assert (person_id, kind) == (work.person_id, "settled")
    assert facts["amount_minor"] == 8_000
    assert facts["payable_at"] == (work.cutoff_at + 3 * DAY).isoformat()


@pytest.fixture
def settled(world: World) -> Approved:
    work = world.do(approved, world.do(live_campaign), world.do(creator))
    settle(world, work.cutoff_at)
    return work


def void(world: World, work: Approved, reason: VoidReason, at: datetime) -> int:
    finance = world.do(staff, Role.FINANCE)
    return world.do(reversals.void, finance, work.assignment_id, reason, now=at)


def test_fraud_takes_a_pending_amount_back_by_a_new_posting(
    world: World, settled: Approved
) -> None:
    void(world, settled, VoidReason.FRAUD, settled.cutoff_at + DAY)
    assert balance(world, settled.person_id, A.CREATOR_PENDING) == 0
    assert world.do(ledger.head).length == 2
    assert amounts(world) == [8_000]  # what was fixed stays as it was
    assert world.do(status_of, settled) is AssignmentStatus.VOID
    ((free, done),) = world.rows(select(task.c.free, task.c.done))
    assert (free, done) == (5, 0)
    assert world.do(settlements.mature_due, now=settled.cutoff_at + 9 * DAY) == 0


def test_fraud_found_late_takes_it_back_from_the_payable_money(
    world: World, settled: Approved
) -> None:
    world.do(settlements.mature_due, now=settled.cutoff_at + 3 * DAY)
    void(world, settled, VoidReason.FRAUD, settled.cutoff_at + 4 * DAY)
    assert balance(world, settled.person_id, A.CREATOR_PAYABLE) == 0


def test_void_before_the_settlement_costs_nothing(world: World) -> None:
    work = world.do(approved, world.do(live_campaign), world.do(creator))
    void(world, work, VoidReason.POST_GONE, work.cutoff_at - DAY)
    assert settle(world, work.cutoff_at) == 0
    assert world.do(ledger.head).length == 0


def test_nothing_is_taken_back_twice(world: World, settled: Approved) -> None:
    void(world, settled, VoidReason.FRAUD, settled.cutoff_at + DAY)
    with pytest.raises(WrongState):
        void(world, settled, VoidReason.FRAUD, settled.cutoff_at + DAY)
    assert balance(world, settled.person_id, A.CREATOR_PENDING) == 0


def test_a_post_may_go_once_it_has_stayed_up_as_agreed(world: World, settled: Approved) -> None:
    with pytest.raises(RetentionOver):
        void(world, settled, VoidReason.POST_GONE, NOW + 30 * DAY)
    void(world, settled, VoidReason.FRAUD, NOW + 30 * DAY)


def test_a_post_seen_gone_in_time_does_not_count_though_the_retention_is_over_by_now(
    world: World, settled: Approved
) -> None:
    end = NOW + 30 * DAY
    world.do(_seen_gone, settled.post_id, end - HOUR, confirmed_at=None)
    with pytest.raises(RetentionOver):  # seen once: a page may be away for a minute
        void(world, settled, VoidReason.POST_GONE, end + 2 * DAY)
    world.do(_seen_gone, settled.post_id, end, confirmed_at=end + HOUR)
    with pytest.raises(RetentionOver):
        void(world, settled, VoidReason.POST_GONE, end + 2 * DAY)
    world.do(_seen_gone, settled.post_id, end - HOUR, confirmed_at=end + HOUR)
    void(world, settled, VoidReason.POST_GONE, end + 2 * DAY)
    assert world.do(status_of, settled) is AssignmentStatus.VOID


def _seen_gone(
    conn: Connection, post_id: int, down_since: datetime, *, confirmed_at: datetime | None
) -> None:
    post_checks.plan(conn, post_id, CheckKind.WATCH, "www.iesdouyin.com", NOW)
    gone = Standing(
        CheckKind.WATCH, down=PageState.GONE, down_since=down_since, confirmed_at=confirmed_at
    )
    assert post_checks.keep(conn, post_id, NOW, gone, None)


def test_only_others_who_may_take_an_amount_back(world: World) -> None:
    campaign: CampaignFixture = world.do(live_campaign)
    maker: CreatorFixture = world.do(creator)
    work = world.do(approved, campaign, maker)
    with pytest.raises(NotAllowed):
        world.do(reversals.void, maker.actor, work.assignment_id, VoidReason.FRAUD, now=NOW)
    own = world.do(grant, maker.actor, Role.FINANCE)
    with pytest.raises(OwnWork):
        world.do(reversals.void, own, work.assignment_id, VoidReason.FRAUD, now=NOW)


def test_a_page_settles_nothing_that_still_waits_for_its_data(world: World) -> None:
    """However it was named: what is due is asked again where it is fixed."""
    work = measured(world)
    named = [work.assignment_id]
    almost = work.cutoff_at + settlements.PATIENCE - MINUTE
    assert world.do(settlements.settle_all, named, now=almost) == set()
    assert world.do(settlements.settle_all, named, now=almost + MINUTE) == {work.assignment_id}
