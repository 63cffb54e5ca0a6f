"""The file a bank is paid from says each payout in its order, and its answer is read row by row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from domain.money import BadMoney
from domain.outcome import Outcome
from domain.payee import PayeeDetails, PayeeKind, PayeeMethod
from domain.payout import PayoutItem, PayoutStatus
from domain.payout_file import (
    Counted,
    Readings,
    RefusedResult,
    ResultFlaw,
    ResultRow,
    digest,
    looks_like_results,
    payment_rows,
    results,
)
from domain.payout_form import Asked, Cell, Form, answer_of, column_of, form_of
from domain.payout_presets import ALIPAY_BATCH
from domain.spreadsheet import FileFlaw, Row, UnreadableFile

ITEM = PayoutItem(
    payout_id=3,
    batch_id=1,
    person_id=7,
    amount_minor=6_400,
    currency="CNY",
    status=PayoutStatus.IN_TRANSIT,
    reference="KOC-1-2",
    method="iban",
    sealed="…",
    masked="DE89…3000",
    problem="",
    stamp="戳",
    withheld_minor=1_600,
    kind=PayeeKind.INDIVIDUAL,
)
TENTH = replace(ITEM, reference="KOC-1-10", amount_minor=5)
PAYEE = PayeeDetails(
    PayeeMethod.IBAN, "DE89370400440532013000", "王小明", "DEUTDEFF", branch="Mitte"
)
DAY = date(2026, 1, 9)
OURS = form_of(["单号: reference", "账号: account", "付: amount", "备注: '推广'"])


# What the bank is told


def test_a_payout_is_told_in_each_cell_of_a_form() -> None:
    cells = [cell for cell in Cell if cell not in {Cell.TITLE, Cell.DATE}]
    form = Form(tuple(column_of(cell.value) for cell in cells))
    head, row = payment_rows([(ITEM, PAYEE)], form, DAY)
    assert dict(zip(head, row, strict=True)) == {
        "reference": "KOC-1-2",
        "amount": "64.00",
        "amount_minor": "6400",
        "currency": "CNY",
        "method": "iban",
        "account": "DE89370400440532013000",
        "holder": "王小明",
        "bank": "DEUTDEFF",
        "branch": "Mitte",
        "kind": "individual",
        "gross": "80.00",
        "tax_withheld": "16.00",
        "number": "1",
    }


def test_titles_stand_above_the_headings_and_payouts_follow_in_their_numbers() -> None:
    form = form_of(["# 批量付款", "序号: number", "reference", "amount", "account", "用途: '推广'"])
    assert payment_rows([(TENTH, PAYEE), (ITEM, PAYEE)], form, DAY) == [
        ("批量付款",),
        ("序号", "reference", "amount", "account", "用途"),
        ("1", "KOC-1-2", "64.00", PAYEE.account, "推广"),
        ("2", "KOC-1-10", "0.05", PAYEE.account, "推广"),
    ]


def test_the_same_numbers_follow_in_the_letters_around_them() -> None:
    form = form_of(["reference", "amount", "account"])
    named = [(replace(ITEM, reference=each), PAYEE) for each in ("KOD-1-2", "KOC-1-2")]
    assert [row[0] for row in payment_rows(named, form, DAY)[1:]] == ["KOC-1-2", "KOD-1-2"]


@pytest.mark.parametrize(
    ("layout", "written"),
    [("YYYY-MM-DD", "2026-01-09"), ("YYYYMMDD", "20260109"), ("DD.MM.YYYY", "09.01.2026")],
)
def test_a_day_is_written_as_the_bank_wants_it(layout: str, written: str) -> None:
    assert payment_rows([(ITEM, PAYEE)], Form((column_of(f"date({layout})"),)), DAY)[1] == (
        written,
    )


# What was frozen


def test_a_digest_is_these_bytes_for_ever_in_whatever_order() -> None:
    known = "b666a465df11d29dd0ad23eff2fcf79bf628e17279ca233604c38b541e7ff910"
    assert digest([ITEM, TENTH]) == digest([TENTH, ITEM]) == known


@pytest.mark.parametrize(
    "other",
    [
        replace(ITEM, reference="KOC-1-3"),
        replace(ITEM, person_id=8),
        replace(ITEM, amount_minor=6_401),
        replace(ITEM, withheld_minor=1_601),
        replace(ITEM, currency="USD"),
        replace(ITEM, method="alipay"),
        replace(ITEM, kind=PayeeKind.COMPANY),
        replace(ITEM, stamp="t"),
    ],
)
def test_whatever_is_paid_otherwise_shows_in_the_digest(other: PayoutItem) -> None:
    assert digest([other]) != digest([ITEM])
    assert digest([replace(ITEM, status=PayoutStatus.PAID)]) == digest([ITEM])


# What the bank answers


def answered(
    text: str, forms: Sequence[Form] = (), *, most: int = 9
) -> list[ResultRow | RefusedResult]:
    read = results(text.encode(), most=most, forms=[Asked(each) for each in forms])
    return [each for each in read if not isinstance(each, Readings)]


def unreadable(text: str, *, most: int = 9) -> tuple[FileFlaw, str, int]:
    with pytest.raises(UnreadableFile) as found:
        answered(text, most=most)
    return found.value.flaw, found.value.column, found.value.line


def test_a_row_says_what_became_of_one_payout() -> None:
    whole = answered("ref,result,reason,amount,bank reference\nKOC-1-2,failed,closed,64.00,B9\n")
    assert whole == [ResultRow(2, "KOC-1-2", Outcome.FAILED, "closed", "64.00", "B9")]
    assert answered("result,ref\npaid,KOC-1-2\n") == [ResultRow(2, "KOC-1-2", Outcome.PAID)]


def test_a_row_that_ends_early_says_nothing_in_the_cells_it_lacks() -> None:
    assert answered("ref,result,reason\nKOC-1-2,paid\n") == [ResultRow(2, "KOC-1-2", Outcome.PAID)]


@pytest.mark.parametrize(
    ("amounts", "amount", "is_minor"),
    [("64.00,", "64.00", False), ("64.00,6400", "64.00", False), (",6400", "6400", True)],
)
def test_an_amount_in_the_smallest_unit_is_read_where_there_is_no_other(
    amounts: str, amount: str, *, is_minor: bool
) -> None:
    (row,) = answered(f"ref,result,amount,amount minor\nK,paid,{amounts}\n")
    assert row == ResultRow(2, "K", Outcome.PAID, amount=amount, is_minor=is_minor)
    assert isinstance(row, ResultRow)
    assert row.says_amount(6_400, "CNY")
    assert not row.says_amount(6_401, "CNY")


def test_no_amount_is_any_and_a_word_is_none() -> None:
    assert ResultRow(2, "K", Outcome.PAID).says_amount(6_400, "CNY")
    with pytest.raises(BadMoney):
        ResultRow(2, "K", Outcome.PAID, amount="all").says_amount(6_400, "CNY")


@pytest.mark.parametrize(
    ("row", "flaw", "value"),
    [
        ("K,paid,,more", ResultFlaw.TOO_MANY_CELLS, ""),
        (",paid,", ResultFlaw.NO_REFERENCE, ""),
        ("K,maybe,", ResultFlaw.BAD_OUTCOME, "maybe"),
        (f"K,{'m' * 99},", ResultFlaw.BAD_OUTCOME, "m" * 80),
    ],
)
def test_a_row_is_refused_by_name_and_line_while_the_others_go_on(
    row: str, flaw: ResultFlaw, value: str
) -> None:
    found = answered(f"ref,result,reason\n\n{row}\nK,成功,\n")
    assert found == [RefusedResult(3, flaw, value), ResultRow(4, "K", Outcome.PAID)]


def test_empty_cells_behind_the_last_heading_are_no_more_cells() -> None:
    assert answered("ref,result\nK,paid,,\n") == [ResultRow(2, "K", Outcome.PAID)]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("SUCCESS", Outcome.PAID), ("失败", Outcome.FAILED), ("退汇", Outcome.RETURNED)],
)
def test_an_outcome_is_known_in_many_words(word: str, outcome: Outcome) -> None:
    assert answered(f"ref,result\nK,{word}\n") == [ResultRow(2, "K", outcome)]


def test_a_bank_may_say_that_it_has_not_paid_yet() -> None:
    for word in ("Pending", "处理中", "processing"):
        assert answered(f"ref,result\nK,{word}\n") == [ResultRow(2, "K", Outcome.PENDING)]


def test_the_words_of_a_known_answer_go_before_ours() -> None:
    told = answer_of(["结果: outcome"], {Outcome.FAILED: ["成功撤销", "成功"]})
    form = form_of(["单号: reference", "account", "amount"], answer=told)
    text = "批次 7\n单号,结果\nK,成功\nL,成功撤销\nM,失败\n"
    rows = [
        (each.reference, each.outcome)
        for each in answered(text, (form,))
        if type(each) is ResultRow
    ]
    assert rows == [(name, Outcome.FAILED) for name in "KLM"]


def test_an_amount_in_another_currency_is_another_amount() -> None:
    row = ResultRow(2, "K", Outcome.PAID, amount="64.00", currency="CNY")
    assert row.says_amount(6_400, "CNY")
    assert not row.says_amount(6_400, "USD")


@pytest.mark.parametrize(
    ("cell", "currency"),
    [("人民币", "CNY"), ("rmb", "CNY"), ("港元", "HKD"), (" eur ", "EUR"), ("156", ""), ("", "")],
)
def test_a_currency_is_known_by_its_code_and_its_names_and_a_banks_own_number_is_none(
    cell: str, currency: str
) -> None:
    found = answered(f"ref,result,amount,currency\nK,paid,64.00,{cell}\n")
    assert found == [ResultRow(2, "K", Outcome.PAID, amount="64.00", currency=currency)]


def test_a_row_that_moves_nothing_is_named_by_its_place_and_its_number_cut() -> None:
    row = ResultRow(2, "K" * 99, Outcome.PAID, counted=Counted.TRANSFER)
    refused = RefusedResult(2, ResultFlaw.ARRIVED, "K" * 80, Counted.TRANSFER)
    assert row.refused(ResultFlaw.ARRIVED) == refused


def test_long_reasons_and_references_are_cut() -> None:
    (row,) = answered(f"ref,result,reason,bank reference\nK,failed,{'r' * 300},{'b' * 99}\n")
    assert row == ResultRow(2, "K", Outcome.FAILED, "r" * 256, "", "b" * 64)


def test_a_file_without_what_it_needs_is_refused_by_the_columns_name() -> None:
    assert unreadable("\nstatus,amount\npaid,1\n") == (FileFlaw.MISSING_COLUMN, "reference", 2)
    assert unreadable("ref,amount\nK,1\n") == (FileFlaw.MISSING_COLUMN, "outcome", 1)


def test_a_file_of_more_rows_than_wanted_is_refused_at_the_first_too_many() -> None:
    text = "ref,result\nK,paid\nL,paid\n"
    assert len(answered(text, most=2)) == 2
    assert unreadable(text, most=1) == (FileFlaw.TOO_LONG, "", 3)


def test_up_to_three_titles_may_stand_above_the_headings() -> None:
    titled = "批次 7\n二\n三\nref,result\nK,paid\n"
    assert answered(titled) == [ResultRow(5, "K", Outcome.PAID)]
    assert unreadable(f"零\n{titled}") == (FileFlaw.MISSING_COLUMN, "reference", 4)


def test_a_lone_heading_is_no_title_and_titles_alone_lack_their_columns() -> None:
    assert unreadable("ref\nK\n") == (FileFlaw.MISSING_COLUMN, "outcome", 1)
    assert unreadable("批次 7\n") == (FileFlaw.MISSING_COLUMN, "reference", 1)
    for empty in ("\n\n", ""):
        assert unreadable(empty) == (FileFlaw.EMPTY, "", 0)


def test_an_answer_in_the_form_it_was_asked_in_is_read_by_it() -> None:
    text = "单号,账号,付,备注,结果,金额\nKOC-1-2,DE89,64.00,推广,paid,1\n"
    assert answered(text, (OURS,)) == [ResultRow(2, "KOC-1-2", Outcome.PAID, amount="64.00")]
    lone = "批次 7\n备注（选填）,状态\nKOC-1-2,失败\n"
    assert answered(lone, (ALIPAY_BATCH,)) == [ResultRow(3, "KOC-1-2", Outcome.FAILED)]


@pytest.mark.parametrize(
    ("headings", "is_one"),
    [
        ("ref,result", True),
        ("ref,amount", True),
        ("ref,amount minor", True),
        ("ref,reason", False),
        ("result,amount", False),
    ],
)
def test_a_file_that_names_payouts_and_what_became_of_them_looks_like_results(
    headings: str, *, is_one: bool
) -> None:
    assert looks_like_results(Row(1, tuple(headings.split(",")))) == is_one


def test_our_own_file_sent_back_looks_like_results_to_who_knows_its_form() -> None:
    head = Row(1, ("单号", "账号", "付"))
    assert [looks_like_results(head, forms) for forms in ([], [Asked(OURS)])] == [False, True]
