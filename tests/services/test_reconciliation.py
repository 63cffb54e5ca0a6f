"""A batch against the bank's answer: paid, refused by reason, open; and rows that fit nothing."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.errors import NotAllowed
from domain.payout_file import ResultFlaw
from domain.people import Actor, Role
from domain.reconciliation import Reconciliation, Some
from services import bank_results, reconciliation, verify
from storage import bank_answers
from storage.tables.money import refused_answer
from tests.paying import DAY, PAYDAY, answer, exported, paid_creators
from tests.world import World, staff
from words import reconciliation as words
from words.speech import speech


@pytest.fixture
def finance(world: World) -> Actor:
    return world.do(staff, Role.FINANCE)


def batch_of(world: World, finance: Actor, count: int) -> int:
    paid_creators(world, count)
    return exported(world, finance, world.do(staff, Role.FINANCE))[0]


def test_an_answer_is_summed_by_what_it_says(world: World, finance: Actor) -> None:
    batch_id = batch_of(world, finance, 5)
    rows = ("1,成功,", "2,失败,户名不符", "3,失败,户名不符", "4,失败,")
    answer(world, finance, *(f"KOC-{batch_id}-{row}" for row in rows))
    found = world.do(reconciliation.of_batch, finance, batch_id)
    assert (found.sent, found.paid, found.missing) == (
        Some(5, 40_000),
        Some(1, 8_000),
        Some(1, 8_000),
    )
    assert found.failed == (("户名不符", Some(2, 16_000)), ("", Some(1, 8_000)))
    assert found.is_even
    told = words.text(found, speech("en"))
    assert "Refused: 户名不符: 2 · ¥160.00" in told
    assert "Refused: no reason given: 1 · ¥80.00" in told
    assert "No answer yet: 1 · ¥80.00" in told
    assert "✅" in told
    assert world.do(verify.problems) == []


def test_before_any_answer_all_of_it_is_open(world: World, finance: Actor) -> None:
    batch_id = batch_of(world, finance, 2)
    found = world.do(reconciliation.of_batch, finance, batch_id)
    assert (found.missing, found.paid, found.failed) == (Some(2, 16_000), Some(0, 0), ())
    assert found.is_even


def test_a_batch_whose_ledger_says_otherwise_is_not_even(world: World, finance: Actor) -> None:
    batch_id = batch_of(world, finance, 2)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    found: Reconciliation = world.do(reconciliation.of_batch, finance, batch_id)
    assert not replace(found, posted_minor=found.posted_minor - 1).is_even
    assert not replace(found, waiting_minor=0).is_even
    assert not replace(found, missing=Some(0, 0)).is_even
    assert "⚠️" in words.text(replace(found, waiting_minor=0), speech("zh_Hans"))


def test_rows_that_fit_nothing_are_kept_once(world: World, finance: Actor) -> None:
    batch_id = batch_of(world, finance, 1)
    rows = f"reference,result\nKOC-{batch_id}-1,paid\nKOC-9-9,paid\nKOC-{batch_id}-1,perhaps\n"
    trial = world.do(bank_results.hand_in, finance, "r.csv", rows.encode(), now=PAYDAY + DAY)
    assert world.rows(select(refused_answer.c.id)) == []
    for part in world.do(bank_results.parts, finance, trial.upload_id):
        unfinished = replace(part, is_last=False)  # broken off, and booked once more
        world.do(bank_results.book, finance, unfinished, now=PAYDAY + DAY)
        world.do(bank_results.book, finance, part, now=PAYDAY + DAY)
    kept = world.do(bank_answers.refused, 10)
    assert {(each.line, each.flaw, each.value) for each in kept} == {
        (3, ResultFlaw.UNKNOWN_REFERENCE, "KOC-9-9"),
        (4, ResultFlaw.BAD_OUTCOME, "perhaps"),
    }
    assert len(kept) == 2


def test_only_finance_reconciles(world: World, finance: Actor) -> None:
    batch_id = batch_of(world, finance, 1)
    with pytest.raises(NotAllowed):
        world.do(reconciliation.of_batch, world.do(staff, Role.COORDINATOR), batch_id)
