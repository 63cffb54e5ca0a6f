"""What was paid, fell away and was transferred back is no income of the month it came back in."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount, Owed
from domain.payee import PayeeDetails, PayeeKind, PayeeMethod
from domain.settlement import VoidReason
from services import dispute_decisions, disputes, payees, repayments, reversals, verify
from storage.tables.money import settlement
from tests.bounced import stands
from tests.paying import DAY, VAULT, balance, details
from tests.services.test_month_in_any_order import InOneMonth
from tests.services.test_withholding import by_law
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
