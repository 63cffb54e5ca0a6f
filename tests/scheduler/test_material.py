"""What a campaign hands out is fetched and hashed, so that using it is told from copying."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from domain.files import Kind
from domain.material import MOST_TRIES, MaterialState
from domain.people import Role
from domain.risk.evidence import Signal
from domain.templates import Asset
from scheduler.jobs import JobHouse
from services import campaigns, proofs
from storage.tables.material import material
from storage.tables.risk import risk_signal
from tests.bot.fetching.loopback import page
from tests.handed_in import Held, handed_in, held
from tests.odd import looked
from tests.scheduler.checking import Town, town
from tests.scheduler.conftest import Clock
from tests.shown import handed, screenshot
from tests.world import NOW, TEMPLATE, CampaignFixture, World, creator, live_campaign, staff

PLACE = "assets.example.com"
COVER = screenshot(11, (600, 800), Kind.PNG)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def campaign_with(world: World, *names: str) -> CampaignFixture:
    assets = tuple(Asset(name, f"https://{PLACE}/{name}", "campaign only") for name in names)
    return world.do(live_campaign, template=replace(TEMPLATE, assets=assets))


def known(world: World) -> dict[str, MaterialState]:
    rows = world.rows(select(material.c.url, material.c.state))
    return {url.rpartition("/")[2]: MaterialState(state) for url, state in rows}


async def until_known(there: Town, clock: Clock) -> None:
    """One host is asked once in five seconds."""
    for _ in range(10):
        await there.sees_material()
        clock.at += timedelta(seconds=6)


def showing(world: World, campaign: CampaignFixture, picture: bytes) -> Held:
    """A post in review, with a screenshot."""
    work = world.do(held, campaign, world.do(creator))
    world.do(handed_in, work)
    shown = handed(picture, Kind.PNG)
    world.do(proofs.hand_in, work.actor, work.assignment_id, shown, now=NOW)
    return work


def signals(world: World, work: Held) -> set[str]:
    asked = select(risk_signal.c.signal).where(risk_signal.c.assignment_id == work.assignment_id)
    return {row[0] for row in world.rows(asked)}


async def test_a_picture_that_was_handed_out_is_nobodys_copy_and_any_other_still_is(
    house: JobHouse, clock: Clock, world: World
) -> None:
    campaign = campaign_with(world, "cover.png")
    async with town(house, clock, {f"{PLACE}/cover.png": page(COVER)}) as there:
        await until_known(there, clock)
    assert known(world) == {"cover.png": MaterialState.PICTURE}
    own = screenshot(12, (600, 800), Kind.PNG)
    users = [showing(world, campaign, COVER) for _ in range(2)]
    author, thief = (showing(world, campaign, own) for _ in range(2))
    looked(world)
    assert [signals(world, each) for each in (*users, author)] == [set(), set(), set()]
    assert signals(world, thief) == {Signal.REUSED_IMAGE}


async def test_until_it_is_seen_the_posts_of_its_campaign_may_look_alike(
    house: JobHouse, clock: Clock, world: World
) -> None:
    campaign = campaign_with(world, "cover.png", "photos.zip")
    pages = {f"{PLACE}/cover.png": page(COVER), f"{PLACE}/photos.zip": page(b"PK\x03\x04 films")}
    async with town(house, clock, pages) as there:
        await until_known(there, clock)
    assert known(world) == {
        "cover.png": MaterialState.PICTURE,
        "photos.zip": MaterialState.UNSEEN,
    }
    own = screenshot(12, (600, 800), Kind.PNG)
    both = [showing(world, campaign, own) for _ in range(2)]
    looked(world)
    assert [signals(world, each) for each in both] == [set(), set()]


async def test_the_same_file_of_another_campaign_is_still_a_copy(
    house: JobHouse, clock: Clock, world: World
) -> None:
    """Known material is the campaign's own: elsewhere the picture is somebody's."""
    campaign = campaign_with(world, "cover.png")
    async with town(house, clock, {f"{PLACE}/cover.png": page(COVER)}) as there:
        await until_known(there, clock)
    showing(world, campaign, COVER)
    elsewhere = showing(world, campaign_with(world), COVER)
    looked(world)
    assert signals(world, elsewhere) == {Signal.REUSED_IMAGE}


async def test_a_silent_place_is_asked_again_for_a_day_and_then_let_be(
    house: JobHouse, clock: Clock, world: World
) -> None:
    campaign_with(world, "cover.png")
    async with town(house, clock, {f"{PLACE}/cover.png": page(b"", 503)}) as there:
        for _ in range(60):
            await there.sees_material()
            clock.at += HOUR
        assert len(there.asked) == MOST_TRIES
    assert known(world) == {"cover.png": MaterialState.UNSEEN}


async def test_what_is_missing_or_leads_home_is_not_asked_twice(
    house: JobHouse, clock: Clock, world: World
) -> None:
    assets = tuple(
        Asset("x", url, "any")
        for url in (f"https://{PLACE}/gone.png", "http://127.0.0.1/cover.png")
    )
    world.do(live_campaign, template=replace(TEMPLATE, assets=assets))
    async with town(house, clock, {}) as there:
        await until_known(there, clock)
        clock.at += DAY
        await until_known(there, clock)
        assert there.asked == [f"{PLACE}/gone.png"]
    assert set(known(world).values()) == {MaterialState.UNSEEN}


async def test_only_what_live_campaigns_hand_out_is_fetched(
    house: JobHouse, clock: Clock, world: World
) -> None:
    campaign = campaign_with(world, "cover.png")
    world.do(campaigns.close, world.do(staff, Role.COORDINATOR), campaign.campaign_id, now=NOW)
    async with town(house, clock, {f"{PLACE}/cover.png": page(COVER)}) as there:
        await until_known(there, clock)
        assert there.asked == []
    assert known(world) == {}
