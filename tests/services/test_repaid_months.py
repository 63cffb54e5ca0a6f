"""What was paid, fell away and was transferred back is no income of the month it came back in."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.disputes.lines import LineKind
from domain.due_work import BEGINNING
from domain.ledger import LedgerAccount, Owed
from domain.payee import PayeeDetails, PayeeKind, PayeeMethod
from domain.payout import BatchStatus, Channel, PayoutStatus, TaxChange, TaxOutdated
from domain.settlement import VoidReason
from services import (
    approvals,
    batch_views,
    dispute_decisions,
    disputes,
    payees,
    payouts,
    repayments,
    reversals,
    settlements,
    verify,
)
from services.batch_views import BatchView
from storage.tables.money import settlement
from tests.bounced import stands
from tests.paying import DAY, VAULT, balance, details
from tests.services.test_month_in_any_order import InOneMonth
from tests.services.test_withholding import LABOUR, by_law
from tests.world import NOW, World

NEWYEAR = datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
PAID = 4_000_00


@pytest.fixture
def one(world: World) -> InOneMonth:
    """¥4,000.00 were paid, ¥640.00 of them as tax, and both works are void."""
    return paid_and_void(InOneMonth(world))


def paid_and_void(one: InOneMonth) -> InOneMonth:
    one.falls_due()
    one.falls_due()
    one.pay()
    for work in matured(one):
        one.world.do(reversals.void, one.finance, work, VoidReason.MISTAKE, now=one.now)
    return one


def matured(one: InOneMonth) -> list[int]:
    query = select(settlement.c.assignment_id).where(settlement.c.matured_at.is_not(None))
    return [row[0] for row in one.world.rows(query)]


def transfer_back(one: InOneMonth, amount_minor: int) -> None:
    part = Owed(one.maker.actor.person_id, amount_minor, "CNY")
    one.world.do(repayments.book, one.finance, part, "FT1", "void", now=one.now)


def withheld(one: InOneMonth) -> Decimal:
    assert one.world.do(verify.problems) == []
    tax_minor = balance(one.world, one.maker.actor, LedgerAccount.TAX_WITHHELD)
    return Decimal(tax_minor) / 100


@pytest.mark.parametrize("repaid_minor", [0, 3_360_00, PAID])
def test_however_a_debt_was_settled_up_the_months_tax_is_that_of_what_was_earned(
    one: InOneMonth, repaid_minor: int
) -> None:
    """By later earnings, by what had reached the creator, or whole."""
    if repaid_minor:
        transfer_back(one, repaid_minor)
    one.falls_due()
    one.pay()
    assert stands(one.world, one.maker.actor)[1] == 0
    assert withheld(one) == by_law(Decimal(12_000))


def test_who_transferred_back_what_a_void_took_wrongly_is_not_taxed_twice(
    one: InOneMonth,
) -> None:
    transfer_back(one, PAID)
    for work in matured(one):
        said = (LineKind.TAKEN_BACK, work, "stayed_up", "It is up")
        number = one.world.do(disputes.open_, one.maker.actor, *said, now=one.now)
        make_good = dispute_decisions.make_good
        one.world.do(make_good, one.decider, number, None, "It is up", now=one.now)
    one.pay()
    assert withheld(one) == by_law(Decimal(4_000))


def test_it_lowers_the_month_in_which_it_came_back_and_not_one_that_is_over(
    one: InOneMonth,
) -> None:
    one.now = NEWYEAR
    transfer_back(one, PAID)
    one.falls_due()
    one.pay()
    assert withheld(one) == by_law(Decimal(4_000)) + by_law(Decimal(12_000 - 4_000))


def test_what_came_back_in_a_month_that_is_over_lowers_no_later_one(one: InOneMonth) -> None:
    transfer_back(one, PAID)
    one.now = NEWYEAR
    one.falls_due()
    one.pay()
    assert withheld(one) == by_law(Decimal(4_000)) + by_law(Decimal(12_000))


def test_it_lowers_the_month_of_whom_they_were_when_they_were_paid(world: World) -> None:
    """¥4,000.00 to their company, of which nothing is kept back; the rest to themselves."""
    one = InOneMonth(world)
    company = PayeeDetails(PayeeMethod.ALIPAY, "13812340009", "王小明", kind=PayeeKind.COMPANY)
    world.do(payees.save, one.maker.actor, VAULT, company, now=NOW)
    transfer_back(paid_and_void(one), PAID)
    world.do(payees.save, one.maker.actor, VAULT, details(0), now=one.now)
    one.now += 3 * DAY
    one.falls_due()
    one.pay()
    assert withheld(one) == by_law(Decimal(12_000))


def prepared_above_a_debt(one: InOneMonth) -> None:
    """Of ¥12,000.00 a tenth went to the debt; ¥10,800.00 are in a batch, ¥2,800.00 are owed."""
    ((_, number),) = one.world.do(settlements.ripe, BEGINNING, most=1, now=one.now)
    one.world.do(settlements.mature, number, now=one.now, percent=10)
    one.prepare()


def test_what_came_back_since_a_batch_was_prepared_is_told_before_it_is_approved(
    one: InOneMonth,
) -> None:
    """What was confirmed in chat leaves as it was confirmed, or not at all."""
    prepared_above_a_debt(one)
    rules, before = replace(LABOUR, confirmed_twice=True), batch(one)
    yes = one.checker, one.batch_id
    half = one.world.do(approvals.say_yes, *yes, Channel.CHAT, rules, now=one.now)
    transfer_back(one, 2_800_00)
    with pytest.raises(TaxOutdated) as refused:
        one.world.do(approvals.say_yes, *yes, Channel.CONSOLE, rules, half.code, now=one.now)
    name = one.maker.actor.name
    change = TaxChange(f"KOC-{one.batch_id}-1", name, 1_728_00, 1_280_00, "CNY")
    assert (refused.value.batch_id, refused.value.changes) == (one.batch_id, (change,))
    assert batch(one).items == before.items
    assert batch(one).batch.status is BatchStatus.PREPARED
    one.world.do(payouts.cancel, one.finance, one.batch_id, now=one.now)
    one.pay()
    assert [each.item.withheld_minor for each in batch(one).items] == [1_280_00]
    assert withheld(one) == by_law(Decimal(12_000))


def test_a_first_yes_to_tax_that_changed_is_not_taken_either(one: InOneMonth) -> None:
    prepared_above_a_debt(one)
    transfer_back(one, 2_800_00)
    rules = replace(LABOUR, confirmed_twice=True)
    for said_in in Channel:
        yes = one.checker, one.batch_id, said_in, rules
        with pytest.raises(TaxOutdated):
            one.world.do(approvals.say_yes, *yes, now=one.now)


def test_a_batch_of_another_rule_than_todays_is_outdated(one: InOneMonth) -> None:
    """The operator has switched it off since."""
    one.falls_due()
    one.prepare()
    with pytest.raises(TaxOutdated):
        one.world.do(payouts.approve, one.checker, one.batch_id, now=one.now)


def test_what_others_transferred_back_holds_no_batch_up(one: InOneMonth) -> None:
    """Tax is each creator's own."""
    other = InOneMonth(one.world)
    theirs = settlement.c.person_id == other.maker.actor.person_id
    number = min(row[0] for row in one.world.rows(select(settlement.c.id).where(theirs)))
    one.world.do(settlements.mature, number, now=one.now)
    other.prepare()
    transfer_back(one, PAID)
    other.approve()
    assert [each.item.status for each in batch(other).items] == [PayoutStatus.PAID]


def batch(one: InOneMonth) -> BatchView:
    return one.world.do(batch_views.batch, one.finance, one.batch_id)
