"""Money leaves in frozen batches that another person approved, and arrives or comes back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.disputes.lines import DisputedAlready
from domain.errors import NotAllowed, NotFound, OwnWork, WrongState
from domain.ledger import LedgerAccount
from domain.payout import BatchOutdated, BatchStatus, HeldBack, NothingToPay, PayoutStatus
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor, Role
from domain.settlement import VoidReason
from services import (
    bank_results,
    batch_views,
    payable,
    payees,
    payout_files,
    payouts,
    receipts,
    reversals,
    second_tries,
    settlements,
    verify,
)
from storage.tables.money import payout
from storage.tables.people import person
from tests.approved import approved
from tests.paying import (
    DAY,
    FALLS_AT,
    PAYDAY,
    VAULT,
    answer,
    balance,
    counts_fall,
    details,
    exported,
    items,
    kinds_to,
    paid_creators,
    paid_for_counts,
    prepare,
)
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, grant, live_campaign, staff

A = LedgerAccount


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    return paid_creators(world, 1)[0]


def test_a_payout_goes_from_payable_through_the_bank_to_the_creators_receipt(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id, text = exported(world, finance, checker)
    assert text.splitlines() == [
        "reference,amount,currency,method,account,holder,bank,gross,tax_withheld",
        f"KOC-{batch_id}-1,80.00,CNY,alipay,13812340000,王小明,,80.00,0.00",
    ]
    assert balance(world, maker.actor, A.CREATOR_PAYABLE) == 0
    assert balance(world, maker.actor, A.PAYOUT_IN_TRANSIT) == 8_000
    trial = answer(world, finance, f"KOC-{batch_id}-1,成功,")
    assert (trial.paid, trial.failed, trial.repeated, trial.refused) == (1, 0, 0, ())
    assert balance(world, maker.actor, A.PAID_OUT) == 8_000
    assert world.do(batch_views.batch, finance, batch_id).batch.status is BatchStatus.DONE
    assert kinds_to(world, maker.actor) == ["settled", "payout_paid"]
    (own,) = world.do(receipts.recent, maker.actor)
    item = own.item
    world.do(receipts.confirm, maker.actor, item.payout_id, now=PAYDAY + 2 * DAY)
    assert items(world) == [(f"KOC-{batch_id}-1", PayoutStatus.CONFIRMED)]


def test_what_the_bank_refuses_is_payable_again(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id, _ = exported(world, finance, checker)
    trial = answer(world, finance, f"KOC-{batch_id}-1,退回,户名不符")
    assert (trial.paid, trial.failed) == (0, 1)
    assert balance(world, maker.actor, A.CREATOR_PAYABLE) == 8_000
    assert kinds_to(world, maker.actor) == ["settled", "payout_failed"]
    (own,) = world.do(receipts.recent, maker.actor)
    item = own.item
    world.do(second_tries.confirm, maker.actor, item.payout_id, now=PAYDAY + 2 * DAY)
    assert prepare(world, finance) != batch_id


def test_the_payment_file_counts_its_references(
    world: World, finance: Actor, checker: Actor
) -> None:
    paid_creators(world, 11)
    batch_id, text = exported(world, finance, checker)
    written = [line.partition(",")[0] for line in text.splitlines()[1:]]
    assert written == [f"KOC-{batch_id}-{number}" for number in range(1, 12)]


def test_whoever_prepared_a_batch_hears_that_it_was_approved(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id = prepare(world, finance)
    assert "payout_approved" not in kinds_to(world, finance)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    assert "payout_approved" in kinds_to(world, finance)
    assert "payout_approved" not in kinds_to(world, checker)


def test_a_dispute_reaches_finance_and_may_end_well(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id, _ = exported(world, finance, checker)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    (own,) = world.do(receipts.recent, maker.actor)
    item = own.item
    world.do(receipts.dispute, maker.actor, item.payout_id, now=PAYDAY + 2 * DAY)
    assert "payout_disputed" in kinds_to(world, finance)
    with pytest.raises(DisputedAlready):
        world.do(receipts.dispute, maker.actor, item.payout_id, now=PAYDAY + 2 * DAY)
    world.do(receipts.confirm, maker.actor, item.payout_id, now=PAYDAY + 3 * DAY)


def test_a_receipt_is_the_creators_own(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id, _ = exported(world, finance, checker)
    (own,) = world.do(receipts.recent, maker.actor)
    item = own.item
    with pytest.raises(NotFound):
        world.do(receipts.confirm, finance, item.payout_id, now=PAYDAY)
    with pytest.raises(WrongState):  # the bank has not answered
        world.do(receipts.confirm, maker.actor, item.payout_id, now=PAYDAY)
    assert batch_id


# Who may


def test_whoever_prepared_a_batch_does_not_approve_it(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    batch_id = prepare(world, finance)
    with pytest.raises(OwnWork):
        world.do(payouts.approve, finance, batch_id, now=PAYDAY)
    assert balance(world, maker.actor, A.CREATOR_PAYABLE) == 8_000


def test_nobody_approves_a_batch_that_pays_them(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    batch_id = prepare(world, finance)
    own = world.do(grant, maker.actor, Role.FINANCE)
    with pytest.raises(OwnWork):
        world.do(payouts.approve, own, batch_id, now=PAYDAY)


def test_nobody_approves_a_batch_that_pays_who_they_invited(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id = prepare(world, finance)
    invited = person.c.id == maker.actor.person_id
    world.do(
        lambda conn: conn.execute(
            update(person).where(invited).values(invited_by=checker.person_id)
        )
    )
    with pytest.raises(OwnWork):
        world.do(payouts.approve, checker, batch_id, now=PAYDAY)


def test_nobody_approves_a_batch_that_pays_into_their_own_account(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    world.do(payees.save, checker, VAULT, details(0), now=NOW)
    batch_id = prepare(world, finance)
    with pytest.raises(OwnWork):
        world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    view = world.do(batch_views.batch, finance, batch_id)
    assert [each.shares_account for each in view.items] == [True]
    assert world.do(batch_views.batch, checker, batch_id).needs_another
    assert maker.actor.person_id == view.items[0].item.person_id


def test_a_batch_waits_for_whoever_may_approve_it(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id = prepare(world, finance)
    for reader, needs_another in ((finance, True), (checker, False)):
        (listed,) = world.do(batch_views.overview, reader, now=PAYDAY).batches
        assert (listed.amount_minor, listed.needs_another) == (8_000, needs_another)
        assert world.do(batch_views.batch, reader, batch_id).needs_another is needs_another
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    (listed,) = world.do(batch_views.overview, finance, now=PAYDAY).batches
    assert not listed.needs_another


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REVIEWER])
def test_payouts_are_for_finance(world: World, finance: Actor, role: Role) -> None:
    other = world.do(staff, role)
    for attempt in (
        lambda conn: batch_views.overview(conn, other, now=PAYDAY),
        lambda conn: prepare_batch(conn, other, "CNY", now=PAYDAY),
        lambda conn: payouts.approve(conn, other, 1, now=PAYDAY),
        lambda conn: payouts.cancel(conn, other, 1, now=PAYDAY),
        lambda conn: batch_views.batch(conn, other, 1),
        lambda conn: payout_files.export(conn, other, VAULT, 1, now=PAYDAY),
        lambda conn: bank_results.hand_in(conn, other, "x.csv", b"", now=PAYDAY),
        lambda conn: bank_results.confirm(conn, other, 1, now=PAYDAY),
    ):
        with pytest.raises(NotAllowed):
            world.do(attempt)
    assert finance.person_id != other.person_id


# What goes into a batch


def held_back(
    world: World, finance: Actor, rules: PayoutRules = PLAIN
) -> list[tuple[HeldBack, int]]:
    (ready,) = world.do(batch_views.overview, finance, rules, now=PAYDAY).ready
    return list(ready.held_back)


def test_without_details_or_within_their_pause_nobody_is_paid(world: World, finance: Actor) -> None:
    silent, fresh = paid_creators(world, 2, with_details=False)
    just_now = PAYDAY - timedelta(hours=47)
    world.do(payees.save, fresh.actor, VAULT, details(1), now=just_now)
    assert held_back(world, finance) == [(HeldBack.NO_DETAILS, 1), (HeldBack.PAUSED, 1)]
    with pytest.raises(NothingToPay):
        prepare(world, finance)
    world.do(prepare_batch, finance, "CNY", now=just_now + timedelta(hours=48))
    ((person_id,),) = world.rows(select(payout.c.person_id))
    assert person_id == fresh.actor.person_id != silent.actor.person_id


def test_nobodys_money_is_in_two_open_batches(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    with pytest.raises(NothingToPay):
        prepare(world, checker)
    assert held_back(world, checker) == [(HeldBack.IN_BATCH, 1)]
    assert len(items(world)) == 1


def test_what_came_since_waits_for_the_payout_before_it(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    prepare(world, finance)
    work = world.do(approved, world.do(live_campaign, now=PAYDAY), maker, now=PAYDAY)
    world.do(settlements.settle_due, now=work.cutoff_at)
    world.do(settlements.mature_due, now=work.cutoff_at + 3 * DAY)
    assert held_back(world, finance) == [(HeldBack.OPEN, 1)]


def test_small_amounts_wait_until_they_are_worth_a_transfer(world: World, finance: Actor) -> None:
    paid_creators(world, 1)
    assert held_back(world, finance, PayoutRules({"CNY": 8_001})) == [(HeldBack.BELOW_MINIMUM, 1)]
    assert held_back(world, finance, PayoutRules({"CNY": 8_000})) == []


def test_no_more_is_promised_than_one_batch_holds(
    world: World, finance: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid_creators(world, 3)
    monkeypatch.setattr(payable, "MOST_IN_A_BATCH", 2)
    (ready,) = world.do(batch_views.overview, finance, now=PAYDAY).ready
    assert (ready.people, ready.amount_minor, ready.more) == (2, 16_000, 1)
    batch_id = prepare(world, finance)
    assert world.do(batch_views.batch, finance, batch_id).amount_minor == ready.amount_minor


def test_a_cancelled_batch_frees_its_items(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id = prepare(world, finance)
    world.do(payouts.cancel, checker, batch_id, now=PAYDAY)
    with pytest.raises(WrongState):
        world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    assert prepare(world, checker) != batch_id


def test_an_approved_batch_cannot_be_cancelled_or_approved_again(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id = prepare(world, finance)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    for again in (payouts.cancel, payouts.approve):
        with pytest.raises(WrongState):
            world.do(again, checker, batch_id, now=PAYDAY)
    assert balance(world, maker.actor, A.PAYOUT_IN_TRANSIT) == 8_000


def test_a_batch_is_outdated_when_money_of_it_was_taken_back(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id = prepare(world, finance)
    world.do(reversals.void, finance, 1, VoidReason.FRAUD, now=PAYDAY)
    with pytest.raises(BatchOutdated):
        world.do(payouts.approve, checker, batch_id, now=PAYDAY)


def test_a_batch_is_outdated_when_somebodys_details_changed(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id = prepare(world, finance)
    world.do(payees.save, maker.actor, VAULT, details(77), now=PAYDAY)
    with pytest.raises(BatchOutdated):
        world.do(payouts.approve, checker, batch_id, now=PAYDAY)


def test_what_counts_took_back_is_not_paid_before_it_leaves_payable_money(
    world: World, finance: Actor
) -> None:
    maker, work = paid_for_counts(world)
    counts_fall(world, work)
    assert balance(world, maker.actor, A.CREATOR_PAYABLE) == 3_000
    batch_id = prepare(world, finance, now=FALLS_AT)
    assert world.do(batch_views.batch, finance, batch_id).amount_minor == 1_000


def test_a_batch_is_outdated_when_counts_of_it_fell(
    world: World, finance: Actor, checker: Actor
) -> None:
    _, work = paid_for_counts(world)
    batch_id = prepare(world, finance)
    counts_fall(world, work)
    with pytest.raises(BatchOutdated):
        world.do(payouts.approve, checker, batch_id, now=FALLS_AT)


# At once


def test_two_who_prepare_at_once_make_one_batch(world: World) -> None:
    paid_creators(world, 4)
    people = [world.do(staff, Role.FINANCE) for _ in range(6)]

    def attempt(actor: Actor) -> bool:
        try:
            prepare(world, actor)
        except NothingToPay:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(attempt, people)) == 1
    assert len(items(world)) == 4


def test_two_who_approve_at_once_send_the_money_once(world: World, finance: Actor) -> None:
    (maker,) = paid_creators(world, 1)
    batch_id = prepare(world, finance)
    people = [world.do(staff, Role.FINANCE) for _ in range(6)]

    def attempt(actor: Actor) -> bool:
        try:
            world.do(payouts.approve, actor, batch_id, now=PAYDAY)
        except WrongState:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(attempt, people)) == 1
    assert balance(world, maker.actor, A.PAYOUT_IN_TRANSIT) == 8_000


def test_a_second_tap_finds_the_batch_that_the_first_one_made(world: World) -> None:
    """Their own, of that currency, while it waits, and a few minutes long."""
    paid_creators(world, 1)
    maker, other = (world.do(staff, Role.FINANCE) for _ in range(2))
    batch_id = prepare(world, maker)
    lately = payouts.prepared_lately
    soon = PAYDAY + timedelta(minutes=9)
    assert world.do(lately, maker, "CNY", now=soon) == batch_id
    assert world.do(lately, other, "CNY", now=soon) is None
    assert world.do(lately, maker, "EUR", now=soon) is None
    assert world.do(lately, maker, "CNY", now=PAYDAY + timedelta(minutes=10)) is None
    world.do(payouts.cancel, maker, batch_id, now=PAYDAY)
    assert world.do(lately, maker, "CNY", now=soon) is None
    with pytest.raises(NotAllowed):
        world.do(lately, world.do(staff, Role.REVIEWER), "CNY", now=soon)
