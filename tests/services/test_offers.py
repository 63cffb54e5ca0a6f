"""The list of tasks says by SQL what the rules say one by one: all that may be claimed, no more."""

from sqlalchemy import select

from domain.eligibility import Reason
from domain.people import Category, Region
from domain.platforms import Platform
from services import assignments, offers
from services.assignments import MOST_OPEN
from storage.tables.campaigns import task
from tests.world import (
    FLAT,
    NOW,
    CampaignFixture,
    CreatorFixture,
    World,
    add_account,
    creator,
    live_campaign,
)


def listed(world: World, maker: CreatorFixture) -> set[int]:
    """Over all pages."""
    first = world.do(offers.page, maker.actor, 1, now=NOW)
    pages = [world.do(offers.page, maker.actor, n, now=NOW) for n in range(2, first.pages + 1)]
    return {each.task_id for page in (first, *pages) for each in page.offers}


def allowed(world: World, maker: CreatorFixture) -> set[int]:
    """By the rules themselves."""
    sheets = [
        world.do(offers.sheet, maker.actor, row[0], now=NOW)
        for row in world.rows(select(task.c.id))
    ]
    return {
        sheet.task.offer.task_id
        for sheet in sheets
        if any(not each.reasons for each in sheet.candidates)
    }


def test_who_holds_one_task_is_still_offered_the_others(world: World) -> None:
    maker = world.do(creator)
    first, second = (world.do(live_campaign) for _ in range(2))
    world.do(
        assignments.claim, maker.actor, first.task_id, maker.account_id, first.terms_id, now=NOW
    )
    assert listed(world, maker) == {second.task_id}


def test_who_holds_as_much_as_one_may_is_offered_nothing_and_told_why(world: World) -> None:
    maker = world.do(creator)
    campaign = world.do(live_campaign, slots=MOST_OPEN, per_creator=MOST_OPEN)
    for number in range(MOST_OPEN):
        assert not world.do(offers.page, maker.actor, 1, now=NOW).holds_most
        account_id = world.do(add_account, maker.actor, handle=f"ming{number}")
        claim(world, maker, campaign, account_id)
    world.do(live_campaign)
    assert listed(world, maker) == allowed(world, maker) == set()
    assert world.do(offers.page, maker.actor, 1, now=NOW).holds_most
    reasons = {each.reason for each in world.do(offers.others, maker.actor, now=NOW)}
    assert Reason.TOO_MANY_OPEN in reasons


def test_what_a_budget_cannot_pay_is_not_offered_and_said_to_be_spent(world: World) -> None:
    first, second = world.do(creator), world.do(creator)
    campaign = world.do(live_campaign, slots=2, budget=2 * FLAT.cap_minor - 1)
    assert listed(world, first) == {campaign.task_id}
    claim(world, first, campaign, first.account_id)
    assert listed(world, second) == allowed(world, second) == set()
    (unfit,) = world.do(offers.others, second.actor, now=NOW)
    assert unfit.reason is Reason.BUDGET_SPENT


def test_what_is_against_is_said_of_the_account_on_the_tasks_platform(world: World) -> None:
    """Another one may have fewer reasons against it: that it is elsewhere says nothing."""
    maker = world.do(creator, platform=Platform.WEIBO, category=Category.LIFE)
    world.do(add_account, maker.actor, handle="here", category=Category.GAMES, followers=9)
    campaign = world.do(live_campaign, min_followers=100)
    sheet = world.do(offers.sheet, maker.actor, campaign.task_id, now=NOW)
    assert sheet.against == (Reason.WRONG_CATEGORY, Reason.TOO_FEW_FOLLOWERS)


def claim(world: World, maker: CreatorFixture, campaign: CampaignFixture, account_id: int) -> None:
    world.do(
        assignments.claim, maker.actor, campaign.task_id, account_id, campaign.terms_id, now=NOW
    )


def test_what_is_listed_is_what_the_rules_allow(world: World) -> None:
    maker = world.do(creator)
    world.do(add_account, maker.actor, platform=Platform.WEIBO, handle="weibo", followers=90)
    both = (Platform.DOUYIN, Platform.WEIBO)
    for region in (None, Region.EAST, Region.SOUTH):
        for followers in (0, 100):
            world.do(live_campaign, platforms=both, region=region, min_followers=followers)
    world.do(live_campaign, category=Category.GAMES)
    once = world.do(live_campaign, per_creator=1)
    for campaign in (once, world.do(live_campaign, slots=1)):
        terms_id, account_id = campaign.terms_id, maker.account_id
        world.do(assignments.claim, maker.actor, campaign.task_id, account_id, terms_id, now=NOW)
    assert listed(world, maker) == allowed(world, maker)
    assert len(listed(world, maker)) == 6
