"""What came back among all other money: tax, debts, disputes, statements, the next payout."""

from typing import Any

import pytest

from domain.disputes.life import DisputeStatus
from domain.disputes.lines import LineKind
from domain.errors import NotFound, WrongState
from domain.ledger import LedgerAccount
from domain.payout import NothingToPay, PayoutEventKind, PayoutStatus
from domain.payout_file import ResultFlaw
from domain.people import Actor
from domain.reconciliation import Some
from domain.settlement import VoidReason
from domain.statement import Arrived
from services import (
    batch_views,
    bounces,
    dispute_decisions,
    earnings,
    payout_files,
    payouts,
    receipts,
    reconciliation,
    relevance,
    reversals,
    second_tries,
    settlements,
    verify,
    why,
)
from tests.approved import approved
from tests.bounced import LATER, SAID, by_hand, returned, sheet, stands, status_of, told
from tests.objecting import Paid, objected, paid_out, status
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
    prepare,
)
from tests.preparing import prepare_batch
from tests.world import CreatorFixture, World, live_campaign

A, P = LedgerAccount, PayoutStatus


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


# Tax, debts


def test_tax_comes_back_with_it(world: World) -> None:
    paid = paid_out(world)
    assert balance(world, paid.actor, A.TAX_WITHHELD) == 1_600
    by_hand(world, paid.finance, paid.payout_id)
    assert balance(world, paid.actor, A.TAX_WITHHELD) == 0
    assert stands(world, paid.actor) == (8_000, 0, 0)


def test_tax_that_a_dispute_gave_back_does_not_come_back_twice(world: World) -> None:
    paid = paid_out(world)
    tax = objected(world, paid.actor, LineKind.WITHHOLDING, paid.payout_id, now=PAYDAY)
    world.do(dispute_decisions.make_good, paid.decider, tax, 600, "Too much", now=PAYDAY)
    assert stands(world, paid.actor) == (600, 0, 6_400)
    by_hand(world, paid.finance, paid.payout_id)
    assert stands(world, paid.actor) == (8_000, 0, 0)
    assert balance(world, paid.actor, A.TAX_WITHHELD) == 0


def test_what_fell_away_since_it_was_sent_is_made_up_by_it(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    world.do(reversals.void, finance, 1, VoidReason.FRAUD, now=PAYDAY)
    assert stands(world, maker.actor) == (0, 8_000, 8_000)
    returned(world, finance, "KOC-1-1")
    assert stands(world, maker.actor) == (0, 0, 0)
    (facts,) = told(world, maker.actor, "payout_bounced")
    assert facts["kept_minor"] == 8_000


def test_what_later_work_made_up_already_is_theirs_again(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    """¥80.00 void, ¥40.00 of it made up by later work: ¥40.00 come back as payable."""
    world.do(reversals.void, finance, 1, VoidReason.FRAUD, now=PAYDAY)
    work = world.do(approved, world.do(live_campaign, now=PAYDAY), maker, now=PAYDAY)
    world.do(settlements.settle_due, now=work.cutoff_at)
    world.do(settlements.mature_due, now=PAYDAY + 15 * DAY)
    assert stands(world, maker.actor) == (4_000, 4_000, 8_000)
    returned(world, finance, "KOC-1-1")
    assert stands(world, maker.actor) == (8_000, 0, 0)


def test_what_falling_counts_took_of_it_is_not_payable_again(
    world: World, finance: Actor, checker: Actor
) -> None:
    one, work = paid_for_counts(world)
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,paid,")
    counts_fall(world, work)
    world.do(settlements.mature_due, now=FALLS_AT + 3 * DAY)
    assert stands(world, one.actor) == (0, 2_000, 3_000)
    returned(world, finance, "KOC-1-1")
    assert stands(world, one.actor) == (1_000, 0, 0)


def test_an_older_debt_keeps_its_limit(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    """What a later payout brings back is not set against what was owed before it went."""
    world.do(reversals.void, finance, 1, VoidReason.FRAUD, now=PAYDAY)
    work = world.do(approved, world.do(live_campaign, now=PAYDAY), maker, now=PAYDAY)
    world.do(settlements.settle_due, now=work.cutoff_at)
    world.do(settlements.mature_due, now=PAYDAY + 15 * DAY)
    batch_id = world.do(prepare_batch, finance, "CNY", now=PAYDAY + 15 * DAY)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY + 15 * DAY)
    world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY + 15 * DAY)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    returned(world, finance, f"KOC-{batch_id}-1")
    assert stands(world, maker.actor) == (4_000, 4_000, 8_000)


# The creator's word


def test_a_dispute_over_it_has_nothing_left_to_decide(world: World) -> None:
    paid = paid_out(world)
    numbers = [
        objected(world, paid.actor, kind, paid.payout_id, now=PAYDAY)
        for kind in (LineKind.PAYOUT, LineKind.WITHHOLDING)
    ]
    assert status_of(world, paid.payout_id) is P.DISPUTED
    returned(world, paid.finance, "KOC-1-1")
    ended = [status(world, paid.actor, number) for number in numbers]
    assert ended == [DisputeStatus.MOOT, DisputeStatus.MOOT]
    assert status_of(world, paid.payout_id) is P.BOUNCED
    assert kinds_to(world, paid.actor)[-3:] == ["payout_bounced", "dispute_moot", "dispute_moot"]


def test_against_the_creators_word_only_a_person_books_it(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    world.do(receipts.confirm, maker.actor, 1, now=PAYDAY + DAY)
    trial = returned(world, finance, "KOC-1-1")
    assert [each.code for each in trial.refused] == [ResultFlaw.ARRIVED]
    assert status_of(world) is P.CONFIRMED
    by_hand(world, finance)
    assert stands(world, maker.actor) == (8_000, 0, 0)


def test_what_came_back_is_neither_confirmed_nor_disputed_any_more(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    by_hand(world, finance)
    with pytest.raises(WrongState):
        world.do(receipts.confirm, maker.actor, 1, now=LATER)
    with pytest.raises(NotFound):
        world.do(receipts.dispute, maker.actor, 1, now=LATER)
    (own,) = world.do(receipts.recent, maker.actor)
    item = own.item
    assert item.status is P.BOUNCED
    assert own.since == LATER


def test_whoever_hears_that_it_came_back_is_not_asked_whether_it_arrived(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    (asked,) = told(world, maker.actor, "payout_paid")
    ask = lambda: world.do(relevance.as_it_stands, "payout_paid", asked, now=LATER)  # noqa: E731
    assert ask() == asked
    by_hand(world, finance)
    assert ask() is None


# How it reads


def test_the_next_payout_takes_it_along_and_says_so(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    def stands_at() -> tuple[str, Any]:
        sent = world.do(why.explain, maker.actor, 1, now=LATER).sent
        (line,) = world.do(earnings.overview, maker.actor, now=LATER).lines
        return sent.reference if sent else "", line.paid_at

    assert stands_at() == ("KOC-1-1", PAYDAY + DAY)
    by_hand(world, finance)
    assert stands_at() == ("", None)
    with pytest.raises(NothingToPay):  # the same account would send it back again
        prepare(world, finance)
    world.do(second_tries.confirm, maker.actor, 1, now=LATER)
    exported(world, finance, checker)
    answer(world, finance, "KOC-2-1,paid,")
    assert stands_at() == ("KOC-2-1", PAYDAY + DAY)


def test_a_batch_reconciles_with_what_came_back_of_it(
    world: World, finance: Actor, checker: Actor
) -> None:
    paid_creators(world, 3)
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,paid,", "KOC-1-2,paid,", "KOC-1-3,failed,closed")
    returned(world, finance, "KOC-1-2")
    found = world.do(reconciliation.of_batch, finance, 1)
    assert (found.paid, found.bounced) == (Some(1, 8_000), Some(1, 8_000))
    assert (found.missing, found.posted_minor) == (Some(0, 0), 8_000)
    assert found.is_even
    kinds = [each.kind for each in world.do(batch_views.batch, finance, 1).events]
    assert kinds[-2:] == [PayoutEventKind.ANSWERED, PayoutEventKind.BOUNCED]


def test_a_statement_takes_off_what_came_back(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    year = f"{PAYDAY.year}"
    assert sheet(world, maker.actor, year).arrived == Arrived(1, 8_000, 0)
    returned(world, finance, "KOC-1-1")
    found = sheet(world, maker.actor, year)
    assert found.arrived == Arrived(0, 0, 0)
    assert found.closing.standing_minor == 8_000
    assert found.movements[-1].amount_minor == 8_000


def test_in_a_later_year_it_comes_off_that_years_statement(world: World) -> None:
    paid: Paid = paid_out(world)
    in_january = PAYDAY.replace(year=PAYDAY.year + 1, month=1)
    world.do(bounces.book_by_hand, paid.finance, paid.payout_id, *SAID, now=in_january)
    assert sheet(world, paid.actor, f"{PAYDAY.year}").arrived == Arrived(1, 8_000, 1_600)
    assert sheet(world, paid.actor, f"{PAYDAY.year + 1}").arrived == Arrived(0, -8_000, -1_600)
