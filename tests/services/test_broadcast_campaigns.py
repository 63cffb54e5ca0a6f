"""A broadcast that offers a campaign: who fits any task of it, and claims of any are its doing."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.campaign import CampaignStatus
from domain.delivery import DeliveryStatus, Response
from domain.errors import NotFound
from domain.locales import ZH
from domain.message import Version
from domain.people import Actor, Category, Region, Role
from domain.platforms import Platform
from services import (
    assignments,
    broadcast_copies,
    broadcast_drafts,
    broadcast_outcomes,
    broadcast_responses,
    broadcast_sheets,
    deliveries,
    offers,
    sendings,
)
from services.broadcast_sheets import BroadcastSheet, known_to
from services.limits import Pace
from services.sendings import Outcome
from storage.tables.campaigns import campaign as campaigns
from storage.tables.campaigns import task
from tests.confirming import confirm
from tests.world import NOW, CampaignFixture, CreatorFixture, World, creator, live_campaign, staff

BOTH = (Platform.DOUYIN, Platform.WEIBO)


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def offering(world: World, actor: Actor, campaign: CampaignFixture) -> int:
    made = world.do(broadcast_drafts.draft, actor, {ZH: Version("新活动")}, now=NOW)
    world.do(broadcast_drafts.set_campaign, actor, made, campaign.campaign_id, now=NOW)
    return made


def sheet(world: World, actor: Actor, made: int) -> BroadcastSheet:
    return world.do(broadcast_sheets.sheet, actor, made, now=NOW)


def claim(world: World, who: CreatorFixture, campaign: CampaignFixture, task_id: int) -> None:
    ids = task_id, who.account_id, campaign.terms_id
    world.do(assignments.claim, who.actor, *ids, now=NOW + timedelta(minutes=5))


def test_a_claim_of_any_of_its_tasks_is_its_doing(world: World, coordinator: Actor) -> None:
    campaign, other = world.do(live_campaign, platforms=BOTH), world.do(live_campaign)
    on_douyin, elsewhere, idle = (world.do(creator) for _ in range(3))
    on_weibo = world.do(creator, platform=Platform.WEIBO)
    made = offering(world, coordinator, campaign)
    world.do(confirm, coordinator, made, now=NOW)
    parcels = world.do(deliveries.take, Pace(), most=30, now=NOW).parcels
    assert {each.facts["campaign_id"] for each in parcels} == {campaign.campaign_id}
    sent = [Outcome(each, DeliveryStatus.SENT, message_id=1) for each in parcels]
    world.do(sendings.settle, sent, now=NOW)
    claim(world, on_douyin, campaign, campaign.task_ids[0])
    claim(world, on_weibo, campaign, campaign.task_ids[1])
    claim(world, elsewhere, other, other.task_id)
    world.do(broadcast_responses.tapped, idle.actor, made, Response.TAPPED, now=NOW)
    (told,) = world.do(broadcast_outcomes.report, coordinator, made, now=NOW).variants
    assert (told.delivered, told.tapped, told.claimed) == (4, 1, 2)


def test_a_draft_says_how_many_of_its_readers_fit_any_task_of_it(
    world: World, coordinator: Actor
) -> None:
    campaign = world.do(
        live_campaign, platforms=BOTH, region=Region.EAST, min_followers=1_000, slots=4
    )
    world.do(creator)
    world.do(creator, platform=Platform.WEIBO)
    world.do(creator, platform=Platform.KUAISHOU)
    world.do(creator, region=Region.SOUTH)
    world.do(creator, followers=999)
    world.do(creator, category=Category.GAMES)
    made = offering(world, coordinator, campaign)
    found = sheet(world, coordinator, made)
    assert found.audience is not None
    assert (found.audience.reached, found.fitting, found.free_slots) == (6, 2, 8)
    is_weibo = task.c.id == campaign.task_ids[1]
    world.do(lambda conn: conn.execute(update(task).where(is_weibo).values(region="")))
    full = update(task).where(~is_weibo).values(free=0, held=4)
    world.do(lambda conn: conn.execute(full))
    found = sheet(world, coordinator, made)
    assert (found.fitting, found.free_slots) == (1, 4)
    stopped(world, campaign, CampaignStatus.PAUSED)
    found = sheet(world, coordinator, made)
    assert (found.fitting, found.free_slots, bool(found.offered)) == (0, 0, True)


def test_nobody_fits_what_no_budget_is_left_for(world: World, coordinator: Actor) -> None:
    campaign = world.do(live_campaign)
    reader = world.do(creator)
    made = offering(world, coordinator, campaign)
    assert sheet(world, coordinator, made).fitting == 1
    spent = update(campaigns).values(reserved_minor=campaigns.c.budget_minor)
    world.do(lambda conn: conn.execute(spent))
    assert sheet(world, coordinator, made).fitting == 0
    assert world.do(offers.page, reader.actor, 1, campaign.campaign_id, now=NOW).offers == ()
    world.do(broadcast_drafts.set_task, coordinator, made, campaign.task_id, now=NOW)
    assert sheet(world, coordinator, made).fitting == 0


def stopped(world: World, campaign: CampaignFixture, status: CampaignStatus) -> None:
    of_it = update(campaigns).where(campaigns.c.id == campaign.campaign_id)
    world.do(lambda conn: conn.execute(of_it.values(status=status)))


@pytest.mark.parametrize("status", [each for each in CampaignStatus if each != "live"])
def test_only_a_live_campaign_is_offered(
    world: World, coordinator: Actor, status: CampaignStatus
) -> None:
    campaign = world.do(live_campaign)
    stopped(world, campaign, status)
    with pytest.raises(NotFound):
        offering(world, coordinator, campaign)


def test_a_task_takes_its_place_and_it_a_tasks(world: World, coordinator: Actor) -> None:
    campaign = world.do(live_campaign)
    made = offering(world, coordinator, campaign)
    offered = []
    for change, at in (
        (broadcast_drafts.set_task, campaign.task_id),
        (broadcast_drafts.set_campaign, campaign.campaign_id),
        (broadcast_drafts.set_task, None),
    ):
        world.do(change, coordinator, made, at, now=NOW)
        facts = world.do(known_to, coordinator, made)
        offered.append((facts.task_id, facts.campaign_id))
    assert offered == [(campaign.task_id, None), (None, campaign.campaign_id), (None, None)]


def test_a_copy_offers_it_too(world: World, coordinator: Actor) -> None:
    campaign = world.do(live_campaign)
    made = offering(world, coordinator, campaign)
    again = world.do(broadcast_copies.copy, coordinator, made, now=NOW)
    assert world.do(known_to, coordinator, again).campaign_id == campaign.campaign_id


def test_its_list_holds_what_its_reader_may_claim_of_it(world: World) -> None:
    reader = world.do(creator)
    campaign, _ = world.do(live_campaign, platforms=BOTH), world.do(live_campaign)

    def listed() -> list[int]:
        page = world.do(offers.page, reader.actor, 1, campaign.campaign_id, now=NOW)
        return [each.task_id for each in page.offers]

    assert listed() == [campaign.task_ids[0]]
    assert len(world.do(offers.page, reader.actor, 1, now=NOW).offers) == 2
    stopped(world, campaign, CampaignStatus.CLOSED)
    assert listed() == []
