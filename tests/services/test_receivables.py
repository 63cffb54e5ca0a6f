"""Paid and then void: a receivable, made up by a part of what matures later; nobody goes below."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.due_work import BEGINNING
from domain.errors import WrongState
from domain.hearing import WordsNeeded
from domain.ledger import LedgerAccount
from domain.payout_rules import PayoutRules
from domain.people import Actor
from domain.receivable import Debtor, OfWork, Standing, recoverable, still_here
from domain.settlement import VoidReason
from services import earnings, overview, payout_files, payouts, reversals, settlements, why
from storage import digests
from tests.approved import Approved, approved
from tests.paying import (
    DAY,
    FALLS_AT,
    PAYDAY,
    VAULT,
    answer,
    balance,
    counts_fall,
    exported,
    kinds_to,
    paid_creators,
    paid_for_counts,
)
from tests.preparing import prepare_batch
from tests.world import CreatorFixture, World, live_campaign
from words import way
from words.speech import speech

A = LedgerAccount
LATER = PAYDAY + 15 * DAY


pytestmark = pytest.mark.usefixtures("sound")


@pytest.fixture
def debtor(world: World, finance: Actor, checker: Actor) -> CreatorFixture:
    """Was paid ¥80.00 for assignment 1, which is void now."""
    (maker,) = paid_creators(world, 1)
    batch_id, _ = exported(world, finance, checker)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    world.do(reversals.void, finance, 1, VoidReason.MISTAKE, now=PAYDAY)
    return maker


def stands(world: World, maker: CreatorFixture) -> tuple[int, int]:
    """Payable, and owed."""
    payable = balance(world, maker.actor, A.CREATOR_PAYABLE)
    return payable, -balance(world, maker.actor, A.CREATOR_RECEIVABLE)


def earned(world: World, maker: CreatorFixture, *, percent: int = 50) -> Approved:
    """Another ¥80.00, matured."""
    work = world.do(approved, world.do(live_campaign, now=PAYDAY), maker, now=PAYDAY)
    world.do(settlements.settle_due, now=work.cutoff_at)
    for _, settlement_id in world.do(settlements.ripe, BEGINNING, most=9, now=LATER):
        world.do(settlements.mature, settlement_id, now=LATER, percent=percent)
    return work


def test_what_was_paid_and_falls_away_is_owed_and_nothing_is_below_nought(
    world: World, debtor: CreatorFixture
) -> None:
    assert stands(world, debtor) == (0, 8_000)
    (totals,) = world.do(earnings.totals_of, debtor.actor.person_id)
    assert (totals.payable_minor, totals.owed_minor, totals.paid_minor) == (0, 8_000, 8_000)
    assert kinds_to(world, debtor.actor)[-1] == "voided"


def test_later_earnings_make_it_up_half_by_half_until_nothing_is_owed(
    world: World, debtor: CreatorFixture
) -> None:
    first = earned(world, debtor)
    assert stands(world, debtor) == (4_000, 4_000)
    second = earned(world, debtor)
    assert stands(world, debtor) == (8_000, 0)
    earned(world, debtor)
    assert stands(world, debtor) == (16_000, 0)
    assert kinds_to(world, debtor.actor).count("recovered") == 2
    for work in (first, second):
        found = world.do(why.explain, debtor.actor, work.assignment_id, now=LATER)
        assert found.debts == OfWork(recovered_minor=4_000)
    void = world.do(why.explain, debtor.actor, 1, now=LATER)
    assert void.debts == OfWork(owed_minor=8_000, settled_minor=8_000)


def test_maturing_twice_recovers_once(world: World, debtor: CreatorFixture) -> None:
    earned(world, debtor)
    for settlement_id in (1, 2):
        assert not world.do(settlements.mature, settlement_id, now=LATER)
    assert stands(world, debtor) == (4_000, 4_000)


@pytest.mark.parametrize(("percent", "left"), [(0, 8_000), (10, 7_200), (100, 0)])
def test_the_limit_is_the_houses_to_say(
    world: World, debtor: CreatorFixture, percent: int, left: int
) -> None:
    earned(world, debtor, percent=percent)
    assert stands(world, debtor) == (left, left)


def test_of_what_is_still_payable_the_amount_is_taken_first(
    world: World, finance: Actor, checker: Actor
) -> None:
    (maker,) = paid_creators(world, 1)
    batch_id, _ = exported(world, finance, checker)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    again = world.do(approved, world.do(live_campaign, now=PAYDAY), maker, now=PAYDAY)
    world.do(settlements.settle_due, now=again.cutoff_at)
    world.do(settlements.mature_due, now=LATER)
    world.do(reversals.void, finance, 1, VoidReason.FRAUD, now=LATER)
    assert stands(world, maker) == (0, 0)
    world.do(reversals.void, finance, again.assignment_id, VoidReason.FRAUD, now=LATER)
    assert stands(world, maker) == (0, 8_000)


def test_what_a_void_work_had_made_up_is_owed_again(
    world: World, debtor: CreatorFixture, finance: Actor
) -> None:
    again = earned(world, debtor)
    world.do(reversals.void, finance, again.assignment_id, VoidReason.FRAUD, now=LATER)
    assert stands(world, debtor) == (0, 8_000)


def test_pending_money_is_not_touched_by_a_debt(world: World, debtor: CreatorFixture) -> None:
    work = world.do(approved, world.do(live_campaign, now=PAYDAY), debtor, now=PAYDAY)
    world.do(settlements.settle_due, now=work.cutoff_at)
    assert balance(world, debtor.actor, A.CREATOR_PENDING) == 8_000
    assert stands(world, debtor) == (0, 8_000)


def test_what_fell_away_on_its_way_to_the_bank_does_not_come_back_as_payable(
    world: World, finance: Actor, checker: Actor
) -> None:
    (maker,) = paid_creators(world, 1)
    batch_id, _ = exported(world, finance, checker)
    world.do(reversals.void, finance, 1, VoidReason.FRAUD, now=PAYDAY)
    assert stands(world, maker) == (0, 8_000)
    answer(world, finance, f"KOC-{batch_id}-1,failed,closed")
    assert stands(world, maker) == (0, 0)


def test_what_counts_took_back_on_its_way_to_the_bank_does_not_come_back_as_payable(
    world: World, finance: Actor, checker: Actor
) -> None:
    maker, work = paid_for_counts(world)
    batch_id, _ = exported(world, finance, checker)
    counts_fall(world, work)
    world.do(settlements.mature_due, now=FALLS_AT + 3 * DAY)
    assert stands(world, maker) == (0, 2_000)
    answer(world, finance, f"KOC-{batch_id}-1,failed,closed")
    assert stands(world, maker) == (1_000, 0)


def test_a_payout_that_fails_is_not_set_against_an_older_debt(
    world: World, debtor: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    earned(world, debtor)
    batch_id = world.do(prepare_batch, finance, "CNY", now=LATER)
    world.do(payouts.approve, checker, batch_id, now=LATER)
    world.do(payout_files.export, finance, VAULT, batch_id, now=LATER)
    answer(world, finance, f"KOC-{batch_id}-1,failed,closed")
    assert stands(world, debtor) == (4_000, 4_000)


def test_finance_sees_who_owes(world: World, debtor: CreatorFixture, finance: Actor) -> None:
    found = world.do(overview.payout_page, finance, PayoutRules(), now=PAYDAY)
    who = debtor.actor
    assert found.owed == (Debtor(who.person_id, who.name, "CNY", 8_000),)


def test_a_week_in_which_paid_work_fell_away_counts_it_whole(
    world: World, debtor: CreatorFixture
) -> None:
    week = {"since": PAYDAY - timedelta(seconds=1), "until": PAYDAY + 60 * DAY}
    (line,) = world.do(digests.week, debtor.actor.person_id, **week)
    assert line.earned_minor == -8_000
    assert line.payable_minor == 0


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 100))
def test_a_recovery_is_within_its_part_and_within_the_debt(
    earned_minor: int, owed_minor: int, percent: int
) -> None:
    part = recoverable(earned_minor, owed_minor, percent)
    assert 0 <= part <= owed_minor
    assert part * 100 <= earned_minor * percent
    assert part == owed_minor or (part + 1) * 100 > earned_minor * percent


@given(st.integers(1, 10**12), st.integers(0, 10**12))
def test_what_is_still_here_is_never_more_than_there_is(amount: int, payable: int) -> None:
    here = still_here(amount, Standing(payable, 0))
    assert here <= payable
    assert here in (amount, payable)


def test_finance_is_told_when_paid_money_is_taken_back_and_its_payout_stays_on_the_way(
    world: World, debtor: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    assert kinds_to(world, checker)[-1] == "paid_taken_back"
    assert "paid_taken_back" not in kinds_to(world, finance)
    found = world.do(why.explain, debtor.actor, 1, now=LATER)
    assert found.sent is not None
    assert found.sent.reference == "KOC-1-1"
    told = way.steps(found, "Asia/Shanghai", speech("en"), LATER)
    assert [each.label for each in told[-2:]] == ["Payout", "Taken back"]
    assert told[-1].notes == ("¥80.00 of it is owed",)


def test_what_was_taken_back_before_it_left_went_with_no_payout(
    world: World, finance: Actor
) -> None:
    first, _ = paid_creators(world, 2)
    seen = world.do(reversals.to_take_back, finance, 1)
    assert (seen.amount_minor, seen.owed_minor) == (8_000, 0)
    world.do(reversals.void, finance, 1, VoidReason.MISTAKE, now=PAYDAY)
    earned(world, first)
    world.do(prepare_batch, finance, "CNY", now=LATER)
    found = world.do(why.explain, finance, 1, now=LATER)
    assert found.sent is None


def test_what_is_about_to_be_taken_back_says_what_was_paid_of_it(
    world: World, finance: Actor, checker: Actor
) -> None:
    (maker,) = paid_creators(world, 1)
    batch_id, _ = exported(world, finance, checker)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    seen = world.do(reversals.to_take_back, finance, 1)
    assert (seen.amount_minor, seen.owed_minor, seen.creator) == (8_000, 8_000, maker.actor.name)
    with pytest.raises(WordsNeeded):
        world.do(reversals.take_back, finance, 1, VoidReason.MISTAKE, "  ", now=PAYDAY)
    world.do(reversals.take_back, finance, 1, VoidReason.MISTAKE, "twice", now=PAYDAY)
    assert stands(world, maker) == (0, 8_000)
    with pytest.raises(WrongState):
        world.do(reversals.to_take_back, finance, 1)
