"""What is told of a payout's tax fits where it is told."""

import pytest

from domain.locales import EN, ZH
from domain.payout import TaxChange, TaxOutdated
from handlers import refusals as in_chat
from web.console import refusals as in_console
from words.speech import speech

LONGEST_ALERT = 200  # core.telegram.org/bots/api#answercallbackquery


def outdated(count: int, name: str = "王小明") -> TaxOutdated:
    changes = (TaxChange(f"KOC-7-{at}", name, 640_00, 480_00, "CNY") for at in range(1, count + 1))
    return TaxOutdated(7, tuple(changes))


def test_a_tax_that_changed_is_named_with_its_payout() -> None:
    told = in_chat.sentence(outdated(3), speech(EN))
    assert told == (
        "Since batch 7 was prepared, tax changed: KOC-7-1 王小明 ¥640.00 → ¥480.00, "
        "and 2 more. Withdraw it and prepare a new one."
    )


def test_the_console_has_room_for_five_of_them() -> None:
    status, told = in_console.worded(outdated(6), speech(EN))
    assert status == 409
    assert "KOC-7-5" in told
    assert "KOC-7-6" not in told
    assert "and 1 more" in told
    assert "more" not in in_console.worded(outdated(5), speech(EN))[1]


@pytest.mark.parametrize("locale", [EN, ZH])
def test_the_longest_fits_what_pops_up_over_a_chat(locale: str) -> None:
    change = TaxChange("KOC-99999-2000", "x" * 64, 99_999_999_99, 88_888_888_88, "CNY")
    told = in_chat.sentence(TaxOutdated(99_999, (change,) * 2_000), speech(locale))
    assert len(told.unescape()) <= LONGEST_ALERT
