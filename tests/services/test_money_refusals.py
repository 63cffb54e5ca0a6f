"""Whoever may not move money, or comes too late, hears which thing and which verb it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import NotAllowed, NotFound, OwnWork, Stale, WrongState
from domain.payout import BatchOutdated, Channel, NothingToPay
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor, Role
from domain.settlement import RetentionOver, VoidReason
from services import (
    approvals,
    bank_results,
    batch_views,
    bounces,
    payees,
    payout_files,
    payouts,
    reversals,
    settlements,
)
from services.payout_files import Wanted
from storage import payouts as payout_rows
from tests.approved import approved
from tests.bounced import SAID
from tests.paying import (
    DAY,
    FALLING,
    PAYDAY,
    VAULT,
    answer,
    details,
    exported,
    paid_creators,
    prepare,
)
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, staff

Attempt = Callable[..., Any]


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    return paid_creators(world, 1)[0]


def test_what_is_for_finance_is_refused_by_its_verb(world: World) -> None:
    other = world.do(staff, Role.REVIEWER)
    part = bank_results.Part(1, (), is_last=True)
    attempts: list[tuple[str, Attempt]] = [
        ("payouts", lambda c: batch_views.overview(c, other, now=PAYDAY)),
        ("payouts", lambda c: prepare_batch(c, other, "CNY", now=PAYDAY)),
        ("payouts", lambda c: batch_views.batch(c, other, 1)),
        ("payouts", lambda c: payouts.approve(c, other, 1, now=PAYDAY)),
        ("payouts", lambda c: payouts.cancel(c, other, 1, now=PAYDAY)),
        ("payouts", lambda c: payout_files.export(c, other, VAULT, 1, now=PAYDAY)),
        ("payouts", lambda c: bounces.book_by_hand(c, other, 1, *SAID, now=PAYDAY)),
        ("payouts", lambda c: bank_results.count(c, other, "r.csv", b"")),
        ("payouts", lambda c: bank_results.keep(c, other, "r.csv", b"", now=PAYDAY)),
        ("payouts", lambda c: bank_results.trial(c, other, 1)),
        ("payouts", lambda c: bank_results.parts(c, other, 1)),
        ("payouts", lambda c: bank_results.book(c, other, part, now=PAYDAY)),
        ("settle", lambda c: settlements.settle_one(c, other, 1, now=PAYDAY)),
        ("settle", lambda c: settlements.settle_unheard(c, other, 1, now=PAYDAY)),
        ("void", lambda c: reversals.to_take_back(c, other, 1)),
        ("void", lambda c: reversals.void(c, other, 1, VoidReason.FRAUD, now=PAYDAY)),
    ]
    for verb, attempt in attempts:
        with pytest.raises(NotAllowed) as refused:
            world.do(attempt)
        assert refused.value.verb == verb


def test_what_is_not_there_is_named(world: World, finance: Actor) -> None:
    attempts: list[tuple[str, Attempt]] = [
        ("payout_batch", lambda c: batch_views.batch(c, finance, 9)),
        ("payout_batch", lambda c: payouts.approve(c, finance, 9, now=PAYDAY)),
        ("payout_batch", lambda c: payout_files.export(c, finance, VAULT, 9, now=PAYDAY)),
        ("payout", lambda c: bounces.book_by_hand(c, finance, 9, *SAID, now=PAYDAY)),
        ("due_part", lambda c: settlements.settle_one(c, finance, 9, now=PAYDAY)),
        ("work", lambda c: reversals.void(c, finance, 9, VoidReason.FRAUD, now=PAYDAY)),
        ("upload", lambda c: bank_results.trial(c, finance, 9)),
    ]
    for kind, attempt in attempts:
        with pytest.raises(NotFound) as refused:
            world.do(attempt)
        assert refused.value.kind == kind


def test_a_file_of_a_method_that_nobody_is_paid_by_is_named(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    with pytest.raises(NotFound) as refused:
        world.do(payout_files.export, finance, VAULT, 1, Wanted(method="paypal"), now=PAYDAY)
    assert refused.value.kind == "payout_file"


def test_where_nothing_is_payable_the_currency_is_named(world: World, finance: Actor) -> None:
    with pytest.raises(NothingToPay) as refused:
        prepare(world, finance)
    assert refused.value.currency == "CNY"


def test_a_batch_that_is_outdated_is_named(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    world.do(payees.save, maker.actor, VAULT, details(77), now=PAYDAY)
    with pytest.raises(BatchOutdated) as refused:
        world.do(payouts.approve, checker, 1, now=PAYDAY)
    assert refused.value.batch_id == 1


def test_a_step_that_a_batch_does_not_lead_to_is_named(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    with pytest.raises(WrongState) as refused:
        world.do(payout_files.export, finance, VAULT, 1, now=PAYDAY)
    assert (refused.value.status, refused.value.target) == ("prepared", "exported")
    world.do(payouts.cancel, checker, 1, now=PAYDAY)
    twice = PayoutRules(confirmed_twice=True)
    for rules in (PLAIN, twice):
        with pytest.raises(WrongState) as refused:
            world.do(approvals.say_yes, checker, 1, Channel.CHAT, rules, now=PAYDAY)
        assert (refused.value.status, refused.value.target) == ("cancelled", "approved")
    with pytest.raises(WrongState) as refused:
        world.do(payouts.cancel, checker, 1, now=PAYDAY)
    assert (refused.value.status, refused.value.target) == ("cancelled", "cancelled")


def test_what_did_not_reach_the_bank_cannot_come_back(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    prepare(world, finance)
    with pytest.raises(WrongState) as refused:
        world.do(bounces.book_by_hand, finance, 1, *SAID, now=PAYDAY)
    assert (refused.value.status, refused.value.target) == ("prepared", "bounced")


def test_ones_own_money_is_refused_by_its_verb(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    work = world.do(approved, world.do(live_campaign), maker)
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,paid,")
    for each in (finance, checker):
        world.do(payees.save, each, VAULT, details(0), now=NOW)  # the creator's account
    at, number = work.cutoff_at, work.assignment_id
    attempts: list[tuple[str, Attempt]] = [
        ("settle", lambda c: settlements.settle_one(c, finance, number, now=at)),
        ("void", lambda c: reversals.void(c, finance, number, VoidReason.FRAUD, now=at)),
        ("payouts", lambda c: bounces.book_by_hand(c, finance, 1, *SAID, now=PAYDAY)),
    ]
    for verb, attempt in attempts:
        with pytest.raises(OwnWork) as refused:
            world.do(attempt)
        assert refused.value.verb == verb
    other = world.do(creator)
    again = world.do(approved, world.do(live_campaign), other)
    world.do(payees.save, other.actor, VAULT, details(5), now=NOW)
    world.do(settlements.settle_due, now=again.cutoff_at)
    world.do(settlements.mature_due, now=PAYDAY)
    batch_id = prepare(world, finance)
    with pytest.raises(OwnWork) as refused:
        world.do(payouts.approve, finance, batch_id, now=PAYDAY)
    assert refused.value.verb == "approve_payouts"


def test_a_file_that_was_booked_is_stale(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    content = b"reference,result\nKOC-1-1,paid\n"
    trial = world.do(bank_results.hand_in, finance, "r.csv", content, now=PAYDAY)
    world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY)
    with pytest.raises(Stale) as refused:
        world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY)
    assert refused.value.kind == "upload"


def test_a_post_that_stayed_up_is_refused_with_the_day_until_which_it_had_to(
    world: World, finance: Actor
) -> None:
    work = world.do(approved, world.do(live_campaign), world.do(creator))
    gone = (finance, work.assignment_id, VoidReason.POST_GONE)
    with pytest.raises(RetentionOver) as refused:
        world.do(reversals.void, *gone, now=NOW + 30 * DAY)
    assert refused.value.retained_until == NOW + 30 * DAY
    assert world.do(reversals.void, *gone, now=NOW + 29 * DAY) == work.assignment_id


def test_who_saw_a_payout_before_it_moved_on_does_not_move_it(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    seen = world.do(payout_rows.item, 1)
    answer(world, finance, "KOC-1-1,paid,")
    paid = world.do(payout_rows.item, 1)
    world.do(bounces.book_by_hand, finance, 1, *SAID, now=PAYDAY)
    attempts: list[Attempt] = [
        lambda c: bank_results.give_back(c, [seen], now=PAYDAY),
        lambda c: bounces.book(c, finance, paid, *SAID, now=PAYDAY),
    ]
    for attempt in attempts:
        with pytest.raises(Stale) as refused:
            world.do(attempt)
        assert refused.value.kind == "payout"


def test_what_nobody_told_of_is_settled_by_a_person_alone_until_the_waiting_time_is_over(
    world: World, finance: Actor
) -> None:
    work = world.do(approved, world.do(live_campaign, agreed=FALLING), world.do(creator))
    world.do(settlements.settle_due, now=work.cutoff_at)  # of the first cut-off nothing came
    over = work.cutoff_at + settlements.PATIENCE
    one = (finance, work.assignment_id)
    with pytest.raises(NotFound):
        world.do(settlements.settle_one, *one, now=over - timedelta(seconds=1))
    assert world.do(settlements.settle_one, *one, now=over) == work.assignment_id
