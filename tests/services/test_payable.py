"""Whose money goes out now, less what tax, and why the rest stays where it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.payee import PAUSE, PayeeKind, PayeeMethod
from domain.payout import HeldBack, NothingToPay
from domain.payout_rules import PLAIN
from domain.people import Actor, Role
from services import batch_views, payable, payees, payouts
from services.payable import Ready
from storage import payables
from tests.objecting import FIFTH
from tests.paying import PAYDAY, VAULT, details, paid_creators
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, staff


@pytest.fixture
def finance(world: World) -> Actor:
    return world.do(staff, Role.FINANCE)


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    """¥80.00 are payable to them."""
    return paid_creators(world, 1)[0]


def test_what_goes_out_is_counted_with_its_tax_and_what_does_not_by_its_reason(
    world: World, finance: Actor
) -> None:
    first, second, third, fourth = paid_creators(world, 4, with_details=False)
    for number, each in enumerate((first, second)):
        world.do(payees.save, each.actor, VAULT, details(number), now=NOW)
    company = replace(details(2), kind=PayeeKind.COMPANY)
    world.do(payees.save, third.actor, VAULT, company, now=NOW)
    ready = world.do(payable.all_ready, FIFTH, now=PAYDAY)
    assert ready == (Ready("CNY", 3, 24_000 - 2 * 1_600, 2 * 1_600, ((HeldBack.NO_DETAILS, 1),)),)
    people = world.do(payable.next_people, "CNY", FIFTH, now=PAYDAY)
    chosen = world.do(payable.chosen, "CNY", people, FIFTH, now=PAYDAY)
    assert [(each.candidate.person_id, each.withheld_minor) for each in chosen] == [
        (first.actor.person_id, 1_600),
        (second.actor.person_id, 1_600),
        (third.actor.person_id, 0),
    ]
    assert world.do(payable.next_people, "USD", FIFTH, now=PAYDAY) == frozenset()
    assert fourth.actor.person_id not in {each.candidate.person_id for each in chosen}


def test_a_batch_pays_less_the_tax(world: World, maker: CreatorFixture, finance: Actor) -> None:
    world.do(prepare_batch, finance, "CNY", FIFTH, now=PAYDAY)
    view = world.do(batch_views.batch, finance, 1)
    assert (view.amount_minor, view.withheld_minor) == (6_400, 1_600)
    (listed,) = world.do(batch_views.overview, finance, FIFTH, now=PAYDAY).batches
    assert (listed.batch.batch_id, listed.amount_minor, listed.needs_another) == (1, 6_400, True)


def test_a_batch_pays_whoever_was_seen_before_and_can_be_paid_yet(
    world: World, finance: Actor
) -> None:
    """Between the look and the batch one changes where they are paid, another may be paid now."""
    first, second, third = paid_creators(world, 3, with_details=False)
    for number, each in enumerate((first, second)):
        world.do(payees.save, each.actor, VAULT, details(number), now=NOW)
    people = world.do(payouts.next_people, finance, "CNY", now=PAYDAY)
    world.do(payees.save, second.actor, VAULT, details(7), now=PAYDAY)
    world.do(payees.save, third.actor, VAULT, details(8), now=NOW)
    batch_id = world.do(payouts.prepare, finance, "CNY", people, now=PAYDAY)
    view = world.do(batch_views.batch, finance, batch_id)
    assert [each.item.person_id for each in view.items] == [first.actor.person_id]
    with pytest.raises(NothingToPay):
        world.do(payouts.prepare, finance, "CNY", people, now=PAYDAY)
    assert world.do(payouts.next_people, finance, "CNY", now=PAYDAY) == {third.actor.person_id}


def test_details_rest_until_the_very_second(world: World, finance: Actor) -> None:
    (maker,) = paid_creators(world, 1, with_details=False)
    world.do(payees.save, maker.actor, VAULT, details(0), now=PAYDAY)
    moments = (PAYDAY + PAUSE - timedelta(microseconds=1), PAYDAY + PAUSE)
    found = [world.do(payable.all_ready, PLAIN, now=at)[0].held_back for at in moments]
    assert found == [((HeldBack.PAUSED, 1),), ()]


@pytest.mark.parametrize(("prepared_minor", "held"), [(8_000, HeldBack.IN_BATCH), (7_999, None)])
def test_money_is_in_a_batch_when_all_of_it_is(
    world: World, maker: CreatorFixture, prepared_minor: int, held: HeldBack | None
) -> None:
    (candidate,) = world.do(payables.candidates)
    some = replace(candidate, prepared_minor=prepared_minor)
    assert payable.held_back(some, PLAIN, PAYDAY) is held


def test_money_that_suits_no_details_or_came_back_from_them_waits(
    world: World, maker: CreatorFixture
) -> None:
    (candidate,) = world.do(payables.candidates)
    assert payable.held_back(candidate, PLAIN, PAYDAY) is None
    for changed, held in (
        ({"method": PayeeMethod.USDT_TRC20}, HeldBack.UNSUITED),
        ({"came_back": True}, HeldBack.SENT_BACK),
        ({"has_open": True}, HeldBack.OPEN),
        ({"method": None}, HeldBack.NO_DETAILS),
        ({"changed_at": None}, HeldBack.NO_DETAILS),
    ):
        assert payable.held_back(replace(candidate, **changed), PLAIN, PAYDAY) is held
