"""A month's tax is that of what was received in it, whatever came back or was given back in it."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from domain.disputes.lines import LineKind
from domain.errors import Refusal
from domain.ledger import LedgerAccount
from domain.payout import BatchOutdated, PayoutStatus
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Role
from domain.settlement import VoidReason
from services import (
    bank_results,
    bounces,
    dispute_decisions,
    disputes,
    payees,
    payout_files,
    payouts,
    reversals,
    second_tries,
    settlements,
    verify,
)
from storage.tables.money import ledger_entry, payout
from storage.tables.work import assignment
from tests.approved import approved
from tests.bounced import SAID, stands
from tests.paying import PAYDAY, VAULT, details
from tests.preparing import prepare_batch
from tests.services.test_withholding import LABOUR, RULES, by_law
from tests.world import FLAT, NOW, World, creator, live_campaign, new_world_at, staff

P = PayoutStatus
SUMS = (1_000_00, 3_000_00, 12_000_00, 40_000_00)
"""What falls due, one after the other: over each bracket of the law's table."""
STEEP = (100_000_00, 10_000_00, 10_000_00)
"""What is paid beside the first is taxed at twice its own rate."""
AFTER_ALL = 60_000_00
"""Earned and paid at last: its tax has room for all that is to be made up."""


class InOneMonth:
    """A creator whose payouts are paid, disputed and sent back within an hour of each other."""

    def __init__(
        self, world: World, rules: PayoutRules = LABOUR, sums: tuple[int, ...] = SUMS
    ) -> None:
        self.world, self.rules = world, rules
        self.maker = world.do(creator)
        self.finance, self.checker, self.decider = (world.do(staff, Role.FINANCE) for _ in range(3))
        world.do(payees.save, self.maker.actor, VAULT, details(0), now=NOW)
        self.earn(*sums)
        self.now = PAYDAY
        self.batch_id = 0

    def earn(self, *sums: int) -> None:
        for minor in sums:
            agreed = replace(FLAT, cap_minor=minor, flat_minor=minor)
            found = self.world.do(live_campaign, agreed=agreed)
            work = self.world.do(approved, found, self.maker)
        self.world.do(settlements.settle_due, now=work.cutoff_at)

    def falls_due(self, most: int = 1) -> None:
        self.world.do(settlements.mature_due, now=self.now, most=most)

    def prepare(self) -> None:
        self.batch_id = self.world.do(prepare_batch, self.finance, "CNY", self.rules, now=self.now)

    def approve(self, result: str = "paid") -> None:
        """What changed since it was prepared is cancelled, as finance does."""
        batch_id = self.batch_id
        try:
            self.world.do(payouts.approve, self.checker, batch_id, rules=self.rules, now=self.now)
        except BatchOutdated:
            self.world.do(payouts.cancel, self.finance, batch_id, now=self.now)
            return
        self.world.do(payout_files.export, self.finance, VAULT, batch_id, now=self.now)
        self.world.do(self._answer, batch_id, result)

    def pay(self, result: str = "paid") -> None:
        self.prepare()
        self.approve(result)

    def _answer(self, conn: Any, batch_id: int, result: str) -> None:
        content = f"reference,result\nKOC-{batch_id}-1,{result}".encode()
        trial = bank_results.hand_in(conn, self.finance, "bank.csv", content, now=self.now)
        bank_results.confirm(conn, self.finance, trial.upload_id, now=self.now)

    def _payouts(self) -> list[Any]:
        columns = payout.c.id, payout.c.status, payout.c.amount_minor, payout.c.withheld_minor
        return self.world.rows(select(*columns).order_by(payout.c.id))

    def give_back(self, which: int, percent: int) -> None:
        found = self._payouts()
        if not found:
            return
        payout_id, _, _, withheld_minor = found[which % len(found)]
        about = (LineKind.WITHHOLDING, payout_id, "tax", "Not due")
        number = self.world.do(disputes.open_, self.maker.actor, *about, now=self.now)
        given_minor = max(1, withheld_minor * percent // 100)
        decide = dispute_decisions.make_good
        self.world.do(decide, self.decider, number, given_minor, "Not due", now=self.now)

    def bounce(self, which: int) -> None:
        if found := self._payouts():
            payout_id = found[which % len(found)][0]
            self.world.do(bounces.book_by_hand, self.finance, payout_id, *SAID, now=self.now)

    def void(self, which: int) -> None:
        works = self.world.rows(select(assignment.c.id).order_by(assignment.c.id))
        assignment_id = works[which % len(works)][0]
        said = (VoidReason.MISTAKE, "never shown")
        self.world.do(reversals.void, self.finance, assignment_id, *said, now=self.now)

    def stand_by(self) -> None:
        """By the details that money came back from."""
        for payout_id, *_ in self._payouts():
            with suppress(Refusal):
                self.world.do(second_tries.confirm, self.maker.actor, payout_id, now=self.now)

    @property
    def tax_minor(self) -> int:
        sent = payout.c.status.in_((P.PAID, P.CONFIRMED, P.DISPUTED))
        ((found,),) = self.world.rows(
            select(func.coalesce(func.sum(payout.c.withheld_minor), 0)).where(sent)
        )
        return int(found)

    @property
    def income_minor(self) -> int:
        """What campaigns gave, and what was paid beyond it and is owed back."""
        given = ledger_entry.c.account == LedgerAccount.CAMPAIGN_FUNDS
        ((minor,),) = self.world.rows(select(func.sum(ledger_entry.c.amount_minor)).where(given))
        payable, owed, _ = stands(self.world, self.maker.actor)
        assert payable == 0
        return owed - int(minor)


STEPS = st.lists(
    st.one_of(
        st.just(("falls_due",)),
        st.just(("prepare",)),
        st.just(("approve", "paid")),
        st.just(("pay", "paid")),
        st.just(("pay", "paid")),
        st.just(("pay", "failed")),
        st.just(("stand_by",)),
        st.tuples(st.just("give_back"), st.integers(0, 3), st.sampled_from((30, 100))),
        st.tuples(st.just("bounce"), st.integers(0, 3)),
        st.tuples(st.just("void"), st.integers(0, 3)),
    ),
    max_size=14,
)
TAKEN_ALONG = [
    *(("falls_due",), ("falls_due",), ("pay", "paid"), ("give_back", 0, 100)),
    *(("falls_due",), ("pay", "paid"), ("bounce", 0)),
]
"""The second payout takes along the tax of the first, which comes back then."""
PREPARED_BEFORE = [*TAKEN_ALONG[:-2], ("prepare",), ("bounce", 0), ("approve", "paid")]
"""The same, but the second one was only prepared by then."""
BETWEEN_OTHERS = [
    *(("falls_due",), ("pay", "paid"), ("falls_due",), ("pay", "paid")),
    *(("falls_due",), ("pay", "paid"), ("bounce", 1)),
]
"""What comes back was taxed beside the first, and the third beside both."""
BESIDE_WHAT_IS_GONE = [
    *(("falls_due",), ("pay", "paid"), ("falls_due",), ("pay", "paid")),
    *(("bounce", 0), ("void", 0), ("stand_by",), ("falls_due",), ("pay", "paid")),
    *(("bounce", 1), ("stand_by",), ("pay", "paid")),
]
"""The first is void, and what was kept back of the second beside it made up the third's tax."""


def in_the_end(
    steps: list[tuple[Any, ...]], rules: PayoutRules, sums: tuple[int, ...] = SUMS
) -> tuple[int, int]:
    """The month's tax after these steps and one more payout, and its income."""
    with TemporaryDirectory() as folder, new_world_at(f"sqlite:///{folder}/koc.sqlite3") as world:
        one = InOneMonth(world, rules, sums)
        last = [("stand_by",), ("approve", "paid"), ("earn", AFTER_ALL), ("falls_due", 99)]
        for verb, *args in [*steps, *last, ("pay", "paid")]:
            with suppress(Refusal):
                getattr(one, verb)(*args)
        assert world.do(verify.problems) == []
        return one.tax_minor, one.income_minor


@settings(max_examples=12, deadline=None)
@given(steps=STEPS, sums=st.sampled_from((SUMS, STEEP)))
@example(steps=TAKEN_ALONG, sums=SUMS)
@example(steps=PREPARED_BEFORE, sums=SUMS)
@example(
    steps=[*TAKEN_ALONG, ("stand_by",), ("pay", "paid"), ("give_back", 1, 100), ("bounce", 1)],
    sums=SUMS,
)
@example(steps=BETWEEN_OTHERS, sums=SUMS)
@example(steps=[*BETWEEN_OTHERS, ("void", 1)], sums=SUMS)
@example(steps=BESIDE_WHAT_IS_GONE, sums=STEEP)
def test_in_the_end_the_tax_is_that_of_all_that_was_earned(
    steps: list[tuple[Any, ...]], sums: tuple[int, ...]
) -> None:
    tax_minor, income_minor = in_the_end(steps, LABOUR, sums)
    assert Decimal(tax_minor) / 100 == by_law(Decimal(income_minor) / 100)


def test_the_next_payout_makes_up_what_one_that_came_back_left_short(world: World) -> None:
    """Of 10,000, paid beside 100,000 that are void, 3,200 were kept back, and none of the next."""
    one = InOneMonth(world, sums=STEEP)
    for verb, *args in BESIDE_WHAT_IS_GONE:
        getattr(one, verb)(*args)
    assert Decimal(one.tax_minor) / 100 == by_law(Decimal(20_000)) == 3_200


def test_what_was_paid_before_the_rule_began_stays_as_it_was_taxed(world: World) -> None:
    """1,000 and 3,000 without a rule; the 12,000 owe what they add to the month."""
    one = InOneMonth(world, PLAIN)
    one.falls_due()
    one.pay()
    one.falls_due()
    one.pay()
    one.rules = LABOUR
    one.falls_due()
    one.pay()
    added = by_law(Decimal(16_000)) - by_law(Decimal(4_000))
    assert Decimal(one.tax_minor) / 100 == added
    one.bounce(2)
    one.bounce(1)
    one.stand_by()
    one.pay()
    assert Decimal(one.tax_minor) / 100 == by_law(Decimal(16_000)) - by_law(Decimal(1_000))


@settings(max_examples=6, deadline=None)
@given(steps=STEPS)
@example(steps=TAKEN_ALONG)
@example(steps=PREPARED_BEFORE)
def test_where_each_payment_is_taxed_by_itself_a_fifth_is_a_fifth(
    steps: list[tuple[Any, ...]],
) -> None:
    tax_minor, income_minor = in_the_end(steps, RULES)
    assert tax_minor == income_minor // 5
