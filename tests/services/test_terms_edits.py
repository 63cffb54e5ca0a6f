"""A draft's terms become a new version that its tasks offer; what was accepted never moves."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from domain.campaign import CampaignStatus, Unfunded
from domain.errors import NotAllowed, Stale, WrongState
from domain.people import Actor, Role
from services import campaigns, terms_edits
from storage.tables.campaigns import campaign, task, terms
from tests.world import CPE, NOW, World, live_campaign, staff


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


@pytest.fixture
def draft_id(world: World) -> int:
    made = world.do(live_campaign, agreed=CPE, slots=5)
    world.do(lambda conn: conn.execute(update(campaign).values(status=CampaignStatus.DRAFT)))
    return made.campaign_id


def test_a_new_version_is_offered_and_the_old_one_stays(
    world: World, coordinator: Actor, draft_id: int
) -> None:
    dearer = replace(CPE, cap_minor=30_000)
    assert world.do(terms_edits.save, coordinator, draft_id, 1, dearer, now=NOW) == 2
    versions = world.rows(
        select(terms.c.version, terms.c.cap_minor, terms.c.made_by).order_by(terms.c.version)
    )
    assert versions == [(1, 20_000, None), (2, 30_000, coordinator.person_id)]
    (offered,) = world.rows(select(terms.c.version).join(task, task.c.terms_id == terms.c.id))
    assert offered.version == 2
    assert world.do(terms_edits.agreement, coordinator, draft_id).terms == dearer


def test_what_it_would_cost_is_what_the_launch_then_asks_of_the_budget(
    world: World, coordinator: Actor, draft_id: int
) -> None:
    dearer = replace(CPE, cap_minor=30_000)
    found = world.do(terms_edits.agreement, coordinator, draft_id)
    cost = terms_edits.cost(found, dearer)
    assert (cost.worst_case_minor, cost.change_minor) == (5 * 30_000, 5 * 10_000)
    assert cost.missing_minor == 5 * 30_000 - found.summary.budget_minor
    world.do(terms_edits.save, coordinator, draft_id, 1, dearer, now=NOW)
    with pytest.raises(Unfunded) as refused:
        world.do(campaigns.launch, coordinator, draft_id, now=NOW)
    assert refused.value.worst_case_minor == cost.worst_case_minor


def test_the_same_terms_make_no_version(world: World, coordinator: Actor, draft_id: int) -> None:
    assert world.do(terms_edits.save, coordinator, draft_id, 1, CPE, now=NOW) == 1
    assert len(world.rows(select(terms.c.id))) == 1


def test_a_newer_version_is_not_written_over(
    world: World, coordinator: Actor, draft_id: int
) -> None:
    cheaper, dearer = replace(CPE, cap_minor=10_000), replace(CPE, cap_minor=30_000)
    world.do(terms_edits.save, coordinator, draft_id, 1, cheaper, now=NOW)
    with pytest.raises(Stale):
        world.do(terms_edits.save, coordinator, draft_id, 1, dearer, now=NOW)


def test_once_launched_nobody_changes_them(world: World, coordinator: Actor, draft_id: int) -> None:
    world.do(campaigns.launch, coordinator, draft_id, now=NOW)
    with pytest.raises(WrongState):
        world.do(
            terms_edits.save, coordinator, draft_id, 1, replace(CPE, cap_minor=10_000), now=NOW
        )
    with pytest.raises(NotAllowed):
        world.do(terms_edits.agreement, world.do(staff, Role.FINANCE), draft_id)
