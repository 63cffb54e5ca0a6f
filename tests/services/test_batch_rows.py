"""What is written down of a batch, its files and its answers says who, when and how much."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain import bare_answer
from domain.bank_moves import MOST_TOLD, BankMove, BatchSum
from domain.outcome import Outcome
from domain.payout import (
    BatchStatus,
    Bounce,
    Channel,
    PayoutEvent,
    PayoutEventKind,
    PayoutStatus,
)
from domain.payout_file import RefusedResult, ResultFlaw, ResultRow
from domain.payout_form import FileKind
from domain.payout_rules import PayoutRules
from domain.people import Actor
from services import (
    approvals,
    bank_results,
    batch_views,
    payout_files,
    payouts,
)
from services.bank_results import Part
from services.bank_trials import ResultsTrial
from services.payout_files import Wanted
from storage import payouts as rows_of
from storage.tables.money import (
    payout_batch,
    payout_confirmation,
    refused_answer,
)
from storage.tables.people import person
from tests.bounced import LATER, SAID, by_hand
from tests.paying import (
    DAY,
    PAYDAY,
    VAULT,
    answer,
    exported,
    paid_creators,
    prepare,
)
from tests.world import CreatorFixture, World

K = PayoutEventKind
P = PayoutStatus
MINUTE = timedelta(minutes=1)


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    """¥80.00 are payable to them."""
    return paid_creators(world, 1)[0]


# What was done to a batch


def events(world: World, reader: Actor) -> list[PayoutEvent]:
    return list(world.do(batch_views.batch, reader, 1).events)


def test_a_batch_remembers_who_did_what_to_it_and_when(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    twice = PayoutRules(confirmed_twice=True)
    prepare(world, finance)
    yes = (checker, 1, Channel.CHAT, twice)
    half = world.do(approvals.say_yes, *yes, now=PAYDAY)
    assert (half.batch_id, len(half.code), half.code.isdecimal()) == (1, 6, True)
    console = (checker, 1, Channel.CONSOLE, twice)
    wrong = world.do(approvals.say_yes, *console, "no", now=PAYDAY + MINUTE)
    assert (wrong.batch_id, wrong.code) == (1, "")
    ((tries, said_in),) = world.rows(
        select(payout_confirmation.c.tries, payout_confirmation.c.said_in)
    )
    assert (tries, said_in) == (1, Channel.CHAT)
    said = world.do(approvals.say_yes, *console, half.code, now=PAYDAY + 2 * MINUTE)
    assert (said.batch_id, said.code) == (1, "")
    world.do(payout_files.export, finance, VAULT, 1, now=PAYDAY + 3 * MINUTE)
    book = Wanted(FileKind.XLSX, "alipay")
    world.do(payout_files.export_batch, VAULT, 1, book, again=True, now=PAYDAY + 4 * MINUTE)
    answer(world, finance, "KOC-1-1,paid,")
    answer(world, finance, "KOC-1-1,退汇,销户")
    assert events(world, finance) == [
        PayoutEvent(K.PREPARED, finance.name, PAYDAY, 1, ""),
        PayoutEvent(K.CONFIRMED, checker.name, PAYDAY, 0, "chat"),
        PayoutEvent(K.WRONG_CODE, checker.name, PAYDAY + MINUTE, 0, "console"),
        PayoutEvent(K.APPROVED, checker.name, PAYDAY + 2 * MINUTE, 1, "console"),
        PayoutEvent(K.EXPORTED, finance.name, PAYDAY + 3 * MINUTE, 1, "*.csv"),
        PayoutEvent(K.EXPORTED, "", PAYDAY + 4 * MINUTE, 1, "alipay.xlsx"),
        PayoutEvent(K.ANSWERED, finance.name, PAYDAY + DAY, 1, "results.csv"),
        PayoutEvent(K.BOUNCED, finance.name, PAYDAY + DAY, 1, "results.csv"),
    ]
    (row,) = world.rows(select(payout_batch))
    assert (row.confirmed_at, row.approved_at) == (PAYDAY, PAYDAY + 2 * MINUTE)
    assert row.exported_at == PAYDAY + 3 * MINUTE


def test_a_batch_that_was_withdrawn_or_came_back_by_hand_says_so(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    world.do(payouts.cancel, checker, 1, now=PAYDAY + MINUTE)
    assert events(world, finance)[1:] == [
        PayoutEvent(K.CANCELLED, checker.name, PAYDAY + MINUTE, 1, "")
    ]
    exported(world, finance, checker)
    answer(world, finance, "KOC-2-1,paid,")
    by_hand(world, finance, 2)
    view = world.do(batch_views.batch, finance, 2)
    assert view.events[-1] == PayoutEvent(K.BOUNCED, finance.name, LATER, 1, "KOC-2-1")
    assert view.items[0].bounce == Bounce(SAID[1], finance.name, LATER)


def test_an_answer_that_says_nothing_new_is_noted_too(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    for _ in range(2):
        answer(world, finance, "KOC-1-1,paid,")
    found = [(each.kind, each.items) for each in events(world, finance)[-2:]]
    assert found == [(K.ANSWERED, 1), (K.ANSWERED, 0)]


def test_a_file_that_says_paid_and_then_returned_is_noted_as_both(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,paid,", "KOC-1-1,退汇,销户")
    found = [(each.kind, each.items) for each in events(world, finance)[-2:]]
    assert found == [(K.ANSWERED, 1), (K.BOUNCED, 1)]


def test_a_batch_shows_whose_it_is_and_by_whom(
    world: World, finance: Actor, checker: Actor
) -> None:
    one, other = paid_creators(world, 2)
    prepare(world, finance)
    before = world.do(batch_views.batch, checker, 1)
    assert (before.prepared_by, before.approved_by) == (finance.name, "")
    assert (before.batch.status, before.needs_another) == (BatchStatus.PREPARED, False)
    world.do(payouts.approve, checker, 1, now=PAYDAY)
    found = world.do(batch_views.batch, finance, 1)
    assert (found.prepared_by, found.approved_by) == (finance.name, checker.name)
    assert (found.amount_minor, found.withheld_minor, found.tried_before) == (16_000, 0, 0)
    assert [each.name for each in found.items] == [one.actor.name, other.actor.name]
    assert not any(each.shares_account or each.bounce for each in found.items)


# The files


def test_a_payment_file_is_named_by_its_batch_its_hash_and_its_method(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    sha256 = world.do(batch_views.batch, finance, 1).batch.sha256
    found = {
        wanted: world.do(payout_files.export_batch, VAULT, 1, wanted, again=True, now=PAYDAY)
        for wanted in (Wanted(), Wanted(FileKind.XLSX), Wanted(method="alipay"))
    }
    assert [(each.name, each.items, each.left_out) for each in found.values()] == [
        (f"payout-1-{sha256[:8]}.csv", 1, ()),
        (f"payout-1-{sha256[:8]}.xlsx", 1, ()),
        (f"payout-1-{sha256[:8]}-alipay.csv", 1, ()),
    ]


# The bank's answer


MIXED = (
    "reference,result,amount,bank reference\n"
    "KOC-1-1,paid,80.00,B1\n"
    "KOC-1-1,paid,,\n"
    "KOC-1-2,failed,,\n"
    "KOC-9-9,paid,,\n"
    "KOC-1-3,paid,8.00,\n"
)


def test_an_answer_is_counted_and_then_booked_exactly_so(
    world: World, finance: Actor, checker: Actor
) -> None:
    paid_creators(world, 3)
    exported(world, finance, checker)
    content = MIXED.encode()
    refused = (
        RefusedResult(5, ResultFlaw.UNKNOWN_REFERENCE, "KOC-9-9"),
        RefusedResult(6, ResultFlaw.AMOUNT_DIFFERS, "KOC-1-3"),
    )
    counted = world.do(bank_results.count, finance, "r.csv", content)
    names = dict(world.rows(select(person.c.id, person.c.name)))
    items = {each.reference: each for each in world.do(rows_of.items, 1)}

    def told(target: PayoutStatus, reference: str) -> BankMove:
        item = items[reference]
        name = names[item.person_id]
        return BankMove(target, 1, reference, name, item.masked, 8_000, "CNY", "")

    failed, paid = told(P.FAILED, "KOC-1-2"), told(P.PAID, "KOC-1-1")
    new: Any = (
        (BatchSum(1, P.FAILED, 1, 8_000, "CNY"), BatchSum(1, P.PAID, 1, 8_000, "CNY")),
        (failed, paid),
    )
    assert counted == ResultsTrial(0, "r.csv", 1, 1, 0, 1, refused, 0, 0, 0, (1,), *new)
    assert (counted.moves, counted.booked_of) == (2, (0, 0, 0))
    upload_id = world.do(bank_results.keep, finance, "r.csv", content, now=PAYDAY)
    kept = replace(counted, upload_id=upload_id)
    assert world.do(bank_results.trial, finance, upload_id) == kept
    assert world.do(bank_results.confirm, finance, upload_id, now=PAYDAY) == kept
    again = world.do(bank_results.hand_in, finance, "again.csv", content, now=PAYDAY)
    assert again == ResultsTrial(upload_id + 1, "again.csv", 0, 0, 0, 3, refused, 2, 1, 0, (1,))
    rows = world.rows(select(refused_answer).order_by(refused_answer.c.id))
    assert [(row.upload_id, row.name, row.line, row.flaw, row.value, row.at) for row in rows] == [
        (upload_id, "r.csv", each.line, each.code, each.value, PAYDAY) for each in refused
    ]


def test_of_a_long_answer_all_is_summed_and_what_went_wrong_is_named_first(
    world: World, finance: Actor, checker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid_creators(world, MOST_TOLD + 2)
    exported(world, finance, checker)
    last = MOST_TOLD + 2
    rows = [f"KOC-1-{number},paid," for number in range(1, last)]
    content = "\n".join(["reference,result,reason", *rows, f"KOC-1-{last},failed,closed"]).encode()
    trial = world.do(bank_results.hand_in, finance, "r.csv", content, now=PAYDAY)
    failed = BatchSum(1, P.FAILED, 1, 8_000, "CNY")
    paid = BatchSum(1, P.PAID, last - 1, 8_000 * (last - 1), "CNY")
    assert trial.sums == (failed, paid)
    assert len(trial.told) == MOST_TOLD
    assert [(each.reference, each.reason) for each in trial.told[:2]] == [
        (f"KOC-1-{last}", "closed"),
        ("KOC-1-1", ""),
    ]
    monkeypatch.setattr(bank_results, "MOST_IN_A_UNIT", 5)
    booked = world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY)
    assert (booked.sums, booked.told) == (trial.sums, trial.told)


def test_a_long_reference_that_nobody_knows_is_cut(world: World, finance: Actor) -> None:
    content = f"ref,result\n{'K' * 99},paid\n".encode()
    (refused,) = world.do(bank_results.count, finance, "r.csv", content).refused
    assert refused == RefusedResult(2, ResultFlaw.UNKNOWN_REFERENCE, "K" * 80)


def test_what_came_back_is_counted_among_what_was_booked_before(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,paid,")
    answer(world, finance, "KOC-1-1,退汇,销户")
    content = "编号,结果\nKOC-1-1,退汇\n".encode()
    found = world.do(bank_results.count, finance, "r.csv", content)
    assert (found.repeated, found.booked_paid, found.booked_failed) == (1, 0, 0)
    assert found.booked_of == (0, 0, 1)


def test_an_answer_is_parted_in_its_order(
    world: World, finance: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank_results, "MOST_IN_A_UNIT", 2)
    rows = [ResultRow(line, f"K{line}", Outcome.PAID) for line in range(2, 6)]
    for count in (3, 4):
        text = "ref,result\n" + "".join(f"K{each.line},paid\n" for each in rows[:count])
        upload_id = world.do(bank_results.keep, finance, "r.csv", text.encode(), now=PAYDAY)
        assert world.do(bank_results.parts, finance, upload_id) == [
            Part(upload_id, tuple(rows[:2]), is_last=False),
            Part(
                upload_id,
                tuple(rows[2:count]),
                is_last=True,
                what_stays=bare_answer.bare(rows[:count]),
            ),
        ]
