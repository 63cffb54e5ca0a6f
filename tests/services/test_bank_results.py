"""The payment file is always the same bytes, and the bank answers each item of it once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.errors import NotFound, Stale, WrongState
from domain.ledger import LedgerAccount
from domain.payee import PayeeDetails, PayeeMethod
from domain.payout import BatchStatus, DetailsForgotten, PayoutStatus
from domain.payout_file import RefusedResult, ResultFlaw
from domain.people import Actor
from services import (
    bank_results,
    bank_trials,
    batch_views,
    payees,
    payout_files,
    payouts,
    privacy,
    verify,
)
from storage.tables.metrics import upload
from storage.tables.money import payout, payout_batch
from tests.paying import (
    DAY,
    PAYDAY,
    VAULT,
    answer,
    balance,
    exported,
    items,
    paid_creators,
    prepare,
)
from tests.world import NOW, CreatorFixture, World

A = LedgerAccount


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    return paid_creators(world, 1)[0]


# The files


def test_an_export_is_the_same_bytes_again_and_again(
    world: World, finance: Actor, checker: Actor
) -> None:
    paid_creators(world, 3)
    batch_id = prepare(world, finance)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    first = world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    later = world.do(payout_files.export_batch, VAULT, batch_id, now=PAYDAY + DAY)
    assert first == later
    assert first.content.startswith(b"\xef\xbb\xbf")
    assert "13812340001" not in repr(first)
    answer(
        world,
        finance,
        f"KOC-{batch_id}-1,paid,",
        f"KOC-{batch_id}-2,paid,",
        f"KOC-{batch_id}-3,paid,",
    )
    assert world.do(payout_files.export_batch, VAULT, batch_id, now=PAYDAY + DAY) == first
    ((exported_at,),) = world.rows(select(payout_batch.c.exported_at))
    assert exported_at == PAYDAY


def test_a_name_that_a_spreadsheet_would_run_is_inert(
    world: World, finance: Actor, checker: Actor
) -> None:
    (maker,) = paid_creators(world, 1, with_details=False)
    nasty = PayeeDetails(PayeeMethod.WECHAT, "xiaoming", "=HYPERLINK(a1)")
    world.do(payees.save, maker.actor, VAULT, nasty, now=NOW)
    _, text = exported(world, finance, checker)
    assert ",'=HYPERLINK(a1)," in text


def test_nothing_is_exported_before_its_approval(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    batch_id = prepare(world, finance)
    with pytest.raises(WrongState):
        world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)


@pytest.mark.parametrize("heading", ["currency", "币种"])
def test_another_currency_than_was_asked_for_is_refused_in_a_table_too(
    world: World, finance: Actor, checker: Actor, heading: str
) -> None:
    paid_creators(world, 1)
    batch_id, _ = exported(world, finance, checker)
    reference = f"KOC-{batch_id}-1"

    def counted(currency: str) -> bank_trials.ResultsTrial:
        rows = f"reference,result,amount,{heading}\n{reference},paid,80.00,{currency}\n"
        return world.do(bank_results.count, finance, "r.csv", rows.encode())

    for other in ("USD", "美元", "usd "):
        refused = (RefusedResult(2, ResultFlaw.AMOUNT_DIFFERS, reference),)
        assert (counted(other).paid, counted(other).refused) == (0, refused)
    for same in ("CNY", "cny", "人民币", "RMB", "", "156", "001"):
        assert counted(same).paid == 1


def test_each_refused_result_names_its_line_and_the_others_go_on(
    world: World, finance: Actor, checker: Actor
) -> None:
    paid_creators(world, 3)
    batch_id, _ = exported(world, finance, checker)
    content = (
        "reference,result,amount\n"
        f"KOC-{batch_id}-1,paid,80.00\n"
        "KOC-999-1,paid,80.00\n"
        f"KOC-{batch_id}-2,paid,8.00\n"
        f"KOC-{batch_id}-2,maybe,\n"
        f"KOC-{batch_id}-1,paid,\n"
        f"KOC-{batch_id}-3,paid,80 yuan\n"
    ).encode()
    trial = world.do(bank_results.hand_in, finance, "r.csv", content, now=PAYDAY)
    assert (trial.paid, trial.failed, trial.repeated) == (1, 0, 1)
    assert trial.refused == (
        RefusedResult(3, ResultFlaw.UNKNOWN_REFERENCE, "KOC-999-1"),
        RefusedResult(4, ResultFlaw.AMOUNT_DIFFERS, f"KOC-{batch_id}-2"),
        RefusedResult(5, ResultFlaw.BAD_OUTCOME, "maybe"),
        RefusedResult(7, ResultFlaw.BAD_AMOUNT, f"KOC-{batch_id}-3"),
    )
    assert {status for _, status in items(world)} == {PayoutStatus.IN_TRANSIT}
    world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY)
    assert [status for _, status in items(world)].count(PayoutStatus.PAID) == 1
    assert world.do(batch_views.batch, finance, batch_id).batch.status is BatchStatus.EXPORTED


def test_of_a_booked_answer_only_what_it_said_of_payouts_is_kept(
    world: World, finance: Actor, checker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own file comes back with a column more: accounts and names in clear."""
    monkeypatch.setattr(bank_results, "MOST_IN_A_UNIT", 1)
    paid_creators(world, 2)
    batch_id, text = exported(world, finance, checker)
    head, one, two = text.splitlines()
    answered = "\n".join([f"{head},result,reason", f"{one},paid,", f"{two},failed,closed", ""])
    assert "13812340001" in answered
    booked_at = PAYDAY + DAY
    about = finance, "a.csv", f"{answered}{one.replace(f'KOC-{batch_id}-1', 'KOC-9-9')},paid,\n"
    upload_id = world.do(bank_results.keep, *about[:2], about[2].encode(), now=booked_at)
    parts = world.do(bank_results.parts, finance, upload_id)
    for part in parts:
        ((content, used_at),) = world.rows(select(upload.c.content, upload.c.used_at))
        assert (content, used_at) == (about[2].encode(), None)
        world.do(bank_results.book, finance, part, now=booked_at)
    ((content, used_at),) = world.rows(select(upload.c.content, upload.c.used_at))
    assert used_at == booked_at
    assert "13812340001" not in content.decode()
    assert "KOC" in content.decode()
    assert "13812340001" not in repr(parts)
    after = world.do(bank_results.trial, finance, upload_id)
    assert (after.moves, after.booked_of) == (0, (1, 1, 0))
    assert after.refused == (RefusedResult(4, ResultFlaw.UNKNOWN_REFERENCE, "KOC-9-9"),)
    again = world.do(bank_results.parts, finance, upload_id)
    with pytest.raises(Stale):
        world.do(bank_results.book, finance, again[0], now=booked_at)


PARTED = ("1,paid,", "2,failed,", "1,paid,", "9,paid,", "4,paid,", "3,paid,", "4,failed,")
"""Numbers in the batch: new, new, repeated, unknown, new; the fourth contradicts itself."""


def counted(world: World, finance: Actor, batch_id: int) -> bank_trials.ResultsTrial:
    rows = "\n".join(f"KOC-{batch_id}-{row}" for row in PARTED)
    content = f"reference,result,reason\n{rows}\n".encode()
    return world.do(bank_results.hand_in, finance, "r.csv", content, now=PAYDAY)


@pytest.mark.parametrize("most", [1, 2, 5, 7])
def test_a_long_answer_is_booked_in_parts_and_reported_as_one(
    world: World, finance: Actor, checker: Actor, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(bank_results, "MOST_IN_A_UNIT", most)
    paid_creators(world, 4)
    batch_id, _ = exported(world, finance, checker)
    trial = counted(world, finance, batch_id)
    parts = world.do(bank_results.parts, finance, trial.upload_id)
    assert max(len(part.rows) for part in parts) == most
    booked = [world.do(bank_results.book, finance, part, now=PAYDAY) for part in parts]
    assert bank_trials.together(booked) == trial
    assert (trial.paid, trial.failed, trial.repeated, len(trial.refused)) == (2, 1, 1, 3)
    assert (f"KOC-{batch_id}-4", PayoutStatus.IN_TRANSIT) in items(world)
    with pytest.raises(Stale):
        world.do(bank_results.book, finance, parts[0], now=PAYDAY)


def test_a_booking_that_was_cut_short_goes_on_without_booking_anything_twice(
    world: World, finance: Actor, checker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank_results, "MOST_IN_A_UNIT", 2)
    paid_creators(world, 4)
    batch_id, _ = exported(world, finance, checker)
    trial = counted(world, finance, batch_id)
    first, *_ = world.do(bank_results.parts, finance, trial.upload_id)
    world.do(bank_results.book, finance, first, now=PAYDAY)
    assert world.do(batch_views.batch, finance, batch_id).batch.status is BatchStatus.EXPORTED
    again = world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY)
    assert (again.paid, again.failed, again.repeated) == (1, 0, 3)
    assert again.refused == trial.refused
    answer(world, finance, f"KOC-{batch_id}-4,paid,")
    assert world.do(batch_views.batch, finance, batch_id).batch.status is BatchStatus.DONE


def test_an_answer_without_a_row_is_booked_once_too(world: World, finance: Actor) -> None:
    content = b"reference,result\n"
    trial = world.do(bank_results.hand_in, finance, "r.csv", content, now=PAYDAY)
    assert world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY) == trial
    with pytest.raises(Stale):
        world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY)


def test_the_banks_answer_counts_once(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id, _ = exported(world, finance, checker)
    row = f"KOC-{batch_id}-1,paid,"
    content = f"reference,result,reason\n{row}\n".encode()
    trial = world.do(bank_results.hand_in, finance, "r.csv", content, now=PAYDAY)
    world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY)
    with pytest.raises(Stale):
        world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY)
    again = answer(world, finance, row)
    assert (again.paid, again.repeated) == (0, 1)
    other = answer(world, finance, f"KOC-{batch_id}-1,failed,")
    assert [each.code for each in other.refused] == [ResultFlaw.CONFLICT]
    assert balance(world, maker.actor, A.PAID_OUT) == 8_000


def test_a_result_for_what_was_not_exported_is_refused(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id = prepare(world, finance)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    trial = answer(world, finance, f"KOC-{batch_id}-1,paid,")
    assert [each.code for each in trial.refused] == [ResultFlaw.NOT_EXPORTED]


def test_a_file_is_confirmed_by_who_gave_it(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id, _ = exported(world, finance, checker)
    content = f"reference,result\nKOC-{batch_id}-1,paid\n".encode()
    trial = world.do(bank_results.hand_in, finance, "r.csv", content, now=PAYDAY)
    with pytest.raises(NotFound):
        world.do(bank_results.confirm, checker, trial.upload_id, now=PAYDAY)


def test_the_same_answer_twice_at_once_pays_once(
    world: World, finance: Actor, checker: Actor
) -> None:
    (maker,) = paid_creators(world, 1)
    batch_id, _ = exported(world, finance, checker)
    content = f"reference,result\nKOC-{batch_id}-1,paid\n".encode()
    files = [
        world.do(bank_results.hand_in, finance, f"{n}.csv", content, now=PAYDAY) for n in range(6)
    ]

    def attempt(trial: bank_trials.ResultsTrial) -> int:
        return world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY).paid

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(attempt, files)) == 1
    assert balance(world, maker.actor, A.PAID_OUT) == 8_000


def test_erasure_forgets_where_was_paid_and_the_books_still_agree(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    batch_id, _ = exported(world, finance, checker)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    world.do(privacy.erase, maker.actor, now=PAYDAY + DAY)
    ((sealed, masked),) = world.rows(select(payout.c.sealed, payout.c.masked))
    assert sealed == masked == ""
    with pytest.raises(DetailsForgotten):
        world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY + DAY)


def test_parts_of_one_file_are_one_report(world: World, finance: Actor) -> None:
    """Also what the bank has not decided on yet."""
    trial = world.do(bank_results.count, finance, "r.csv", b"reference,result\n")
    parts = [replace(trial, paid=2, pending=3), replace(trial, failed=1, pending=4)]
    whole = bank_trials.together(parts)
    assert (whole.paid, whole.failed, whole.pending) == (2, 1, 7)
