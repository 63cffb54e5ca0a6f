"""Tax is kept back by rule, has its own ledger line, and comes back when the bank refuses."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select

from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount
from domain.money import Currency
from domain.payee import PayeeDetails, PayeeKind, PayeeMethod
from domain.payout import BatchOutdated
from domain.payout_rules import PayoutRules
from domain.people import Actor, Role
from domain.withholding import CN_LABOUR, NOTHING, Bracket, Paid, Part, Withholding
from services import (
    batch_views,
    dispute_decisions,
    earnings,
    payable,
    payees,
    payout_files,
    payouts,
    receipts,
    second_tries,
    settlements,
    verify,
)
from storage.tables.money import payout
from tests.approved import approved
from tests.bounced import by_hand
from tests.objecting import objected, paid_out
from tests.paying import DAY, PAYDAY, VAULT, answer, balance, details, paid_creators
from tests.preparing import prepare_batch
from tests.world import FLAT, NOW, CreatorFixture, World, creator, live_campaign, staff
from words.next_payout import coming
from words.speech import speech

A = LedgerAccount
FIFTH = Withholding(PayeeKind.INDIVIDUAL, Currency.CNY, (Bracket(None, 200),))
RULES = PayoutRules(withholdings=(FIFTH,))
LABOUR = PayoutRules(withholdings=(CN_LABOUR,))
DATES, FEN = 5, Decimal("0.01")


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


def by_law(gross: Decimal) -> Decimal:
    """The tables of 2018 No. 61, written out apart from the rule: each line of the form in fen."""
    costs = Decimal(800) if gross <= 4_000 else (gross / 5).quantize(FEN, ROUND_HALF_UP)
    income = max(Decimal(), gross - costs)
    for above, of_each in ((50_000, "0.4"), (20_000, "0.3"), (0, "0.2")):
        if income > above:
            below = {50_000: 13_000, 20_000: 4_000, 0: 0}[above]
            tax = below + (income - above) * Decimal(of_each)
            return tax.quantize(FEN, ROUND_HALF_UP)
    return Decimal()


@given(st.lists(st.integers(100, 3_000_000), min_size=1, max_size=31))
def test_however_a_month_is_cut_its_tax_is_that_of_one_payment(parts: list[int]) -> None:
    before = NOTHING
    for gross in parts:
        tax = CN_LABOUR.of(gross, before)
        before = Paid(before.gross_minor + gross, before.withheld_minor + tax)
    assert Decimal(before.withheld_minor) / 100 == by_law(Decimal(sum(parts)) / 100)


def test_what_was_kept_back_too_much_is_made_up_and_what_too_little_before_the_rule_is_not() -> (
    None
):
    assert CN_LABOUR.of(1_000_00, Paid(1_000_00, 200_00)) == 40_00
    assert CN_LABOUR.of(1_000_00, Paid(1_000_00, 900_00)) == 0
    assert CN_LABOUR.of(1_000_00, Paid(4_000_00, parts=(Part(4_000_00, 0),))) == 160_00


@dataclass(frozen=True, slots=True)
class Month:
    """A creator to whom ¥1,000.00 fall due with each payout."""

    world: World
    maker: CreatorFixture
    finance: Actor
    checker: Actor

    def prepared(self, on: datetime) -> int:
        self.world.do(settlements.mature_due, now=on, most=1)
        return self.world.do(prepare_batch, self.finance, "CNY", LABOUR, now=on)

    def approve(self, batch_id: int, on: datetime) -> None:
        self.world.do(payouts.approve, self.checker, batch_id, rules=LABOUR, now=on)
        self.world.do(payout_files.export, self.finance, VAULT, batch_id, now=on)

    def answered(self, batch_id: int, result: str = "paid") -> tuple[int, int]:
        """Gross and tax of it."""
        answer(self.world, self.finance, f"KOC-{batch_id}-1,{result},")
        (item,) = self.world.do(batch_views.batch, self.finance, batch_id).items
        return item.item.gross_minor, item.item.withheld_minor

    def paid(self, on: datetime, result: str = "paid") -> tuple[int, int]:
        batch_id = self.prepared(on)
        self.approve(batch_id, on)
        return self.answered(batch_id, result)


@pytest.fixture
def month(world: World) -> Month:
    maker = world.do(creator)
    agreed = replace(FLAT, cap_minor=1_000_00, flat_minor=1_000_00)
    works = [
        world.do(approved, world.do(live_campaign, agreed=agreed), maker) for _ in range(DATES)
    ]
    world.do(payees.save, maker.actor, VAULT, details(0), now=NOW)
    world.do(settlements.settle_due, now=works[0].cutoff_at)
    return Month(world, maker, world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE))


def test_weekly_payouts_of_a_month_are_taxed_as_one_payment(month: Month) -> None:
    weekly = [month.paid(PAYDAY + week * 7 * DAY) for week in range(4)]
    assert weekly == [(1_000_00, 40_00), *[(1_000_00, 200_00)] * 3]
    assert balance(month.world, month.maker.actor, A.TAX_WITHHELD) == 640_00
    assert Decimal(640) == by_law(Decimal(4_000))
    newyear = datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert month.paid(newyear) == (1_000_00, 40_00)
    assert month.world.do(verify.problems) == []


def test_what_failed_is_no_part_of_its_month(month: Month) -> None:
    assert month.paid(PAYDAY, "failed") == (1_000_00, 40_00)
    (own,) = month.world.do(receipts.recent, month.maker.actor)
    item = own.item
    month.world.do(second_tries.confirm, month.maker.actor, item.payout_id, now=PAYDAY + DAY)
    assert month.paid(PAYDAY + 7 * DAY) == (2_000_00, 240_00)
    assert month.world.do(verify.problems) == []


def test_tax_that_a_dispute_gave_back_is_not_taken_again(month: Month) -> None:
    month.paid(PAYDAY)
    month.paid(PAYDAY + 7 * DAY)
    at = PAYDAY + 8 * DAY
    number = objected(month.world, month.maker.actor, LineKind.WITHHOLDING, 2, now=at)
    decider = month.world.do(staff, Role.FINANCE)
    month.world.do(dispute_decisions.make_good, decider, number, 200_00, "Not due", now=at)
    assert month.paid(PAYDAY + 14 * DAY) == (1_200_00, 200_00)
    assert month.world.do(verify.problems) == []


NEWYEAR = datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def given_back(month: Month, payout_id: int, amount_minor: int, at: datetime) -> None:
    """By a dispute."""
    actor = month.maker.actor
    number = objected(month.world, actor, LineKind.WITHHOLDING, payout_id, now=at)
    decider = month.world.do(staff, Role.FINANCE)
    month.world.do(dispute_decisions.make_good, decider, number, amount_minor, "Not due", now=at)


def test_tax_that_was_given_back_is_no_income_of_the_month_in_which_it_is_paid(
    month: Month,
) -> None:
    """¥1,040.00 would owe ¥48.00."""
    assert month.paid(PAYDAY) == (1_000_00, 40_00)
    given_back(month, 1, 40_00, PAYDAY + DAY)
    assert month.paid(NEWYEAR) == (1_040_00, 40_00)
    assert month.paid(NEWYEAR + 7 * DAY) == (1_000_00, 200_00)
    assert month.world.do(verify.problems) == []


def test_what_carried_it_and_failed_gives_it_back_untaxed_once_more(month: Month) -> None:
    month.paid(PAYDAY)
    given_back(month, 1, 30_00, PAYDAY + DAY)
    assert month.paid(NEWYEAR, "failed") == (1_030_00, 40_00)
    (own, _) = month.world.do(receipts.recent, month.maker.actor)
    payout_id = own.item.payout_id
    month.world.do(second_tries.confirm, month.maker.actor, payout_id, now=NEWYEAR + DAY)
    assert month.paid(NEWYEAR + 7 * DAY) == (2_030_00, 240_00)
    assert month.world.do(verify.problems) == []


def test_what_came_back_after_its_tax_was_given_back_is_taxed_as_if_it_never_went(
    month: Month,
) -> None:
    month.paid(PAYDAY)
    given_back(month, 1, 40_00, PAYDAY + DAY)
    by_hand(month.world, month.finance)
    month.world.do(second_tries.confirm, month.maker.actor, 1, now=PAYDAY + 6 * DAY)
    assert month.paid(NEWYEAR) == (2_000_00, 240_00)
    assert month.world.do(verify.problems) == []


def test_what_was_prepared_with_it_is_outdated_once_its_payout_came_back(month: Month) -> None:
    month.paid(PAYDAY)
    given_back(month, 1, 40_00, PAYDAY + DAY)
    batch_id = month.prepared(PAYDAY + 2 * DAY)
    by_hand(month.world, month.finance)
    at = PAYDAY + 6 * DAY
    with pytest.raises(BatchOutdated):
        month.approve(batch_id, at)
    month.world.do(payouts.cancel, month.finance, batch_id, now=at)
    month.world.do(second_tries.confirm, month.maker.actor, 1, now=at)
    assert month.paid(at) == (3_000_00, 440_00)
    assert month.world.do(verify.problems) == []


def test_where_each_payment_is_taxed_by_itself_it_is_not_taxed_again_either(
    world: World, finance: Actor
) -> None:
    paid = paid_out(world)
    number = objected(world, paid.actor, LineKind.WITHHOLDING, paid.payout_id, now=PAYDAY)
    world.do(dispute_decisions.make_good, paid.decider, number, None, "Not due", now=PAYDAY)
    (ready,) = world.do(batch_views.overview, finance, RULES, now=PAYDAY).ready
    assert (ready.amount_minor, ready.withheld_minor) == (1_600, 0)
    batch_id = world.do(prepare_batch, finance, "CNY", RULES, now=PAYDAY)
    (found,) = world.do(batch_views.batch, finance, batch_id).items
    assert (found.item.amount_minor, found.item.withheld_minor) == (1_600, 0)
    ((kept,),) = world.rows(select(payout.c.untaxed_minor).where(payout.c.batch_id == batch_id))
    assert kept == 1_600


def test_a_creator_sees_that_it_is_not_taxed_again(month: Month) -> None:
    month.paid(PAYDAY)
    given_back(month, 1, 40_00, PAYDAY + DAY)
    actor = month.maker.actor
    before = month.world.do(payable.paid_in_month, actor, LABOUR, now=NEWYEAR)
    kinds = {("CNY", kind): Paid(untaxed_minor=40_00) for kind in PayeeKind}
    assert before == kinds
    other = month.world.do(creator).actor
    assert month.world.do(payable.paid_in_month, other, LABOUR, now=NEWYEAR) == {}
    (total,) = month.world.do(earnings.totals_of, actor.person_id)
    due = replace(total, payable_minor=1_040_00)
    kind = PayeeKind.INDIVIDUAL
    told = coming(due, LABOUR, kind, before["CNY", kind], "UTC", speech("en"), NEWYEAR)
    assert [str(line) for line in told] == [
        "🧾 Of ¥1,040.00 payable, ¥40.00 goes to the tax office: ¥1,000.00 reaches you.",
        "🧾 ¥40.00 of it is tax that was given back to you: it is not taxed again.",
    ]


@pytest.mark.parametrize("rules", [LABOUR, RULES])
def test_a_creators_month_is_asked_for_theirs_alone(month: Month, rules: PayoutRules) -> None:
    """Late tax, transfers back: with ten thousand creators they would wait for everybody's."""
    month.paid(PAYDAY)
    given_back(month, 1, 40_00, PAYDAY + DAY)
    for at in (PAYDAY + 2 * DAY, NEWYEAR):
        for actor in (month.maker.actor, month.world.do(creator).actor):
            asked = month.world.do(_asked, payable.paid_in_month, actor, rules, now=at)
            assert asked
            assert [each for each in asked if not re.search(r"person_id IN \((\?|%\()", each)] == []


def _asked(
    conn: Connection, read: Callable[..., object], *facts: object, now: datetime
) -> list[str]:
    """The statements that it runs."""
    found: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        found.append(statement)

    event.listen(conn, "before_cursor_execute", note)
    read(conn, *facts, now=now)
    event.remove(conn, "before_cursor_execute", note)
    return found


def test_a_batch_is_approved_in_the_month_of_its_tax(month: Month) -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    batch_id = month.prepared(datetime(2026, 12, 31, 23, 59, tzinfo=shanghai))
    with pytest.raises(BatchOutdated):
        month.approve(batch_id, datetime(2027, 1, 1, tzinfo=shanghai))
    month.approve(batch_id, datetime(2026, 12, 31, 23, 59, 59, tzinfo=shanghai))


def test_a_batch_of_the_months_first_moment_is_of_that_month(month: Month) -> None:
    newyear = datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    month.approve(month.prepared(newyear), newyear + DAY)


def test_a_creator_sees_the_tax_of_the_month_before_it_is_kept_back(month: Month) -> None:
    month.paid(PAYDAY)
    actor, at = month.maker.actor, PAYDAY + 7 * DAY
    before = month.world.do(payable.paid_in_month, actor, LABOUR, now=at)
    part = Part(1_000_00, 40_00, rule=CN_LABOUR.name)
    assert before == {("CNY", PayeeKind.INDIVIDUAL): Paid(1_000_00, 40_00, parts=(part,))}
    (total,) = month.world.do(earnings.totals_of, actor.person_id)
    due = replace(total, payable_minor=1_000_00)
    kind = PayeeKind.INDIVIDUAL
    told = coming(due, LABOUR, kind, before["CNY", kind], "UTC", speech("en"), at)
    assert [str(line) for line in told] == [
        "🧾 Of ¥1,000.00 payable, ¥200.00 goes to the tax office: ¥800.00 reaches you.",
        "🧾 All payouts of a month are taxed as one: ¥1,000.00 came before.",
    ]
    other = month.world.do(creator).actor
    assert month.world.do(payable.paid_in_month, other, LABOUR, now=at) == {}


def test_tax_is_a_line_of_its_own_to_the_end(world: World) -> None:
    makers = paid_creators(world, 2, with_details=False)
    for number, kind in enumerate((PayeeKind.INDIVIDUAL, PayeeKind.COMPANY)):
        given = PayeeDetails(PayeeMethod.ALIPAY, f"1381234000{number}", "王小明", kind=kind)
        world.do(payees.save, makers[number].actor, VAULT, given, now=NOW)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    (ready,) = world.do(batch_views.overview, finance, RULES, now=PAYDAY).ready
    assert (ready.amount_minor, ready.withheld_minor) == (14_400, 1_600)
    batch_id = world.do(prepare_batch, finance, "CNY", RULES, now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, rules=RULES, now=PAYDAY)
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
    (own,) = world.do(receipts.recent, one)
    item = own.item
    assert (item.gross_minor, item.withheld_minor) == (8_000, 1_600)
    assert world.do(verify.problems) == []


def test_what_the_bank_refuses_comes_back_whole(world: World) -> None:
    (maker,) = paid_creators(world, 1)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id = world.do(prepare_batch, finance, "CNY", RULES, now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, rules=RULES, now=PAYDAY)
    world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    answer(world, finance, f"KOC-{batch_id}-1,failed,")
    assert balance(world, maker.actor, A.CREATOR_PAYABLE) == 8_000
    assert balance(world, maker.actor, A.TAX_WITHHELD) == 0
    assert world.do(verify.problems) == []
    (own,) = world.do(receipts.recent, maker.actor)
    item = own.item
    world.do(second_tries.confirm, maker.actor, item.payout_id, now=PAYDAY + 2 * DAY)
    again = world.do(prepare_batch, finance, "CNY", now=PAYDAY + 3 * DAY)
    assert world.do(batch_views.batch, finance, again).amount_minor == 8_000  # no rule, no tax
