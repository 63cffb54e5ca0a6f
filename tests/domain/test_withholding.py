"""Each bracket and each free part holds to the last minor unit, and no tax takes all."""

from dataclasses import replace

from domain.money import Currency
from domain.payee import PayeeKind
from domain.withholding import CN_LABOUR, Bracket, Paid, Part, Withholding

STEPS = Withholding(
    PayeeKind.INDIVIDUAL, Currency.CNY, (Bracket(1_000, 100), Bracket(3_000, 500, 50))
)


def test_an_amount_at_the_edge_of_a_bracket_is_still_in_it() -> None:
    assert [STEPS.of(gross) for gross in (1_000, 1_001)] == [100, 451]


def test_above_the_last_bracket_nothing_is_kept_back() -> None:
    assert [STEPS.of(gross) for gross in (3_000, 3_001)] == [1_450, 0]


def test_a_quick_deduction_leaves_no_tax_below_nought() -> None:
    assert replace(STEPS, brackets=(Bracket(None, 100, 50),)).of(400) == 0


def test_however_high_the_rate_one_unit_is_paid() -> None:
    assert replace(STEPS, brackets=(Bracket(None, 1_000),)).of(500) == 499
    assert replace(STEPS, brackets=(Bracket(None, 1_000),)).of(1) == 0


def test_what_is_free_up_to_an_amount_is_free_at_it_and_a_share_is_above() -> None:
    rule = replace(
        STEPS,
        brackets=(Bracket(None, 500),),
        free_minor=100,
        free_to_minor=1_000,
        free_per_mille=300,
    )
    assert [rule.of(gross) for gross in (1_000, 1_001, 10_000)] == [450, 351, 3_500]


def test_of_what_is_all_free_nothing_is_taxed() -> None:
    rule = replace(STEPS, brackets=(Bracket(None, 1_000),), free_minor=800)
    assert [rule.of(gross) for gross in (700, 800, 802)] == [0, 0, 2]


def test_payments_of_a_month_are_one_only_where_the_rule_says_so() -> None:
    rule = replace(STEPS, brackets=(Bracket(None, 200),), free_minor=800)
    before = Paid(1_000, 40)
    assert rule.of(1_000, before) == 40
    assert replace(rule, by_month=True).of(1_000, before) == 200


def test_a_month_is_made_up_to_the_law_but_for_what_another_rule_kept_back_too_little() -> None:
    """¥10.00 were paid by no rule and by this one, of which ¥0.50, ¥1.00 were kept back."""
    fifth = replace(STEPS, brackets=(Bracket(None, 200),), by_month=True)
    other, ours = Part(1_000, 50), Part(1_000, 100, rule=fifth.name)
    assert fifth.of(1_000, Paid(2_000, 150, parts=(other, ours))) == 200 + 100
    assert fifth.of(1_000, Paid(1_000, 50, parts=(other,))) == 200
    assert fifth.of(1_000, Paid(1_000, 100, parts=(ours,))) == 200 + 100
    assert (
        fifth.of(1_000, Paid(2_000, 400, parts=(replace(other, withheld_minor=300), ours))) == 200
    )
    assert fifth.of(50, Paid(1_000, 100, parts=(ours,))) == 49


def test_what_was_transferred_back_is_of_another_rules_payouts_first() -> None:
    """Of ¥10.00 that no rule had taxed, ¥6.00 came back: ¥4.00 are let be, and then nothing."""
    fifth = replace(STEPS, brackets=(Bracket(None, 200),), by_month=True)
    other, ours = Part(1_000, 0), Part(1_000, 200, rule=fifth.name)
    assert fifth.of(1_000, Paid(400, 0, parts=(other,))) == 200
    assert fifth.of(1_000, Paid(-200, 0, parts=(other,))) == 160
    assert fifth.of(1_000, Paid(900, 200, parts=(other, ours))) == 180


def test_a_rule_of_other_numbers_has_another_name() -> None:
    others = (
        replace(STEPS, kind=PayeeKind.SOLE_TRADER),
        replace(STEPS, currency=Currency.USD),
        replace(STEPS, brackets=STEPS.brackets[:1]),
        replace(STEPS, free_minor=1),
        replace(STEPS, free_to_minor=1),
        replace(STEPS, free_per_mille=1),
        replace(STEPS, by_month=True),
    )
    assert len({each.name for each in (STEPS, *others)}) == 1 + len(others)


def test_the_name_of_a_rule_stays_what_payouts_of_older_releases_hold() -> None:
    assert CN_LABOUR.name == "256bbcd26643097b"


def test_what_became_income_late_is_made_up_and_what_was_kept_back_too_little_is_not() -> None:
    """By another rule ¥10.00 were paid, ¥5.00 of them income late; ¥1.00 was kept back, or none."""
    fifth = replace(STEPS, brackets=(Bracket(None, 200),), by_month=True)
    for kept, tax in ((100, 300), (0, 300), (250, 150)):
        assert fifth.of(1_000, Paid(1_000, kept, parts=(Part(1_000, kept, 500),))) == tax
    assert fifth.of(90, Paid(1_000, 100, parts=(Part(1_000, 100, 500),))) == 89


def test_it_is_made_up_once_where_each_payment_is_taxed_by_itself_too() -> None:
    """¥8.00 are free of each."""
    fifth = replace(STEPS, brackets=(Bracket(None, 200),), free_minor=800)
    late = Part(2_000, 140, 500)
    assert fifth.of(1_000, Paid(parts=(late,))) == 140
    assert fifth.of(100, Paid(parts=(late,))) == 99
    assert fifth.of(1_000, Paid(parts=(late, Part(1_000, 99)))) == 40 + 41
    assert fifth.of(1_000, Paid(parts=(late, Part(1_000, 140)))) == 40
    assert fifth.of(1_000, Paid(parts=(late, Part(1_000, 300)))) == 40
    assert fifth.of(1_000, Paid(parts=(Part(2_000, 0, 500),))) == 140


def test_what_was_transferred_back_is_no_income_of_its_month_be_it_more_than_was_paid() -> None:
    fifth = replace(STEPS, brackets=(Bracket(None, 200),), by_month=True)
    assert fifth.of(1_000, Paid(-400)) == 120
    assert fifth.of(1_000, Paid(-1_000)) == 0
    assert fifth.of(1_000, Paid(0, 150)) == 50


def test_tax_that_was_given_back_is_no_income_and_leaves_nothing_below_nought() -> None:
    fifth = replace(STEPS, brackets=(Bracket(None, 200),))
    assert fifth.of(1_000, Paid(5_000, 1_000, untaxed_minor=400)) == 120
    assert fifth.of(400, Paid(untaxed_minor=400)) == 0
    assert fifth.of(401, Paid(untaxed_minor=400)) == 0
    of_month = replace(fifth, free_minor=800, by_month=True)
    assert of_month.of(1_800, Paid(untaxed_minor=800)) == 40
    assert of_month.of(700, Paid(1_000, 40, untaxed_minor=700)) == 0
    assert of_month.of(700, Paid(1_000, 40, untaxed_minor=600)) == 20
    assert replace(of_month, brackets=(Bracket(None, 1_000),)).of(900, Paid(800, 0, 600)) == 299
