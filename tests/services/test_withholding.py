"""Tax is kept back by rule, has its own ledger line, and comes back when the bank refuses."""

import pytest

from domain.ledger import LedgerAccount
from domain.money import Currency
from domain.payee import PayeeDetails, PayeeKind, PayeeMethod
from domain.payout_rules import PayoutRules
from domain.people import Role
from domain.withholding import CN_LABOUR, Bracket, Withholding
from services import earnings, payees, payout_files, payouts, receipts, second_tries, verify
from tests.paying import DAY, PAYDAY, VAULT, answer, balance, paid_creators
from tests.world import NOW, World, staff

A = LedgerAccount
FIFTH = Withholding(PayeeKind.INDIVIDUAL, Currency.CNY, (Bracket(None, 200),))
RULES = PayoutRules(withholdings=(FIFTH,))


@pytest.mark.parametrize(
    ("gross", "tax"),
    [  # yuan and fen; the first five from the tax bureau's own worked examples' formula
        (800_00, 0),
        (800_01, 0),
        (2_000_00, 240_00),
        (4_000_00, 640_00),
        (4_000_01, 640_00),
        (5_000_00, 800_00),
        (25_000_00, 4_000_00),
        (25_000_02, 4_000_01),
        (30_000_00, 5_200_00),
        (62_500_00, 13_000_00),
        (100_000_00, 25_000_00),
        (1, 0),
    ],
)
def test_labour_remuneration_in_china(gross: int, tax: int) -> None:
    assert CN_LABOUR.of(gross) == tax


def test_a_bigger_payment_never_leaves_less() -> None:
    left = [gross - CN_LABOUR.of(gross) for gross in range(1, 8_000_000, 997)]
    assert left == sorted(left)


def test_tax_is_a_line_of_its_own_to_the_end(world: World) -> None:
    makers = paid_creators(world, 2, with_details=False)
    for number, kind in enumerate((PayeeKind.INDIVIDUAL, PayeeKind.COMPANY)):
        given = PayeeDetails(PayeeMethod.ALIPAY, f"1381234000{number}", "王小明", kind=kind)
        world.do(payees.save, makers[number].actor, VAULT, given, now=NOW)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    (ready,) = world.do(payouts.overview, finance, RULES, now=PAYDAY).ready
    assert (ready.amount_minor, ready.withheld_minor) == (14_400, 1_600)
    batch_id = world.do(payouts.prepare, finance, "CNY", RULES, now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    made = world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    taxed, whole = made.content.decode("utf-8-sig").splitlines()[1:]
    assert taxed.startswith(f"KOC-{batch_id}-1,64.00,")
    assert taxed.endswith(",80.00,16.00")
    assert whole.endswith(",80.00,0.00")
    one = makers[0].actor
    assert balance(world, one, A.TAX_WITHHELD) == 1_600
    assert balance(world, one, A.PAYOUT_IN_TRANSIT) == 6_400
    answer(world, finance, f"KOC-{batch_id}-1,paid,", f"KOC-{batch_id}-2,paid,")
    (totals,) = world.do(earnings.totals_of, one.person_id)
    assert (totals.payable_minor, totals.paid_minor, totals.withheld_minor) == (0, 6_400, 1_600)
    (item,) = world.do(receipts.recent, one)
    assert (item.gross_minor, item.withheld_minor) == (8_000, 1_600)
    assert world.do(verify.problems) == []


def test_what_the_bank_refuses_comes_back_whole(world: World) -> None:
    (maker,) = paid_creators(world, 1)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id = world.do(payouts.prepare, finance, "CNY", RULES, now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    answer(world, finance, f"KOC-{batch_id}-1,failed,")
    assert balance(world, maker.actor, A.CREATOR_PAYABLE) == 8_000
    assert balance(world, maker.actor, A.TAX_WITHHELD) == 0
    assert world.do(verify.problems) == []
    (item,) = world.do(receipts.recent, maker.actor)
    world.do(second_tries.confirm, maker.actor, item.payout_id, now=PAYDAY + 2 * DAY)
    again = world.do(payouts.prepare, finance, "CNY", now=PAYDAY + 3 * DAY)
    assert world.do(payouts.batch, finance, again).amount_minor == 8_000  # no rule, no tax
