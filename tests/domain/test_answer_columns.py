"""A bank's answer is read by the form that it was asked in, or else by what its headings say."""

import pytest

from domain.answer_columns import Laid, layouts, places
from domain.outcome import Outcome
from domain.payout_form import Answer, Asked, Encoding, Form, answer_of, form_of
from domain.payout_presets import ALIPAY_BATCH, USUAL
from domain.spreadsheet import FileFlaw, Row, UnreadableFile

OURS = form_of(["单号: reference", "账号: account", "付: amount", "备注: '推广'"])
IN_FEN = form_of(["单号: reference", "账号: account", "付: amount_minor"])


def placed(*headings: str, forms: tuple[Form, ...] = ()) -> dict[str, int]:
    return places(Row(1, headings), forms)


def refused(*headings: str, forms: tuple[Form, ...] = ()) -> tuple[FileFlaw, str, int]:
    with pytest.raises(UnreadableFile) as found:
        places(Row(4, headings), forms)
    return found.value.flaw, found.value.column, found.value.line


# By its headings


def test_each_thing_is_found_by_its_heading() -> None:
    found = placed("Ref", "Status", "Reason", "Amount", "Amount minor", "Bank reference", "other")
    assert found == {
        "reference": 0,
        "outcome": 1,
        "reason": 2,
        "amount": 3,
        "amount_minor": 4,
        "bank_reference": 5,
    }


def test_the_currency_stands_where_we_wrote_it_or_where_the_bank_says_it() -> None:
    ours = form_of(["单号: reference", "账号: account", "付: amount", "货: currency"])
    assert placed("单号", "账号", "付", "货", "币种", "结果", forms=(ours,))["currency"] == 3
    assert placed("ref", "status", "币种") == {"reference": 0, "outcome": 1, "currency": 2}
    told = form_of(COLUMNS, answer=answer_of(["处理状态: outcome", "币: currency"], {}))
    assert laid("单号", "处理状态", "币", forms=(told,)).places["currency"] == 2


def test_what_is_plainly_ours_goes_before_a_mere_number_and_a_number_before_a_remark() -> None:
    assert placed("编号", "商户订单号", "备注", "状态") == {
        "reference": 1,
        "reason": 2,
        "outcome": 3,
    }
    assert placed("备注", "编号", "状态") == {"reason": 0, "reference": 1, "outcome": 2}


def test_a_remark_that_is_our_number_gives_no_reason() -> None:
    assert placed("备注", "状态") == {"reference": 0, "outcome": 1}
    assert placed("备注", "状态", "失败原因") == {"reference": 0, "outcome": 1, "reason": 2}


def test_where_nothing_is_a_number_the_rest_is_found_still() -> None:
    assert placed("status", "amount") == {"outcome": 0, "amount": 1}


def test_an_amount_in_fen_is_one_of_the_smallest_unit() -> None:
    assert placed("ref", "状态", "金额(分)") == {"reference": 0, "outcome": 1, "amount_minor": 2}
    assert placed("ref", "金额（单位：分）") == {"reference": 0, "amount_minor": 1}
    assert placed("ref", "金额（元）") == {"reference": 0, "amount": 1}


def test_two_columns_that_say_the_same_are_named_with_their_line() -> None:
    assert refused("ref", "ref", "status") == (FileFlaw.TWO_COLUMNS, "reference", 4)
    assert refused("ref", "status", "状态") == (FileFlaw.TWO_COLUMNS, "outcome", 4)


# By the form that it was asked in


def test_what_we_wrote_ourselves_is_no_word_of_the_bank() -> None:
    found = placed("单号", "账号", "付", "备注", "结果", "原因", forms=(OURS,))
    assert found == {"reference": 0, "amount": 2, "outcome": 4, "reason": 5}


def test_where_our_amount_comes_back_no_other_is_looked_for() -> None:
    sent_back = ("单号", "账号", "付", "结果", "金额", "amount minor")
    assert placed(*sent_back, forms=(OURS,)) == {"reference": 0, "amount": 2, "outcome": 3}
    assert placed(*sent_back, forms=(IN_FEN,)) == {"reference": 0, "amount_minor": 2, "outcome": 3}


def test_where_our_amount_is_gone_the_banks_own_is_taken_in_its_unit() -> None:
    found = placed("单号", "账号", "结果", "金额", forms=(OURS,))
    assert found == {"reference": 0, "outcome": 2, "amount": 3}
    in_fen = placed("单号", "账号", "结果", "金额（分）", forms=(OURS,))
    assert in_fen == {"reference": 0, "outcome": 2, "amount_minor": 3}


def test_of_two_columns_with_one_heading_the_first_is_ours() -> None:
    found = placed("单号", "账号", "付", "单号", "结果", forms=(OURS,))
    assert found == {"reference": 0, "amount": 2, "outcome": 4}


def test_a_form_is_known_in_any_letters() -> None:
    found = placed("Reference", "AMOUNT", "Account", "Result", forms=(USUAL,))
    assert found == {"reference": 0, "amount": 1, "outcome": 3}


def test_the_form_with_most_of_its_headings_there_is_the_one() -> None:
    headings = ("单号", "账号", "付", "备注", "结果")
    for forms in ((IN_FEN, OURS), (OURS, IN_FEN)):
        assert placed(*headings, forms=forms) == {"reference": 0, "amount": 2, "outcome": 4}


def test_a_remark_alone_tells_its_form_only_where_nothing_else_could_be_our_number() -> None:
    alone = placed("备注（选填）", "交易状态", "状态", forms=(ALIPAY_BATCH,))
    assert alone == {"reference": 0, "outcome": 2}
    named = placed("备注（选填）", "流水号", "状态", forms=(ALIPAY_BATCH,))
    assert named == {"reason": 0, "reference": 1, "outcome": 2}


def test_a_reference_alone_tells_a_form_that_no_heading_would() -> None:
    assert placed("单号", "状态", forms=(OURS,)) == {"reference": 0, "outcome": 1}


def test_a_form_that_comes_back_is_read_by_its_own_reference_whatever_the_bank_adds() -> None:
    found = placed("单号", "账号", "付", "编号", "结果", forms=(OURS,))
    assert found == {"reference": 0, "amount": 2, "outcome": 4}


def test_two_columns_of_the_banks_own_that_say_the_same_are_named_with_their_line() -> None:
    found = refused("单号", "账号", "付", "结果", "状态", forms=(OURS,))
    assert found == (FileFlaw.TWO_COLUMNS, "outcome", 4)


# By the form whose answer is known to look so

COLUMNS = ["单号: reference", "账号: account", "付: amount", "备注: '推广'"]
TOLD = answer_of(["处理状态: outcome", "说明: reason"], {Outcome.PAID: ["已记账", "OK2"]})
KNOWN = form_of(COLUMNS, answer=TOLD)


def laid(*headings: str, forms: tuple[Form, ...] = (KNOWN,)) -> Laid:
    (found,) = layouts(Row(4, headings), [Asked(each) for each in forms])
    return found


def test_an_answer_is_read_under_the_headings_that_its_form_tells() -> None:
    found = laid("状态", "单号", "付", "处理状态", "说明")
    assert found.places == {"reference": 1, "amount": 2, "outcome": 3, "reason": 4}
    assert found.words == {"已记账": Outcome.PAID, "ok2": Outcome.PAID}
    assert laid("处理状态", "单号").places == {"outcome": 0, "reference": 1}


def test_of_two_columns_under_one_known_heading_the_first_counts() -> None:
    assert laid("单号", "处理状态", "处理状态", "单号").places == {"reference": 0, "outcome": 1}


def test_without_its_outcome_or_its_payout_an_answer_is_read_by_what_it_says() -> None:
    assert laid("单号", "付", "状态") == Laid({"reference": 0, "amount": 1, "outcome": 2})
    assert laid("处理状态", "编号", "状态") == Laid({"reference": 1, "outcome": 2})
    assert laid("单号", "状态", forms=(OURS,)) == Laid({"reference": 0, "outcome": 1})


def test_what_the_answer_calls_otherwise_is_not_looked_for_where_we_wrote_it() -> None:
    said = ["号: reference", "状: outcome", "分: amount_minor", "流水: bank_reference"]
    form = form_of(COLUMNS, answer=answer_of(said, {}))
    whole = laid("单号", "付", "号", "状", "分", "流水", forms=(form,))
    assert whole.places == {"reference": 2, "outcome": 3, "amount_minor": 4, "bank_reference": 5}
    assert laid("号", "状", "付", forms=(form,)).places == {"reference": 0, "outcome": 1}
    in_fen = form_of(["号: reference", "account", "分: amount_minor"], answer=TOLD)
    assert laid("号", "处理状态", "分", forms=(in_fen,)).places["amount_minor"] == 2


def test_the_known_answer_with_most_of_its_headings_there_is_the_one() -> None:
    less = form_of(COLUMNS, answer=answer_of(["处理状态: outcome"], {Outcome.FAILED: ["已记账"]}))
    for forms in ((less, KNOWN), (KNOWN, less)):
        found = laid("单号", "处理状态", "说明", forms=forms)
        assert (found.places["reason"], found.words["已记账"]) == (2, Outcome.PAID)


def test_headings_are_known_in_any_letters() -> None:
    form = form_of(COLUMNS, Encoding.UTF_8, answer_of(["State: outcome"], {}))
    assert laid("STATE", "单号", forms=(form,)).places == {"outcome": 0, "reference": 1}
    assert form.answer == Answer((("State", "outcome"),))  # type: ignore[arg-type]


def told_by(*words: str, outcome: Outcome, columns: tuple[str, ...] = ()) -> Form:
    headings = ["处理状态: outcome", *columns]
    return form_of(COLUMNS, answer=answer_of(headings, {outcome: words}))


def test_todays_form_is_asked_first_and_an_earlier_one_where_it_is_silent() -> None:
    before = Asked(told_by("一", "二", outcome=Outcome.PAID, columns=("说明: reason",)), "bank")
    todays = Asked(told_by("一", outcome=Outcome.PENDING), "bank", is_todays=True)
    for forms in ((before, todays), (todays, before)):
        (found,) = layouts(Row(1, ("单号", "处理状态", "说明")), forms)
        assert found.words == {"一": Outcome.PENDING, "二": Outcome.PAID}
        assert found.places == {"reference": 0, "outcome": 1}
    (found,) = layouts(Row(1, ("单号", "状态")), (before, todays))
    assert found == Laid({"reference": 0, "outcome": 1})


def test_two_earlier_forms_of_one_method_that_say_otherwise_say_nothing() -> None:
    forms = [Asked(told_by("一", outcome=each), "bank") for each in (Outcome.PAID, Outcome.FAILED)]
    (found,) = layouts(Row(1, ("单号", "处理状态")), forms)
    assert found.words == {"一": None}


def test_each_method_has_its_own_words() -> None:
    one = Asked(told_by("一", outcome=Outcome.PAID), "bank")
    other = Asked(told_by("一", outcome=Outcome.FAILED, columns=("说明: reason",)), "iban")
    found = layouts(Row(1, ("单号", "处理状态", "说明")), (one, other))
    told = [(each.method, dict(each.words)) for each in found]
    assert told == [("iban", {"一": Outcome.FAILED}), ("bank", {"一": Outcome.PAID})]
