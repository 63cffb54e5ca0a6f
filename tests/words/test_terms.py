"""The price in one line says everything that decides what a post earns."""

from dataclasses import replace

import pytest

from domain.terms import Bonus, Interaction, Method, MissingData, Source, Terms
from words import calculator
from words.calculator import table
from words.speech import speech
from words.terms import agreed, pay, promises

TEA = Terms(
    Method.CPE,
    cap_minor=12_000,
    flat_minor=2_000,
    floor_minor=3_000,
    rate_per_mille_minor=35_000,
    counted=(Interaction.LIKES,),
)


def test_the_floor_stands_beside_the_cap() -> None:
    line = "¥20.00 + ¥0.35 for each of: likes; at least ¥30.00 once approved, at most ¥120.00"
    assert pay(TEA, "CNY", speech("en")) == line
    assert "保底 ¥30.00" in pay(TEA, "CNY", speech("zh_Hans"))


def test_a_floor_is_promised_once() -> None:
    told = "\n".join(promises(TEA, "CNY", speech("en")))
    assert told.count("at least ¥30.00") == 1


def test_without_a_floor_none_is_named() -> None:
    assert "least" not in pay(replace(TEA, floor_minor=0), "CNY", speech("en"))


def told(terms: Terms, locale: str = "en") -> str:
    return "\n".join(promises(terms, "CNY", speech(locale)))


def test_whose_figures_pay_is_promised() -> None:
    only = replace(TEA, weakest_source=Source.PLATFORM)
    assert "Figures that count: platform data\n" in told(only)
    assert "Figures that count: screenshot, entered by staff, platform data\n" in told(
        replace(TEA, weakest_source=Source.SCREENSHOT)
    )
    assert "Figures" not in told(Terms(Method.FLAT, 80, flat_minor=80))


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        (MissingData.FLOOR, "by 14 days after the cut-off: ¥30.00 is paid"),
        (MissingData.ASK, "our team is asked until they come, or until a person pays ¥30.00"),
        (MissingData.WAIT, "it waits until they come, or until a person pays ¥30.00"),
    ],
)
def test_what_becomes_of_work_without_data_is_promised(missing: MissingData, rule: str) -> None:
    terms = replace(TEA, missing=missing)
    assert rule in told(terms)
    by_approval = "at least ¥30.00 once approved" in pay(terms, "CNY", speech("en"))
    assert by_approval == (missing is MissingData.FLOOR)


def test_that_money_may_be_taken_back_is_promised_in_both_languages() -> None:
    falling = replace(TEA, earlier_cutoffs=(3,), takes_back=True)
    assert "when they fall, money is taken back" in told(falling)
    assert "多退少补" in told(falling, "zh_Hans")
    assert "nothing is taken back" in told(replace(falling, takes_back=False))


STEPPED = replace(
    TEA,
    bonuses=(Bonus(100, 1_000), Bonus(1_000, 5_000)),
    creator_cap_minor=20_000,
    draft_minor=500,
)


def test_no_draft_is_paid_where_none_is_asked_for() -> None:
    """What it would have paid comes with the post."""
    staged = replace(TEA, draft_minor=500)
    lines = promises(staged, "CNY", speech("en"), has_draft=False)
    assert not any("draft" in line for line in lines)
    assert any("draft" in line for line in promises(staged, "CNY", speech("en")))


def test_what_was_agreed_names_steps_parts_and_the_cap_of_the_creator() -> None:
    price, *beside = agreed(STEPPED, "CNY", speech("en"))
    assert price == pay(STEPPED, "CNY", speech("en"))
    assert beside == [
        "🎯 ¥10.00 more from 100 interactions",
        "🎯 ¥50.00 more from 1,000 interactions",
        "🪜 ¥5.00 of it once the draft is approved",
        "🧢 All your works in this campaign: at most ¥200.00",
    ]


def test_a_calculator_names_steps_and_those_that_add_nothing() -> None:
    table = calculator.table(STEPPED, "CNY", speech("en"))
    assert "🎯 ¥10.00 more from 100 interactions" in table
    assert "🧢 All your works in this campaign: at most ¥200.00" in table
    vain = "The step of ¥50.00 from 1,000 adds nothing: the cap of ¥120.00 is reached before."
    assert vain in table
    assert table.count("adds nothing") == 1


def test_all_slots_are_of_the_task_or_of_the_campaign() -> None:
    say = speech("en")
    assert "of the task" in calculator.of_all_slots(TEA, 40, "CNY", say)
    assert "of the campaign" in calculator.of_all_slots(TEA, 40, "CNY", say, of_campaign=True)


def test_counts_that_come_to_the_same_are_told_once_for_all_slots() -> None:
    floored = replace(TEA, floor_minor=6_000)
    told_ = calculator.of_all_slots(floored, 40, "CNY", speech("en"))
    lines = told_.split("\n")
    assert "40 × ¥60.00 = <b>¥2,400.00</b>" in lines
    assert len(lines) == len(set(lines))


def test_all_slots_together_get_no_more_than_their_pot() -> None:
    say = speech("en")
    pot = replace(TEA, pot_minor=150_000)  # 40 slots are promised ¥1,200.00 of it
    told_ = calculator.of_all_slots(pot, 40, "CNY", say, of_campaign=True)
    assert "40 × ¥30.00 = <b>¥1,200.00</b>" in told_
    assert "40 × ¥120.00 = ¥4,800.00; the shared pot holds <b>¥1,500.00</b>" in told_
    assert "<b>¥4,800.00</b>" not in told_
    weekly = replace(pot, pot_days=7)
    told_ = calculator.of_all_slots(weekly, 40, "CNY", say)
    assert "For all slots of the task, if they are claimed within the same 7 days:" in told_
    assert "the shared pot holds <b>¥1,500.00</b>" in told_
    assert "within the same" not in calculator.of_all_slots(pot, 40, "CNY", say)


def test_a_pot_says_who_shares_it_and_what_is_certain_of_it() -> None:
    all_of_it = replace(TEA, pot_minor=100_000)
    assert (
        "All works together share ¥1,000.00: each gets the agreed ¥30.00 in any case; if they come "
        "to more, the rest is shared in proportion"
    ) in told(all_of_it)
    weekly = replace(all_of_it, pot_days=7, floor_minor=0, flat_minor=0)
    assert (
        "Works claimed within the same 7 days share ¥1,000.00: if they come to more, each gets its "
        "part"
    ) in told(weekly)
    assert "同一期（7 天）领取的作品共享 ¥1,000.00" in told(weekly, "zh_Hans")
    assert "never below ¥30.00" in table(replace(all_of_it, pot_days=7), "CNY", speech("en"))
