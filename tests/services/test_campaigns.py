"""A campaign's life: loaded once, launched only when funded, paused, closed; by who may."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from domain import campaign_file
from domain.campaign import CampaignStatus, CampaignSummary, PotTooSmall, Unfunded
from domain.campaign_file import CampaignPlan
from domain.eligibility import NotEligible, Reason
from domain.errors import NotAllowed, NotFound, WrongState
from domain.people import Actor, Role
from services import assignments, campaigns
from storage.tables.campaigns import campaign, task, terms
from tests.world import NOW, World, creator, live_campaign, staff

SPRING_TEA = Path(__file__).parents[2] / "campaigns" / "spring-tea.toml"


@pytest.fixture
def plan() -> CampaignPlan:
    return campaign_file.parse(SPRING_TEA.read_bytes())


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def loaded(world: World, actor: Actor, plan: CampaignPlan, sha: str = "a") -> CampaignSummary:
    return world.do(campaigns.load, actor, plan, sha, now=NOW)


def test_a_file_becomes_a_draft_with_its_worst_case(
    world: World, coordinator: Actor, plan: CampaignPlan
) -> None:
    found = loaded(world, coordinator, plan)
    assert found.status is CampaignStatus.DRAFT
    assert (found.tasks, found.slots, found.free) == (len(plan.tasks), plan.slots, plan.slots)
    assert found.worst_case_minor == campaign_file.worst_case_minor(plan)


def test_the_same_file_loads_once(world: World, coordinator: Actor, plan: CampaignPlan) -> None:
    first = loaded(world, coordinator, plan)
    assert loaded(world, coordinator, plan).campaign_id == first.campaign_id
    assert len(world.rows(campaign.select())) == 1


def test_nobody_can_claim_from_a_draft(
    world: World, coordinator: Actor, plan: CampaignPlan
) -> None:
    loaded(world, coordinator, plan)
    (row, *_) = world.rows(task.select())
    may = world.do(creator)
    with pytest.raises(NotEligible) as refused:
        world.do(assignments.claim, may.actor, row.id, may.account_id, row.terms_id, now=NOW)
    assert Reason.CAMPAIGN_NOT_LIVE in refused.value.reasons


def test_a_launch_needs_the_worst_case_in_the_budget(
    world: World, coordinator: Actor, plan: CampaignPlan
) -> None:
    found = loaded(world, coordinator, plan)
    short = found.worst_case_minor - 1
    world.do(lambda conn: conn.execute(update(campaign).values(budget_minor=short)))
    with pytest.raises(Unfunded) as refused:
        world.do(campaigns.launch, coordinator, found.campaign_id, now=NOW)
    assert (refused.value.worst_case_minor, refused.value.budget_minor) == (short + 1, short)
    world.do(lambda conn: conn.execute(update(campaign).values(budget_minor=short + 1)))
    launched = world.do(campaigns.launch, coordinator, found.campaign_id, now=NOW)
    assert launched.status is CampaignStatus.LIVE


def test_a_draft_whose_pot_does_not_reach_for_what_it_promises_does_not_launch(
    world: World, coordinator: Actor, plan: CampaignPlan
) -> None:
    """As older versions of the service let it be saved."""
    found = loaded(world, coordinator, plan)
    needed = 40 * 3_000
    world.do(lambda conn: conn.execute(update(terms).values(pot_minor=needed - 1)))
    for step in (campaigns.to_launch, partial(campaigns.launch, now=NOW)):
        with pytest.raises(PotTooSmall) as refused:
            world.do(step, coordinator, found.campaign_id)
        said = refused.value
        assert (said.pot_minor, said.slots, said.least_minor) == (needed - 1, 40, 3_000)
    world.do(lambda conn: conn.execute(update(terms).values(pot_minor=needed)))
    assert world.do(campaigns.to_launch, coordinator, found.campaign_id).funded
    launched = world.do(campaigns.launch, coordinator, found.campaign_id, now=NOW)
    assert launched.status is CampaignStatus.LIVE


def test_what_ran_before_goes_on_after_a_pause_whatever_its_pot(
    world: World, coordinator: Actor, plan: CampaignPlan
) -> None:
    found = loaded(world, coordinator, plan)
    world.do(campaigns.launch, coordinator, found.campaign_id, now=NOW)
    world.do(campaigns.pause, coordinator, found.campaign_id, now=NOW)
    world.do(lambda conn: conn.execute(update(terms).values(pot_minor=1)))
    again = world.do(campaigns.launch, coordinator, found.campaign_id, now=NOW)
    assert again.status is CampaignStatus.LIVE


def test_a_paused_campaign_takes_no_claims_until_it_is_launched_again(
    world: World, coordinator: Actor
) -> None:
    made = world.do(live_campaign)
    may = world.do(creator)
    claim = (may.actor, made.task_id, may.account_id, made.terms_id)
    world.do(campaigns.pause, coordinator, made.campaign_id, now=NOW)
    with pytest.raises(NotEligible):
        world.do(assignments.claim, *claim, now=NOW)
    world.do(campaigns.launch, coordinator, made.campaign_id, now=NOW)
    assert world.do(assignments.claim, *claim, now=NOW)


def test_a_closed_campaign_stays_closed_and_its_open_work_goes_on(
    world: World, coordinator: Actor
) -> None:
    made = world.do(live_campaign)
    may = world.do(creator)
    held = world.do(
        assignments.claim, may.actor, made.task_id, may.account_id, made.terms_id, now=NOW
    )
    closed = world.do(campaigns.close, coordinator, made.campaign_id, now=NOW)
    assert (closed.status, closed.claimed) == (CampaignStatus.CLOSED, 1)
    with pytest.raises(WrongState):
        world.do(campaigns.launch, coordinator, made.campaign_id, now=NOW)
    assert world.do(assignments.release, may.actor, held, now=NOW + timedelta(hours=1)) == held


@pytest.mark.parametrize("verb", [campaigns.launch, campaigns.pause, campaigns.close])
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.FINANCE])
def test_only_coordinators_change_a_campaign(world: World, verb: object, role: Role) -> None:
    made = world.do(live_campaign)
    with pytest.raises(NotAllowed):
        world.do(verb, world.do(staff, role), made.campaign_id, now=NOW)  # type: ignore[arg-type]


def test_a_campaign_that_is_not_there_is_not_found(world: World, coordinator: Actor) -> None:
    with pytest.raises(NotFound):
        world.do(campaigns.one, coordinator, 404)


def test_a_draft_takes_the_place_of_older_drafts_and_of_nothing_else(
    world: World, coordinator: Actor, plan: CampaignPlan
) -> None:
    live = loaded(world, coordinator, plan, "live")
    world.do(campaigns.launch, coordinator, live.campaign_id, now=NOW)
    loaded(world, coordinator, replace(plan, title="Another"), "other")
    loaded(world, coordinator, plan, "first")
    second = loaded(world, coordinator, plan, "second")
    third = loaded(world, coordinator, plan, "third")
    assert world.do(campaigns.older_drafts, coordinator, third.campaign_id) == 2
    world.do(campaigns.replace_drafts, coordinator, second.campaign_id, now=NOW)
    listed = world.do(campaigns.every, coordinator)
    assert [(each.title, each.status.value) for each in listed] == [
        (plan.title, "draft"),
        (plan.title, "draft"),
        ("Another", "draft"),
        (plan.title, "live"),
    ]
