"""The list of tasks says by SQL what the rules say one by one: all that may be claimed, no more."""

from sqlalchemy import select

from domain.people import Category, Region
from domain.platforms import Platform
from services import assignments, offers
from storage.tables.campaigns import task
from tests.world import NOW, CreatorFixture, World, add_account, creator, live_campaign


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
