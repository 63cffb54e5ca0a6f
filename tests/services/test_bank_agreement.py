"""An answer that says two things of one payout books none of them, in whatever order."""

import io

import pytest

from domain.payout import PayoutStatus
from domain.payout_file import RefusedResult, ResultFlaw
from domain.people import Actor
from services import bank_results, bank_trials, payment_workbooks, verify, workbooks
from tests.paying import PAYDAY, answer, exported, items, kinds_to, paid_creators
from tests.world import World

P = PayoutStatus


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


@pytest.fixture(autouse=True)
def asked(world: World, finance: Actor, checker: Actor) -> Actor:
    (one,) = paid_creators(world, 1)
    exported(world, finance, checker)
    return one.actor


def booked(world: World, finance: Actor, content: bytes) -> bank_trials.ResultsTrial:
    trial = world.do(bank_results.hand_in, finance, "r.csv", content, now=PAYDAY)
    after = world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY)
    assert after == trial
    return after


def refused(*lines: int) -> tuple[RefusedResult, ...]:
    return tuple(RefusedResult(line, ResultFlaw.CONTRADICTS, "KOC-1-1") for line in lines)


@pytest.mark.parametrize(
    "words",
    [
        ("失败", "成功"),
        ("成功", "失败"),
        ("returned", "paid"),
        ("paid", "paid", "failed"),
        ("paid", "failed", "paid"),
        ("failed", "paid", "paid"),
        ("paid", "returned", "paid"),
        ("paid", "returned", "failed"),
        ("pending", "paid", "failed"),
    ],
)
def test_of_a_payout_that_one_file_says_two_things_of_nothing_is_booked(
    world: World, finance: Actor, asked: Actor, words: tuple[str, ...]
) -> None:
    before = kinds_to(world, asked)
    trial = answer(world, finance, *(f"KOC-1-1,{word}," for word in words))
    assert (trial.moves, trial.repeated, trial.pending) == (0, 0, 0)
    assert trial.refused == refused(*range(2, 2 + len(words)))
    assert items(world) == [("KOC-1-1", P.IN_TRANSIT)]
    assert kinds_to(world, asked) == before


@pytest.mark.parametrize("amounts", [("80.00", "8.00"), ("8.00", "80.00"), ("", "8.00")])
def test_two_amounts_are_two_things_too(
    world: World, finance: Actor, amounts: tuple[str, str]
) -> None:
    rows = "".join(f"KOC-1-1,paid,{amount}\n" for amount in amounts)
    trial = booked(world, finance, f"reference,result,amount\n{rows}".encode())
    assert (trial.moves, trial.refused) == (0, refused(2, 3))


def test_the_same_thing_said_otherwise_is_one(world: World, finance: Actor) -> None:
    rows = "KOC-1-1,处理中,\nKOC-1-1,paid,80\nKOC-1-1,成功,80.00\nKOC-1-1,ok,\n"
    trial = booked(world, finance, f"reference,result,amount\n{rows}".encode())
    assert (trial.paid, trial.refused) == (1, ())
    assert items(world) == [("KOC-1-1", P.PAID)]


def test_two_words_for_money_that_is_not_there_are_one_word(world: World, finance: Actor) -> None:
    trial = answer(world, finance, "KOC-1-1,failed,", "KOC-1-1,returned,closed")
    assert (trial.failed, trial.repeated, trial.refused) == (1, 1, ())


def test_an_amount_that_nobody_can_read_is_no_word_against_the_other(
    world: World, finance: Actor
) -> None:
    content = b"reference,result,amount\nKOC-1-1,paid,80.00\nKOC-1-1,paid,80 yuan\n"
    trial = booked(world, finance, content)
    assert trial.paid == 1
    assert trial.refused == (RefusedResult(3, ResultFlaw.BAD_AMOUNT, "KOC-1-1"),)


def test_a_workbook_that_contradicts_itself_books_nothing_either(
    world: World, finance: Actor
) -> None:
    sheet = payment_workbooks.written([("编号", "结果"), ("KOC-1-1", "失败"), ("KOC-1-1", "成功")])
    trial = booked(world, finance, workbooks.as_csv(io.BytesIO(sheet)))
    assert (trial.moves, trial.refused) == (0, refused(2, 3))


def test_once_the_bank_has_said_what_is_true_that_is_booked(world: World, finance: Actor) -> None:
    answer(world, finance, "KOC-1-1,failed,", "KOC-1-1,paid,")
    assert answer(world, finance, "KOC-1-1,paid,").paid == 1
