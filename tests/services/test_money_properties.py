"""However feeds are shuffled, repeated or late, and whatever happens when, the money agrees."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from domain.disputes.lines import REASONS, LineKind
from domain.errors import Refusal
from domain.people import Role
from domain.readings import Reading
from domain.risk.cases import RiskRules
from domain.settlement import VoidReason
from domain.terms import Interaction, Method, Source, Terms
from services import (
    bank_results,
    dispute_decisions,
    disputes,
    payees,
    payout_files,
    payouts,
    receipts,
    reversals,
    risk,
    risk_decisions,
    settlements,
    verify,
)
from services.vault import Vault
from storage.tables.disputes import dispute
from storage.tables.money import payout, settlement
from tests.approved import Approved, approved, read_in, reading
from tests.paying import details
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, new_world_at, staff

DAY = timedelta(days=1)
VAULT = Vault("a secret of the house")
CPE = Terms(
    Method.CPE,
    cap_minor=9_000,
    rate_per_mille_minor=12_345,
    counted=(Interaction.LIKES, Interaction.COMMENTS),
    floor_minor=700,
)

STEPPED = replace(
    CPE, earlier_cutoffs=(2, 4), takes_back=True, creator_cap_minor=12_000, flat_minor=500
)

hours = st.integers(-48, 24)  # around the cut-off
readings = st.lists(
    st.tuples(hours, st.integers(0, 900), st.integers(0, 90), st.sampled_from(Source)),
    max_size=8,
    unique_by=lambda each: (each[0], each[3]),
)


def feed(work: Approved, drawn: list[tuple[int, int, int, Source]]) -> list[tuple[Reading, Source]]:
    return [
        (
            reading(work, work.cutoff_at + timedelta(hours=at), likes=likes, comments=comments),
            source,
        )
        for at, likes, comments, source in drawn
    ]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=readings, chance=st.randoms(use_true_random=False))
def test_shuffled_repeated_and_late_feeds_end_in_one_amount(
    world: World, drawn: list[tuple[int, int, int, Source]], chance: Any
) -> None:
    campaign = world.do(live_campaign, agreed=CPE, slots=2)
    works = [world.do(approved, campaign, world.do(creator)) for _ in range(2)]
    end = works[0].cutoff_at + settlements.PATIENCE
    for each, source in feed(works[0], drawn):
        world.do(read_in, each, source=source, now=end)
    shuffled = feed(works[1], drawn)
    shuffled += shuffled[: len(shuffled) // 2]
    chance.shuffle(shuffled)
    for each, source in shuffled:
        world.do(read_in, each, source=source, now=end)
    while world.do(settlements.settle_due, now=end):
        pass
    for each, source in shuffled:  # and all of it once more, too late
        late = Reading(1, each.observed_at - timedelta(minutes=1), each.metrics, each.link)
        world.do(read_in, late, source=source, now=end)
    of_campaign = settlement.c.campaign_id == campaign.campaign_id
    amounts = {row[0] for row in world.rows(select(settlement.c.amount_minor).where(of_campaign))}
    assert len(amounts) == 1
    assert world.do(verify.problems) == []


class Money(RuleBasedStateMachine):
    """Work is approved, read, settled, voided, paid and disputed in any order that chance takes."""

    def __init__(self) -> None:
        super().__init__()
        self.ends = ExitStack()
        folder = self.ends.enter_context(tempfile.TemporaryDirectory())
        self.world = self.ends.enter_context(
            new_world_at(f"sqlite:///{Path(folder, 'koc.sqlite3')}")
        )
        self.now: datetime = NOW
        self.works: list[Approved] = []
        self.makers: list[CreatorFixture] = []
        self.batch_id = 0

    @initialize()
    def begin(self) -> None:
        self.finance = [self.world.do(staff, Role.FINANCE) for _ in range(2)]
        self.others = [self.world.do(staff, Role.FINANCE) for _ in range(2)]
        self.makers = [self.world.do(creator) for _ in range(3)]
        for number, maker in enumerate(self.makers):
            self.world.do(payees.save, maker.actor, VAULT, details(number), now=self.now)
            self.work_is_approved(number, agreed=None if number < 2 else STEPPED)
        for days in (8, 3):
            self.time_passes(days)
            self.the_clock_ticks(3)

    def _try(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """A refusal is an answer, too; the invariants say whether it left anything behind."""
        try:
            return self.world.do(work, *args, now=self.now, **kwargs)
        except Refusal:
            return None

    @rule(days=st.sampled_from([1, 3, 7, 15]))
    def time_passes(self, days: int) -> None:
        self.now += days * DAY

    @precondition(lambda self: len(self.works) < 6)
    @rule(who=st.integers(0, 2), agreed=st.sampled_from([None, CPE, STEPPED]))
    def work_is_approved(self, who: int, agreed: Terms | None) -> None:
        campaign = self.world.do(live_campaign, agreed=agreed, budget=60_000, now=self.now)
        self.works.append(self.world.do(approved, campaign, self.makers[who], now=self.now))

    @precondition(lambda self: self.works)
    @rule(which=st.integers(0, 5), ago=st.integers(0, 200), likes=st.integers(0, 900))
    def it_is_read(self, which: int, ago: int, likes: int) -> None:
        work = self.works[which % len(self.works)]
        each = reading(work, self.now - timedelta(hours=ago), likes=likes)
        self.world.do(read_in, each, now=self.now)

    @precondition(lambda self: self.works)
    @rule(which=st.integers(0, 11))
    def counts_are_odd(self, which: int) -> None:
        """More likes than views: a case holds whatever of the work has not matured."""
        if which > 2:
            return  # most counts are even
        work = self.works[which % len(self.works)]
        self.world.do(read_in, reading(work, self.now, likes=900, views=9), now=self.now)
        self.world.do(risk.look, work.assignment_id, rules=RiskRules(), now=self.now)

    @rule(number=st.integers(1, 3))
    def an_oddity_is_cleared(self, number: int) -> None:
        self._try(risk_decisions.clear, self.others[0], number)

    @rule(most=st.integers(1, 3))
    def the_clock_ticks(self, most: int) -> None:
        self.world.do(settlements.settle_due, now=self.now, most=most)
        self.world.do(settlements.mature_due, now=self.now, most=most)

    @precondition(lambda self: self.works)
    @rule(which=st.integers(0, 11), reason=st.sampled_from(VoidReason))
    def work_is_voided(self, which: int, reason: VoidReason) -> None:
        if which > 5:
            return  # fraud is rare
        work = self.works[which % len(self.works)]
        self._try(reversals.void, self.finance[0], work.assignment_id, reason)

    @rule(who=st.integers(0, 2), number=st.sampled_from([0, 0, 1, 2, 3]))
    def details_change(self, who: int, number: int) -> None:
        self._try(payees.save, self.makers[who].actor, VAULT, details(number))

    @rule()
    def a_batch_is_prepared(self) -> None:
        self.batch_id = self._try(prepare_batch, self.finance[0], "CNY") or self.batch_id

    @precondition(lambda self: self.batch_id)
    @rule(by=st.sampled_from([0, 1, 1]), export=st.sampled_from([True, True, False]))
    def the_batch_goes_out(self, by: int, export: bool) -> None:
        self._try(payouts.approve, self.finance[by], self.batch_id)
        if export:
            self._try(payout_files.export, self.finance[0], VAULT, self.batch_id)

    @precondition(lambda self: self.batch_id)
    @rule(sure=st.integers(0, 5))
    def the_batch_is_cancelled(self, sure: int) -> None:
        if sure == 5:
            self._try(payouts.cancel, self.finance[0], self.batch_id)

    @precondition(lambda self: self.batch_id)
    @rule(results=st.lists(st.sampled_from(["paid", "paid", "failed"]), min_size=1, max_size=3))
    def the_bank_answers(self, results: list[str]) -> None:
        rows = [f"KOC-{self.batch_id}-{at},{each}" for at, each in enumerate(results, 1)]
        content = "\n".join(["reference,result", *rows]).encode()
        trial = self._try(bank_results.hand_in, self.finance[0], "r.csv", content)
        self._try(bank_results.confirm, self.finance[0], trial.upload_id)

    @precondition(lambda self: self.batch_id)
    @rule(who=st.integers(0, 2), payout_id=st.integers(1, 6), arrived=st.booleans())
    def a_creator_answers(self, who: int, payout_id: int, arrived: bool) -> None:
        say = receipts.confirm if arrived else receipts.dispute
        self._try(say, self.makers[who].actor, payout_id)

    @precondition(lambda self: self.works)
    @rule(which=st.integers(0, 5), subject=st.integers(1, 9), kind=st.sampled_from(LineKind))
    def a_line_is_disputed(self, which: int, subject: int, kind: LineKind) -> None:
        who = self.works[which % len(self.works)].person_id
        (maker,) = (each for each in self.makers if each.actor.person_id == who)
        self._try(disputes.open_, maker.actor, kind, subject, REASONS[kind][0])

    @rule(number=st.integers(1, 9), amount=st.sampled_from([None, 1, 700, 7_000]), by=st.booleans())
    def a_dispute_is_decided(self, number: int, amount: int | None, by: bool) -> None:
        decider = self.others[by]
        if amount == 1:
            self._try(dispute_decisions.decline, decider, number, "It is right")
        else:
            self._try(dispute_decisions.make_good, decider, number, amount, "It is wrong")

    @invariant()
    def every_promise_holds(self) -> None:
        assert self.world.do(verify.problems) == []

    @invariant()
    def nobody_is_paid_more_than_they_ever_earned(self) -> None:
        earned: dict[int, int] = {}
        for person_id, amount in self.world.rows(
            select(settlement.c.person_id, settlement.c.amount_minor)
        ):
            earned[person_id] = earned.get(person_id, 0) + amount
        gone = payout.c.status.in_(("in_transit", "paid", "confirmed", "disputed"))
        made_good = dispute.c.kind != LineKind.PAYOUT
        for person_id, amount in self.world.rows(
            select(dispute.c.person_id, dispute.c.awarded_minor).where(made_good)
        ):
            earned[person_id] = earned.get(person_id, 0) + amount
        for person_id, amount in self.world.rows(
            select(payout.c.person_id, payout.c.amount_minor).where(gone)
        ):
            earned[person_id] -= amount
        assert min(earned.values(), default=0) >= 0

    def teardown(self) -> None:
        self.ends.close()


TestMoney = pytest.mark.timeout(300)(Money.TestCase)
TestMoney.settings = settings(max_examples=15, stateful_step_count=40, deadline=None)
