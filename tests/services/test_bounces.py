"""What a bank had paid comes back days later: payable again, once, however often it is said."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from domain.errors import NotAllowed, NotFound, OwnWork, Refusal, WrongState
from domain.ledger import LedgerAccount, PostingKind
from domain.payout import BatchStatus, BounceUnsaid, PayoutEventKind, PayoutStatus
from domain.payout_file import ResultFlaw
from domain.people import Actor, Role
from domain.posting_keys import KeyOf, posting_key
from domain.settlement import VoidReason
from services import (
    bank_results,
    batch_views,
    payees,
    reversals,
    settlements,
    verify,
)
from storage.tables.money import payout_bounce, posting
from tests.approved import approved
from tests.bounced import LATER, by_hand, returned, stands, status_of, told
from tests.paying import (
    PAYDAY,
    VAULT,
    answer,
    details,
    exported,
    items,
    kinds_to,
    paid_creators,
)
from tests.world import NOW, CreatorFixture, World, live_campaign, staff

A, P = LedgerAccount, PayoutStatus


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


@pytest.mark.parametrize(
    "word", ["returned", "退汇", "已退回", "退回", "已退汇", "退票", "Bounced"]
)
def test_what_was_paid_and_comes_back_is_payable_again(
    world: World, maker: CreatorFixture, finance: Actor, word: str
) -> None:
    assert stands(world, maker.actor) == (0, 0, 8_000)
    trial = answer(world, finance, f"KOC-1-1,{word},账号已销户")
    assert (trial.paid, trial.failed, trial.bounced, trial.refused) == (0, 0, 1, ())
    assert stands(world, maker.actor) == (8_000, 0, 0)
    assert items(world) == [("KOC-1-1", P.BOUNCED)]
    (found,) = world.do(batch_views.batch, finance, 1).items
    assert found.item.problem == "账号已销户"
    assert found.bounce is not None
    assert (found.bounce.booked_by, found.bounce.bank_reference) == (finance.name, "")


def test_it_is_a_posting_of_its_own_beside_what_the_bank_said_first(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    returned(world, finance, "KOC-1-1")
    asked = select(posting.c.key, posting.c.kind).order_by(posting.c.id)
    assert [tuple(row) for row in world.rows(asked)][-2:] == [
        (posting_key(KeyOf.ANSWER, 1), PostingKind.PAYMENT),
        (posting_key(KeyOf.BOUNCE, 1), PostingKind.BOUNCE),
    ]


def test_the_bank_says_the_same_again_and_again_and_it_counts_once(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    returned(world, finance, "KOC-1-1")
    for word in ("退汇", "returned", "paid", "failed"):  # old files of the bank, and new ones
        again = answer(world, finance, f"KOC-1-1,{word},")
        assert (again.moves, again.repeated, again.refused) == (0, 1, ())
    with pytest.raises(WrongState):
        by_hand(world, finance)
    assert stands(world, maker.actor) == (8_000, 0, 0)
    assert kinds_to(world, maker.actor).count("payout_bounced") == 1


def test_a_file_that_says_paid_and_then_returned_is_both(
    world: World, finance: Actor, checker: Actor
) -> None:
    (one,) = paid_creators(world, 1)
    exported(world, finance, checker)
    rows = ("KOC-1-1,paid,", "KOC-1-1,returned,closed", "KOC-1-1,returned,closed")
    trial = answer(world, finance, *rows)
    assert (trial.paid, trial.bounced, trial.repeated, trial.booked_of) == (1, 1, 1, (0, 0, 0))
    assert stands(world, one.actor) == (8_000, 0, 0)
    assert world.do(batch_views.batch, finance, 1).batch.status is BatchStatus.DONE


def test_what_was_never_paid_is_refused_by_that_word_as_ever(
    world: World, finance: Actor, checker: Actor
) -> None:
    (one,) = paid_creators(world, 1)
    exported(world, finance, checker)
    trial = returned(world, finance, "KOC-1-1")
    assert (trial.failed, trial.bounced) == (1, 0)
    assert items(world) == [("KOC-1-1", P.FAILED)]
    late = answer(world, finance, "KOC-1-1,paid,")
    assert [each.code for each in late.refused] == [ResultFlaw.CONFLICT]
    assert stands(world, one.actor) == (8_000, 0, 0)


def test_a_plain_failure_of_what_was_paid_is_for_a_person_to_look_at(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    trial = answer(world, finance, "KOC-1-1,failed,")
    assert [each.code for each in trial.refused] == [ResultFlaw.CONFLICT]
    assert status_of(world) is P.PAID


def test_two_of_one_person_in_one_file_see_what_the_first_left(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    """¥80.00 of ¥160.00 paid is void: the first that comes back makes up the debt, once."""
    work = world.do(approved, world.do(live_campaign), maker)
    world.do(settlements.settle_due, now=work.cutoff_at)
    world.do(settlements.mature_due, now=PAYDAY)
    exported(world, finance, checker)
    answer(world, finance, "KOC-2-1,paid,")
    world.do(reversals.void, finance, work.assignment_id, VoidReason.FRAUD, now=PAYDAY)
    assert stands(world, maker.actor) == (0, 8_000, 16_000)
    returned(world, finance, "KOC-1-1", "KOC-2-1")
    assert stands(world, maker.actor) == (8_000, 0, 0)


def test_what_comes_back_makes_up_no_more_than_itself(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    """¥80.00 twice, both void once they were paid: one that comes back makes up one of them."""
    work = world.do(approved, world.do(live_campaign), maker)
    world.do(settlements.settle_due, now=work.cutoff_at)
    world.do(settlements.mature_due, now=PAYDAY)
    exported(world, finance, checker)
    answer(world, finance, "KOC-2-1,paid,")
    for number in (1, work.assignment_id):
        world.do(reversals.void, finance, number, VoidReason.FRAUD, now=PAYDAY)
    returned(world, finance, "KOC-2-1")
    assert stands(world, maker.actor) == (0, 8_000, 8_000)


# By hand


def test_finance_books_it_by_hand_with_the_banks_reason_and_reference(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    assert by_hand(world, finance, said=("  账号\n已销户 ", "FT-20261203-77 ")) == 1
    view = world.do(batch_views.batch, finance, 1)
    (found,) = view.items
    assert found.bounce is not None
    assert (found.item.problem, found.bounce.bank_reference) == ("账号 已销户", "FT-20261203-77")
    last = view.events[-1]
    assert (last.kind, last.items, last.detail) == (PayoutEventKind.BOUNCED, 1, "KOC-1-1")
    assert last.actor == finance.name
    (facts,) = told(world, maker.actor, "payout_bounced")
    assert facts["reference"] == "KOC-1-1"


@pytest.mark.parametrize(
    "said", [("", "FT9"), ("销户", " "), ("x" * 257, "FT9"), ("销户", "9" * 65)]
)
def test_it_takes_a_reason_and_a_reference(
    world: World, maker: CreatorFixture, finance: Actor, said: tuple[str, str]
) -> None:
    with pytest.raises(BounceUnsaid):
        by_hand(world, finance, said=said)
    assert status_of(world) is P.PAID


@pytest.mark.parametrize("said", [("x", "9"), ("x" * 256, "9" * 64)])
def test_one_letter_is_enough_and_as_many_as_are_kept_are_not_too_many(
    world: World, maker: CreatorFixture, finance: Actor, said: tuple[str, str]
) -> None:
    assert by_hand(world, finance, said=said) == 1
    assert status_of(world) is P.BOUNCED


def test_only_finance_books_it_and_nobody_their_own(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    with pytest.raises(NotAllowed):
        by_hand(world, world.do(staff, Role.COORDINATOR))
    with pytest.raises(NotFound):
        by_hand(world, finance, 99)
    world.do(payees.save, finance, VAULT, details(0), now=NOW)  # the account it went to
    with pytest.raises(OwnWork):
        by_hand(world, finance)
    assert status_of(world) is P.PAID


@pytest.mark.parametrize("word", ["returned", "failed"])
def test_no_file_gives_money_back_to_whoever_brings_it(
    world: World, finance: Actor, checker: Actor, word: str
) -> None:
    (one,) = paid_creators(world, 1)
    exported(world, finance, checker)
    if word == "returned":
        answer(world, checker, "KOC-1-1,paid,")
    before = status_of(world)
    world.do(payees.save, finance, VAULT, details(0), now=NOW)
    trial = answer(world, finance, f"KOC-1-1,{word},")
    assert [each.code for each in trial.refused] == [ResultFlaw.OWN]
    assert status_of(world) is before
    assert answer(world, checker, f"KOC-1-1,{word},").moves == 1
    assert stands(world, one.actor)[0] == 8_000


def test_what_is_not_paid_cannot_come_back(world: World, finance: Actor, checker: Actor) -> None:
    paid_creators(world, 1)
    exported(world, finance, checker)
    with pytest.raises(WrongState):
        by_hand(world, finance)
    answer(world, finance, "KOC-1-1,failed,")
    with pytest.raises(WrongState):
        by_hand(world, finance)


def test_two_finance_people_at_once_book_it_once(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    """By hand and by files, all at the same time."""
    content = b"reference,result\nKOC-1-1,returned\n"
    files = [
        world.do(bank_results.hand_in, finance, f"{n}.csv", content, now=LATER) for n in range(3)
    ]

    def attempt(number: int) -> int:
        with suppress(Refusal):
            if number < len(files):
                trial = files[number]
                return world.do(bank_results.confirm, finance, trial.upload_id, now=LATER).bounced
            return by_hand(world, checker)
        return 0

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(attempt, range(6))) == 1
    assert stands(world, maker.actor) == (8_000, 0, 0)
    assert len(world.rows(select(payout_bounce.c.payout_id))) == 1


@pytest.mark.parametrize(
    "change", ["UPDATE payout_bounce SET bank_reference = 'x'", "DELETE FROM payout_bounce"]
)
def test_nobody_changes_what_was_booked(
    world: World, maker: CreatorFixture, finance: Actor, change: str
) -> None:
    by_hand(world, finance)
    with pytest.raises(DBAPIError, match="append-only"):
        world.do(lambda conn: conn.execute(text(change)))


def test_the_banks_own_reference_is_kept_where_its_file_has_one(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    content = "编号,结果,银行流水号\nKOC-1-1,退汇,FT-77\n".encode()
    trial = world.do(bank_results.hand_in, finance, "r.csv", content, now=LATER)
    world.do(bank_results.confirm, finance, trial.upload_id, now=LATER)
    assert world.rows(select(payout_bounce.c.bank_reference)) == [("FT-77",)]
