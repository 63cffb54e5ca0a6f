"""A row of a bank's answer that several forms read is told as each of them reads it."""

from domain.outcome import Outcome
from domain.payout_file import Reading, Readings, RefusedResult, ResultFlaw, ResultRow, results
from domain.payout_form import Asked, Form, answer_of, form_of

COLUMNS = ["单号: reference", "号: account", "付: amount"]


def known(*headings: str, **words: Outcome) -> Form:
    said: dict[Outcome, list[str]] = {}
    for word, outcome in words.items():
        said.setdefault(outcome, []).append(word)
    return form_of(COLUMNS, answer=answer_of(headings, said))


def read(text: str, *forms: Asked) -> list[ResultRow | RefusedResult | Readings]:
    return list(results(text.encode(), most=9, forms=forms))


BANK = Asked(known("状态: outcome", "说明: reason", 一=Outcome.PAID, 二=Outcome.PAID), "bank")
IBAN = Asked(known("状态: outcome", 一=Outcome.FAILED, 二=Outcome.PAID), "iban")


def test_a_row_that_two_methods_read_otherwise_is_told_in_both_ways() -> None:
    assert read("单号,状态,说明\n\nKOC-1-2,一,\n", BANK, IBAN) == [
        Readings(
            3,
            "一",
            (
                Reading("bank", "KOC-1-2", ResultRow(3, "KOC-1-2", Outcome.PAID)),
                Reading("iban", "KOC-1-2", ResultRow(3, "KOC-1-2", Outcome.FAILED)),
            ),
        )
    ]


def test_one_that_they_read_alike_is_a_row_like_any_other() -> None:
    found = read("单号,状态,说明\nK,二,\n,二,\nK,三,\n", BANK, IBAN)
    assert found == [
        ResultRow(2, "K", Outcome.PAID),
        RefusedResult(3, ResultFlaw.NO_REFERENCE),
        RefusedResult(4, ResultFlaw.BAD_OUTCOME, "三"),
    ]


def test_each_way_has_its_own_number_and_the_word_is_of_the_form_with_most_headings() -> None:
    other = Asked(known("流水: reference", "结果: outcome", 好=Outcome.PAID), "iban")
    assert read("单号,状态,说明,流水,结果\nK,一,早,L,好\n", BANK, other) == [
        Readings(
            2,
            "一",
            (
                Reading("bank", "K", ResultRow(2, "K", Outcome.PAID, "早")),
                Reading("iban", "L", ResultRow(2, "L", Outcome.PAID)),
            ),
        )
    ]


def test_a_word_of_which_two_forms_of_one_method_say_otherwise_is_ambiguous_not_unknown() -> None:
    forms = [
        Asked(known("状态: outcome", 一=each), "bank") for each in (Outcome.PAID, Outcome.FAILED)
    ]
    assert read("单号,状态\nK,一\nK,三\n", *forms) == [
        RefusedResult(2, ResultFlaw.AMBIGUOUS, "一"),
        RefusedResult(3, ResultFlaw.BAD_OUTCOME, "三"),
    ]
