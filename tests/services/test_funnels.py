"""A campaign's whole funnel, by file and by API, as the console shows it."""

from datetime import timedelta

from domain.funnel import STEPS, Funnel
from domain.metrics import PostMetrics
from domain.readings import Amounts, Reading
from domain.terms import Source
from services import metrics, signed_api
from services.signed_api import Parcel, SignedMessage
from services.vault import Vault
from storage import funnels
from tests.approved import Approved, approved
from tests.world import CPE, NOW, CampaignFixture, World, creator, live_campaign

HOUR = timedelta(hours=1)
ALL = PostMetrics(10, 2, 3, 4, 1000, 50, 20, 8, 1, 2)


def record(world: World, work: Approved, source: Source, counts: PostMetrics, hours: int) -> None:
    told = Reading(1, NOW + hours * HOUR, counts, work.link)
    world.do(
        metrics.record,
        [told],
        source,
        batch_id=None,
        recorded_by=None,
        now=NOW + hours * HOUR,
    )


def posts(world: World) -> tuple[CampaignFixture, Approved, Approved]:
    campaign = world.do(live_campaign, agreed=CPE)
    return (
        campaign,
        world.do(approved, campaign, world.do(creator)),
        world.do(approved, campaign, world.do(creator)),
    )


def shown(world: World, campaign: CampaignFixture) -> Funnel:
    return world.do(funnels.of_campaign, campaign.campaign_id)


def test_it_sums_the_newest_reading_of_each_post(world: World) -> None:
    campaign, one, two = posts(world)
    record(world, one, Source.COORDINATOR, ALL, 1)
    record(world, one, Source.COORDINATOR, ALL._replace(views=3000, likes=30), 2)
    record(world, two, Source.COORDINATOR, ALL, 1)
    found = shown(world, campaign)
    assert (found.sums.views, found.sums.likes, found.sums.repurchases) == (4000, 40, 4)
    assert found.posts == 2
    assert found.repurchase_share == 0.25
    assert found.of_views("clicks") == 100 / 4000


def test_the_strongest_source_that_says_a_figure_is_believed(world: World) -> None:
    campaign, one, _ = posts(world)
    record(world, one, Source.PLATFORM, ALL._replace(views=900, clicks=None), 1)
    record(world, one, Source.CREATOR, ALL._replace(views=9000, clicks=70), 2)
    found = shown(world, campaign)
    assert (found.sums.views, found.sums.clicks) == (900, 70)


def test_what_nobody_told_is_no_nought(world: World) -> None:
    campaign, one, _ = posts(world)
    record(world, one, Source.PLATFORM, PostMetrics(1, 2, 3, 4), 1)
    found = shown(world, campaign)
    assert (found.sums.orders, found.sums.order_value_minor) == (None, None)
    assert found.repurchase_share is None


def test_an_order_told_by_api_reaches_the_funnel(world: World) -> None:
    campaign, one, _ = posts(world)
    order = {
        "id": "o1",
        "kind": "order",
        "status": "approved",
        "amount_minor": 5_900,
        "currency": "CNY",
        "occurred_at": (NOW + HOUR).isoformat(),
        "link": one.link,
        "buyer": "b1",
    }
    again = order | {"id": "o2", "occurred_at": (NOW + 2 * HOUR).isoformat()}
    refund = again | {"status": "refunded"}
    for number, items in enumerate(([order, again], [refund])):
        message = SignedMessage("shop", f"msg_{number}", f"{number:064x}")
        parcel = Parcel(message, 0, items)
        at = NOW + (3 + number) * HOUR
        world.do(signed_api.record_conversions, [parcel], Vault("a secret of the house"), now=at)
    sums = shown(world, campaign).sums
    assert (sums.orders, sums.order_value_minor) == (2, 11_800)
    assert (sums.refunds, sums.refund_value_minor, sums.repurchases) == (1, 5_900, 1)


def test_money_of_another_currency_is_not_added(world: World) -> None:
    campaign, one, _ = posts(world)
    counts = ALL._replace(order_value_minor=900, currency="USD")
    record(world, one, Source.PLATFORM, counts, 1)
    assert shown(world, campaign).sums.order_value_minor is None


def test_every_step_is_a_figure_that_a_reading_has() -> None:
    assert set(STEPS) == set(PostMetrics._fields[:-1])
    assert Amounts._fields[:2] == ("order_value", "refund_value")
