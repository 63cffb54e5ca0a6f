"""Actions and orders count once each, in whatever order news comes; sums become readings."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.readings import PartRecorded
from domain.terms import Method, Source
from services import settlements, verify
from services.vault import Vault
from storage.tables.conversions import conversion
from storage.tables.metrics import import_batch, metric_snapshot
from tests.approved import Approved, approved, read_in, reading
from tests.ordering import HOUR, order, tell
from tests.world import NOW, World, creator, live_campaign


@pytest.fixture
def work(world: World) -> Approved:
    campaign = world.do(live_campaign, method=Method.CPE)
    return world.do(approved, campaign, world.do(creator))


def refunded(work: Approved, id_: str = "o-1", **changed: Any) -> dict[str, Any]:
    return order(work, id_, status="refunded", **changed)


def why(part: PartRecorded) -> list[tuple[int, str, str]]:
    return [(row.line, row.code, row.field) for row in part.refused]


SUMMED = ("orders", "refunds", "repurchases", "order_value_minor", "refund_value_minor")


def summed(world: World) -> list[tuple[Any, ...]]:
    """The readings of the partner, in the order of their moments."""
    columns = [metric_snapshot.c[name] for name in (*SUMMED, "currency")]
    rows = world.rows(
        select(*columns)
        .where(metric_snapshot.c.source == Source.PARTNER)
        .order_by(metric_snapshot.c.observed_at)
    )
    return [tuple(row) for row in rows]


def test_an_order_becomes_a_reading_of_its_post(world: World, work: Approved) -> None:
    assert tell(world, order(work)) == PartRecorded(1)
    assert summed(world) == [(1, 0, None, 9_900, 0, "CNY")]
    (row,) = world.rows(
        select(metric_snapshot.c.post_id, metric_snapshot.c.observed_at, metric_snapshot.c.likes)
    )
    assert tuple(row) == (work.post_id, NOW + HOUR, None)


@pytest.mark.parametrize("by", ["link", "platform"])
def test_its_post_may_be_named_as_in_readings(world: World, work: Approved, by: str) -> None:
    key = work.link.rpartition("/")[2]
    named = {"link": work.link} if by == "link" else {"platform": "douyin", "post_id": key}
    assert tell(world, order(work, assignment=None, **named)) == PartRecorded(1)
    assert len(summed(world)) == 1


def test_the_same_order_counts_once_however_often_it_is_told(world: World, work: Approved) -> None:
    tell(world, order(work))
    assert tell(world, order(work), order(work)) == PartRecorded(2, (0, 1))
    assert summed(world) == [(1, 0, None, 9_900, 0, "CNY")]


def test_two_partners_may_use_the_same_ids(world: World, work: Approved) -> None:
    tell(world, order(work), partner="shop")
    assert tell(world, order(work), partner="agency") == PartRecorded(1)
    assert summed(world)[-1][0] == 2


def test_a_refund_is_a_row_of_its_own(world: World, work: Approved) -> None:
    tell(world, order(work), order(work, "o-2"))
    assert tell(world, refunded(work, refunded_minor=900)) == PartRecorded(1)
    assert tell(world, refunded(work)) == PartRecorded(1)  # all of it
    assert summed(world) == [
        (2, 0, None, 19_800, 0, "CNY"),
        (2, 1, None, 19_800, 900, "CNY"),
        (2, 1, None, 19_800, 9_900, "CNY"),
    ]
    rows = world.rows(
        select(conversion.c.status, conversion.c.refunded_minor)
        .where(conversion.c.conversion_id == "o-1")
        .order_by(conversion.c.id)
    )
    assert [tuple(row) for row in rows] == [("approved", 0), ("refunded", 900), ("refunded", 9_900)]


@pytest.mark.parametrize("seed", range(6))
def test_news_in_whatever_order_sums_up_to_the_same(
    world: World, work: Approved, seed: int
) -> None:
    news = [
        order(work),
        refunded(work, refunded_minor=100),
        refunded(work, refunded_minor=400),
        order(work, "o-2", buyer="li"),
        order(work, "o-3", buyer="li", occurred_at=(NOW + 2 * HOUR).isoformat()),
        order(work),
    ]
    random.Random(seed).shuffle(news)
    for each in news:
        assert tell(world, each).refused == ()
    assert summed(world)[-1] == (3, 1, 1, 29_700, 400, "CNY")


def test_an_order_told_otherwise_is_a_conflict_and_never_an_edit(
    world: World, work: Approved
) -> None:
    tell(world, order(work))
    again = tell(
        world,
        order(work, amount_minor=1),
        order(work, kind="action"),
        order(work, occurred_at=NOW.isoformat()),
    )
    assert why(again) == [(at, "conflict", "id") for at in range(3)]
    assert summed(world) == [(1, 0, None, 9_900, 0, "CNY")]


def test_an_action_is_kept_and_is_no_order(world: World, work: Approved) -> None:
    action = {**order(work, kind="action"), "amount_minor": None, "currency": None}
    assert tell(world, action) == PartRecorded(1)
    assert tell(world, {**action, "status": "refunded"}) == PartRecorded(1)
    assert tell(world, action) == PartRecorded(1, (0,))
    assert summed(world) == []


def test_who_bought_is_kept_as_a_keyed_hash_or_not_at_all(world: World, work: Approved) -> None:
    tell(world, order(work, buyer="13800138000"))
    tell(world, order(work, "o-2", buyer="13800138000"))
    tell(world, order(work, "o-3", buyer="13800138000"), vault=Vault(""))
    kept = [row[0] for row in world.rows(select(conversion.c.buyer).order_by(conversion.c.id))]
    assert kept[0] == kept[1]
    assert len(kept[0]) == 64
    assert kept[2] == ""
    assert summed(world)[-1][:3] == (3, 0, 1)


def test_each_refusal_names_its_item_and_its_field(world: World, work: Approved) -> None:
    part = tell(
        world,
        "junk",
        order(work, ""),
        order(work, kind="sale"),
        order(work, status="pending"),
        order(work, amount_minor=-1),
        order(work, amount_minor=99.0),
        order(work, amount_minor=10**18),
        order(work, amount_minor=None),
        order(work, currency=None),
        order(work, currency="USD"),
        order(work, currency="yuan"),
        order(work, refunded_minor=1),
        refunded(work, refunded_minor=9_901),
        refunded(work, refunded_minor=0),
        order(work, occurred_at="yesterday"),
        order(work, occurred_at=(NOW + 3 * HOUR).isoformat()),
        order(work, buyer=7),
        order(work, assignment=10**9),
        order(work, assignment="1"),
        order(work, assignment=None),
        order(work, link="https://example.com/1"),
        order(work, "fine"),
    )
    assert why(part) == [
        (0, "no_post", ""),
        (1, "bad_value", "id"),
        (2, "bad_value", "kind"),
        (3, "bad_value", "status"),
        (4, "negative", "amount_minor"),
        (5, "bad_amount", "amount_minor"),
        (6, "absurd", "amount_minor"),
        (7, "bad_amount", "amount_minor"),
        (8, "bad_currency", "currency"),
        (9, "bad_currency", "currency"),
        (10, "bad_currency", "currency"),
        (11, "bad_amount", "refunded_minor"),
        (12, "bad_amount", "refunded_minor"),
        (13, "bad_amount", "refunded_minor"),
        (14, "bad_time", "occurred_at"),
        (15, "in_the_future", "occurred_at"),
        (16, "bad_value", "buyer"),
        (17, "unknown_post", "assignment"),
        (18, "no_post", "assignment"),
        (19, "no_post", "platform"),
        (20, "bad_link", "link"),
    ]
    assert summed(world) == [(1, 0, None, 9_900, 0, "CNY")]
    (counts,) = world.rows(
        select(import_batch.c.source, import_batch.c.new_rows, import_batch.c.refused_rows)
    )
    assert tuple(counts) == (Source.PARTNER, 1, 21)


def test_an_order_from_before_the_cutoff_counts_for_it_when_it_comes_late(
    world: World, work: Approved
) -> None:
    """Beside one from after it, which came first."""
    after, before = work.cutoff_at + HOUR, work.cutoff_at - HOUR
    tell(world, order(work, "late", occurred_at=after.isoformat()), now=after)
    tell(world, order(work, "early", occurred_at=before.isoformat()), now=after + HOUR)
    rows = world.rows(
        select(metric_snapshot.c.observed_at, metric_snapshot.c.orders).order_by(
            metric_snapshot.c.observed_at
        )
    )
    tick = timedelta(microseconds=1)
    assert [tuple(row) for row in rows] == [(before, 1), (after, 1), (after + tick, 2)]


def test_orders_say_nothing_of_interactions(world: World, work: Approved) -> None:
    """The newest reading of likes pays, though one of orders is newer."""
    at = work.cutoff_at - 3 * HOUR
    likes = reading(work, at, likes=1_000)
    tell(world, order(work, occurred_at=(at + HOUR).isoformat()), now=work.cutoff_at)
    assert world.do(settlements.settle_due, now=work.cutoff_at) == 0  # nobody told of likes yet
    world.do(read_in, likes, now=work.cutoff_at)
    assert world.do(settlements.settle_due, now=work.cutoff_at) == 1
    assert world.do(verify.problems) == []
    paid = "SELECT likes FROM metric_snapshot JOIN settlement ON snapshot_id = metric_snapshot.id"
    with world.engine.connect() as conn:
        assert conn.exec_driver_sql(paid).scalar_one() == 1_000


def test_two_thousand_orders_of_one_post_are_few_statements(world: World, work: Approved) -> None:
    orders = [order(work, f"o-{at}") for at in range(1_000)]
    assert tell(world, *orders) == PartRecorded(1_000)
    assert tell(world, *orders) == PartRecorded(1_000, tuple(range(1_000)))
    assert summed(world) == [(1_000, 0, None, 9_900_000, 0, "CNY")]
