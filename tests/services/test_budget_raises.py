"""An owner raises a budget with a reason, kept for good; what waited for the money goes on."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from domain import campaign_file
from domain.budget import LARGEST_BUDGET_MINOR, NotARaise, Raise
from domain.campaign import CampaignStatus, CampaignSummary
from domain.disputes.life import BudgetShort
from domain.disputes.lines import LineKind
from domain.due_work import BEGINNING
from domain.eligibility import NotEligible
from domain.errors import NotAllowed, NotFound, OwnWork, Stale
from domain.people import Actor, Role
from domain.reasons import ReasonMissing
from domain.review import Decision
from services import (
    budget_raises,
    campaigns,
    dispute_decisions,
    disputes,
    reviews,
    short_budgets,
)
from storage import budgets
from storage.tables.campaigns import campaign
from storage.tables.delivery import delivery
from storage.tables.people import person
from tests.approved import approved
from tests.handed_in import handed_in, held
from tests.objecting import objected
from tests.world import NOW, World, creator, grant, live_campaign, staff

DAY = timedelta(days=1)
DAILY_CUP = Path(__file__).parents[2] / "campaigns" / "daily-cup.toml"


pytestmark = pytest.mark.usefixtures("sound")


def raised(
    world: World,
    actor: Actor,
    campaign_id: int,
    seen: int,
    wanted: int,
    reason: str = "More to film",
) -> None:
    asked = (campaign_id, seen, wanted, reason)
    assert world.do(budget_raises.raise_to, actor, *asked, now=NOW) == campaign_id


def stands(world: World, actor: Actor, campaign_id: int) -> CampaignSummary:
    return world.do(campaigns.one, actor, campaign_id)


def test_a_raise_is_kept_with_who_and_why_and_told(world: World, owner: Actor) -> None:
    others = [world.do(staff, each) for each in (Role.OWNER, Role.COORDINATOR, Role.FINANCE)]
    world.do(staff, Role.REVIEWER)
    found = world.do(live_campaign, slots=1)
    raised(world, owner, found.campaign_id, 8_000, 20_000, " More   to film ")
    raised(world, owner, found.campaign_id, 20_000, 20_001, "And a cent")
    assert stands(world, owner, found.campaign_id).budget_minor == 20_001
    history = world.do(budget_raises.history, others[1], found.campaign_id)
    assert history == (
        Raise(20_000, 20_001, "And a cent", owner.name, NOW),
        Raise(8_000, 20_000, "More to film", owner.name, NOW),
    )
    told = world.rows(
        select(delivery.c.person_id, delivery.c.facts)
        .where(delivery.c.kind == "budget_raised")
        .order_by(delivery.c.id)
    )
    assert [row[0] for row in told[:3]] == [each.person_id for each in others]
    assert [row[1]["after_minor"] for row in told] == [20_000] * 3 + [20_001] * 3
    assert told[0][1]["reason"] == "More to film"


def test_a_claim_that_the_budget_refused_is_made_after_the_raise(
    world: World, owner: Actor
) -> None:
    found = world.do(live_campaign, slots=2, budget=8_000)
    world.do(held, found)
    with pytest.raises(NotEligible):
        world.do(held, found)
    raised(world, owner, found.campaign_id, 8_000, 16_000)
    world.do(held, found)
    assert stands(world, owner, found.campaign_id).left_minor == 0


@pytest.mark.parametrize("closed", [False, True])
def test_a_dispute_that_is_right_is_made_good_once_the_budget_reaches(
    world: World, owner: Actor, *, closed: bool
) -> None:
    """The slot of the rejected work is somebody else's, and nothing is left for it."""
    found = world.do(live_campaign, slots=1)
    work = world.do(held, found)
    number = world.do(handed_in, work).submission_id
    said = ("quality", "1", "")
    world.do(
        reviews.decide, world.do(staff, Role.REVIEWER), number, Decision.REJECT, *said, now=NOW
    )
    world.do(approved, found, world.do(creator))
    if closed:
        world.do(campaigns.close, owner, found.campaign_id, now=NOW)
    dispute_id = objected(world, work.actor, LineKind.REJECTION, work.assignment_id, now=NOW)
    decider = world.do(staff, Role.FINANCE)
    decided = (dispute_id, 8_000, "You are right")
    with pytest.raises(BudgetShort):
        world.do(dispute_decisions.make_good, decider, *decided, now=NOW)
    raised(world, owner, found.campaign_id, 8_000, 16_000, "A dispute was right")
    world.do(dispute_decisions.make_good, decider, *decided, now=NOW)
    assert stands(world, owner, found.campaign_id).left_minor == 0


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FINANCE, Role.REVIEWER])
def test_nobody_but_an_owner_raises(world: World, role: Role) -> None:
    found = world.do(live_campaign, slots=1)
    with pytest.raises(NotAllowed):
        raised(world, world.do(staff, role), found.campaign_id, 8_000, 9_000)


def test_no_campaign_no_raise(world: World, owner: Actor) -> None:
    with pytest.raises(NotFound):
        raised(world, owner, 404, 8_000, 9_000)


@pytest.mark.parametrize("wanted", [0, 7_999, 8_000, LARGEST_BUDGET_MINOR + 1])
def test_a_budget_is_never_lowered(world: World, owner: Actor, wanted: int) -> None:
    found = world.do(live_campaign, slots=1)
    with pytest.raises(NotARaise) as refused:
        raised(world, owner, found.campaign_id, 8_000, wanted)
    assert (refused.value.present_minor, refused.value.currency) == (8_000, "CNY")
    assert world.do(budget_raises.history, owner, found.campaign_id) == ()


def test_the_largest_budget_is_worked_with(world: World, owner: Actor) -> None:
    world.do(staff, Role.COORDINATOR)
    found = world.do(live_campaign, slots=1)
    raised(world, owner, found.campaign_id, 8_000, LARGEST_BUDGET_MINOR)
    world.do(held, found)
    assert world.do(short_budgets.due, BEGINNING, most=9, now=NOW) == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_raise_without_a_reason_is_none(world: World, owner: Actor, reason: str) -> None:
    found = world.do(live_campaign, slots=1)
    with pytest.raises(ReasonMissing):
        raised(world, owner, found.campaign_id, 8_000, 9_000, reason)
    raised(world, owner, found.campaign_id, 8_000, 9_000, "x" * 500)


def test_of_two_owners_who_saw_the_same_budget_one_raises_it(world: World, owner: Actor) -> None:
    found = world.do(live_campaign, slots=1)
    raised(world, owner, found.campaign_id, 8_000, 9_000)
    with pytest.raises(Stale):
        raised(world, world.do(staff, Role.OWNER), found.campaign_id, 8_000, 10_000)
    assert stands(world, owner, found.campaign_id).budget_minor == 9_000


def test_of_two_that_began_at_once_the_later_finds_another_budget(world: World) -> None:
    """Both read the same budget; the row decides."""
    found = world.do(live_campaign, slots=1)
    assert world.do(budgets.raise_to, found.campaign_id, 8_000, 9_000, 80)
    assert not world.do(budgets.raise_to, found.campaign_id, 8_000, 10_000, 80)


def test_no_owner_raises_what_their_own_dispute_waits_for(world: World) -> None:
    """Nor one whom they invited; once it is decided, they may again."""
    found = world.do(live_campaign, slots=2)
    maker = world.do(creator)
    work = world.do(held, found, maker)
    number = world.do(handed_in, work).submission_id
    said = ("quality", "1", "")
    world.do(
        reviews.decide, world.do(staff, Role.REVIEWER), number, Decision.REJECT, *said, now=NOW
    )
    self_paid = world.do(grant, maker.actor, Role.OWNER)
    inviter = world.do(staff, Role.OWNER)
    with world.engine.begin() as conn:
        conn.execute(
            update(person)
            .where(person.c.id == maker.actor.person_id)
            .values(invited_by=inviter.person_id)
        )
    raised(world, inviter, found.campaign_id, 16_000, 17_000)  # nobody disputes anything yet
    dispute_id = objected(world, maker.actor, LineKind.REJECTION, work.assignment_id, now=NOW)
    for barred in (self_paid, inviter):
        with pytest.raises(OwnWork):
            raised(world, barred, found.campaign_id, 17_000, 18_000)
    other = world.do(live_campaign, slots=1)
    raised(world, inviter, other.campaign_id, 8_000, 9_000)
    raised(world, world.do(staff, Role.OWNER), found.campaign_id, 17_000, 18_000)
    world.do(disputes.withdraw, maker.actor, dispute_id, now=NOW)
    raised(world, inviter, found.campaign_id, 18_000, 19_000)


def test_a_raise_below_80_percent_clears_the_mark_and_another_keeps_it(
    world: World, owner: Actor
) -> None:
    world.do(staff, Role.COORDINATOR)
    found = world.do(live_campaign, slots=9, budget=10_000)
    world.do(held, found)

    def told(now: datetime = NOW) -> int:
        for _, item_id in world.do(short_budgets.due, BEGINNING, most=9, now=now):
            world.do(short_budgets.tell, item_id, now=now)
        kind = delivery.c.kind == "budget_short"
        return len(world.rows(select(delivery.c.id).where(kind)))

    assert told() == 1
    raised(world, owner, found.campaign_id, 10_000, 10_001)
    assert world.rows(select(campaign.c.short_told_at))[0][0] is None
    raised(world, owner, found.campaign_id, 10_001, 18_000)
    world.do(held, found)
    assert told(NOW + DAY) == 2
    raised(world, owner, found.campaign_id, 18_000, 19_999)  # 80 % and a little
    assert (world.rows(select(campaign.c.short_told_at))[0][0], told(NOW + DAY)) == (NOW + DAY, 2)


def test_the_file_with_a_higher_budget_is_another_draft_and_raises_nothing(
    world: World, owner: Actor
) -> None:
    source = DAILY_CUP.read_bytes()
    plan = campaign_file.parse(source)
    first = world.do(campaigns.load, owner, plan, "a", now=NOW)
    world.do(campaigns.launch, owner, first.campaign_id, now=NOW)
    richer = campaign_file.parse(source.replace(b'"10800.00"', b'"20800.00"'))
    second = world.do(campaigns.load, owner, richer, "b", now=NOW)
    assert (second.status, second.budget_minor) == (CampaignStatus.DRAFT, 2_080_000)
    assert stands(world, owner, first.campaign_id).budget_minor == 1_080_000
    raised(world, owner, first.campaign_id, 1_080_000, 2_080_000)
    again = world.do(campaigns.load, owner, plan, "a", now=NOW)
    assert (again.campaign_id, again.budget_minor) == (first.campaign_id, 2_080_000)
