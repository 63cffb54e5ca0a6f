"""Who has money that cannot be paid may give it up and be forgotten; the books stay whole."""

import pytest
from sqlalchemy import select

from domain.errors import Stale
from domain.ledger import LedgerAccount
from domain.people import Role
from domain.period import Period
from domain.personal_data import MoneyPending, Sum
from domain.settlement import VoidReason
from services import privacy, reversals, statements, waivers
from storage.tables.debts import waiver
from storage.tables.people import person
from tests.paying import (
    FALLS_AT,
    PAYDAY,
    balance,
    counts_fall,
    exported,
    paid_creators,
    paid_for_counts,
    prepare,
)
from tests.world import CreatorFixture, World, staff

A = LedgerAccount
ALL = (Sum(8_000, "CNY"),)


pytestmark = pytest.mark.usefixtures("sound")


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    """¥80.00 payable, and no payout details."""
    (made,) = paid_creators(world, 1, with_details=False)
    return made


def test_what_cannot_be_paid_is_given_up_by_a_posting_and_its_creator_forgotten(
    world: World, maker: CreatorFixture
) -> None:
    with pytest.raises(MoneyPending):
        world.do(privacy.erase, maker.actor, now=PAYDAY)
    assert world.do(waivers.waivable, maker.actor) == ALL
    world.do(waivers.give_up_and_leave, maker.actor, ALL, now=PAYDAY)
    assert balance(world, maker.actor, A.CREATOR_PAYABLE) == 0
    assert balance(world, maker.actor, A.WAIVED) == 8_000
    rows = world.rows(select(waiver.c.person_id, waiver.c.amount_minor, waiver.c.currency))
    assert rows == [(maker.actor.person_id, 8_000, "CNY")]
    (known,) = world.rows(select(person.c.telegram_id).where(person.c.id == maker.actor.person_id))
    assert known.telegram_id is None


def test_only_what_was_shown_is_given_up(world: World, maker: CreatorFixture) -> None:
    with pytest.raises(Stale):
        world.do(waivers.give_up_and_leave, maker.actor, (Sum(7_999, "CNY"),), now=PAYDAY)
    with pytest.raises(Stale):
        world.do(waivers.give_up_and_leave, maker.actor, (), now=PAYDAY)
    assert balance(world, maker.actor, A.CREATOR_PAYABLE) == 8_000


def test_what_is_in_a_batch_is_waited_for(world: World) -> None:
    (maker,) = paid_creators(world, 1)
    finance = world.do(staff, Role.FINANCE)
    prepare(world, finance)
    assert world.do(waivers.waivable, maker.actor) == ()
    with pytest.raises(Stale):
        world.do(waivers.give_up_and_leave, maker.actor, ALL, now=PAYDAY)


def test_what_the_bank_has_not_answered_is_waited_for(world: World) -> None:
    (maker,) = paid_creators(world, 1)
    exported(world, world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE))
    assert world.do(waivers.waivable, maker.actor) == ()


def test_what_falls_by_a_later_count_is_waited_for(world: World) -> None:
    maker, work = paid_for_counts(world)
    assert world.do(waivers.waivable, maker.actor) == ()  # its last cut-off is still to come
    counts_fall(world, work)
    assert world.do(waivers.waivable, maker.actor) == ()  # less is payable when that matures
    assert balance(world, maker.actor, A.CREATOR_PENDING) == -2_000
    assert FALLS_AT > PAYDAY


def test_what_is_void_later_is_owed_although_it_was_given_up(
    world: World, maker: CreatorFixture
) -> None:
    world.do(waivers.give_up_and_leave, maker.actor, ALL, now=PAYDAY)
    finance = world.do(staff, Role.FINANCE)
    world.do(reversals.void, finance, 1, VoidReason.MISTAKE, now=PAYDAY)
    assert balance(world, maker.actor, A.CREATOR_RECEIVABLE) == -8_000


def test_a_statement_names_it(world: World, maker: CreatorFixture) -> None:
    world.do(waivers.give_up_and_leave, maker.actor, ALL, now=PAYDAY)
    finance = world.do(staff, Role.FINANCE)
    asked = finance, maker.actor.person_id, Period(PAYDAY.year, PAYDAY.month).code, "UTC"
    (sheet,) = world.do(statements.of_person, *asked, now=PAYDAY).sheets
    assert (sheet.waived_minor, sheet.closing.standing_minor) == (-8_000, 0)
