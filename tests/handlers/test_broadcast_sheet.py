"""How a broadcast reads to its maker: what it costs, how long it takes, what came of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.broadcast_rules import BroadcastRules
from domain.delivery import PAID_PRIORITY, DeliveryStatus
from domain.locales import EN
from domain.message import Version
from domain.people import Actor, Role
from handlers import broadcast_report, broadcast_sheet
from handlers.screen import Screen
from services import broadcast_drafts, broadcasts
from storage.tables.delivery import delivery
from tests.world import NOW, World, creator, staff, world_at
from words.speech import speech

SLOW = BroadcastRules(per_second=2, free_per_second=1, most_stars=1)
FAST = BroadcastRules(per_second=1_000, most_stars=9)
ZONE = "Asia/Shanghai"


@pytest.fixture
def world(migrated_url: str) -> Iterator[World]:
    with world_at(migrated_url) as made:
        yield made


@pytest.fixture
def maker(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def drafted(world: World, maker: Actor, readers: int = 0) -> int:
    many(world, readers)
    return world.do(broadcast_drafts.draft, maker, {EN: Version("New tasks")}, now=NOW)


def many(world: World, readers: int) -> None:
    for _ in range(readers):
        world.do(creator)


def shown(world: World, maker: Actor, number: int, rules: BroadcastRules = SLOW) -> Screen:
    found = world.do(broadcasts.sheet, maker, number, now=NOW)
    return broadcast_sheet.render(found, speech(EN), ZONE, NOW, rules)


def asked(world: World, maker: Actor, number: int, rules: BroadcastRules = SLOW) -> Screen:
    found = world.do(broadcasts.sheet, maker, number, now=NOW)
    return broadcast_sheet.question(found, speech(EN), ZONE, NOW, rules)


def reported(world: World, maker: Actor, number: int) -> str:
    found = world.do(broadcasts.report, maker, number, now=NOW)
    return broadcast_report.render(found, speech(EN)).text


def test_an_audience_that_outgrew_its_payment_is_told_what_is_paid_and_what_is_not(
    world: World, maker: Actor
) -> None:
    number = drafted(world, maker, readers=2)
    world.do(broadcast_drafts.set_paid, maker, number, True, SLOW, now=NOW)
    assert "Paid for: at most 1 Stars" in shown(world, maker, number).text
    many(world, 13)
    told = "10 of them paid for, at most 1 Stars; the other 5 cost nothing and go at the free rate."
    for screen in (shown(world, maker, number), asked(world, maker, number)):
        assert told in screen.text
    world.do(broadcasts.confirm, maker, number, SLOW, now=NOW)
    assert told in shown(world, maker, number).text


def test_the_time_it_takes_counts_what_is_beyond_the_payment_at_the_free_rate(
    world: World, maker: Actor
) -> None:
    number = drafted(world, maker, readers=2)
    slow = BroadcastRules(per_second=1, free_per_second=1 / 60, most_stars=1)
    world.do(broadcast_drafts.set_paid, maker, number, True, slow, now=NOW)
    assert "Time it takes: less than a minute" in shown(world, maker, number, slow).text
    many(world, 13)  # five of all go for nothing, one a minute
    assert "Time it takes: 5 min" in shown(world, maker, number, slow).text
    assert "Time it takes: 5 min" in asked(world, maker, number, slow).text


def test_the_time_that_is_left_is_told_while_it_is_sent(world: World, maker: Actor) -> None:
    number = drafted(world, maker, readers=4)
    slow = BroadcastRules(per_second=1 / 60)
    world.do(broadcasts.confirm, maker, number, now=NOW)
    assert "Time left: 4 min" in shown(world, maker, number, slow).text
    end(world, 1, status=DeliveryStatus.SENT)
    assert "Time left: 3 min" in shown(world, maker, number, slow).text
    later = update(delivery).where(delivery.c.status == DeliveryStatus.QUEUED)
    world.do(lambda conn: conn.execute(later.values(due_at=NOW + timedelta(hours=9))))
    assert "Time left" not in shown(world, maker, number, slow).text  # they sleep
    world.do(broadcasts.pause, maker, number, now=NOW)
    assert "Time left" not in shown(world, maker, number, slow).text


def end(world: World, most: int, **columns: object) -> None:
    """The first so many of those that wait."""
    some = select(delivery.c.id).where(delivery.c.status == DeliveryStatus.QUEUED)
    ended = update(delivery).where(delivery.c.id.in_(some.order_by(delivery.c.id).limit(most)))
    world.do(lambda conn: conn.execute(ended.values(ended_at=NOW, **columns)))


def test_the_report_says_how_many_stars_it_may_have_cost(world: World, maker: Actor) -> None:
    number = drafted(world, maker, readers=13)
    world.do(broadcast_drafts.set_paid, maker, number, True, FAST, now=NOW)
    world.do(broadcasts.confirm, maker, number, now=NOW)
    assert "Stars" not in reported(world, maker, number)
    end(world, 11, status=DeliveryStatus.SENT, priority=PAID_PRIORITY)
    end(world, 1, status=DeliveryStatus.IN_DOUBT, priority=PAID_PRIORITY)
    end(world, 1, status=DeliveryStatus.DEAD, priority=PAID_PRIORITY)
    assert "12 left paid for: at most 2 Stars" in reported(world, maker, number)
