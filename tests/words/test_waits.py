"""Past its cut-off, an amount says what it waits for and until when; never a day that is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.locales import EN, ZH
from domain.settlement_waits import LeftOut, Unsettled, WaitsFor
from domain.terms import Interaction, Method, MissingData, Terms
from words.speech import speech
from words.waits import past_cutoff

CUTOFF = datetime(2026, 11, 28, tzinfo=UTC)
NOW = CUTOFF + timedelta(days=2)
AGREED = Terms(Method.CPE, 9_000, floor_minor=700, counted=(Interaction.LIKES,))
WAITS = Unsettled(
    assignment_id=55,
    title="Spring tea",
    campaign="Spring",
    name="Lan",
    since=CUTOFF,
    is_last=True,
    missing=MissingData.FLOOR,
    case_id=None,
    waits_for=WaitsFor.DATA,
    is_split=True,
)
LEFT_OUT = replace(
    WAITS,
    waits_for=WaitsFor.PERSON,
    left_out=LeftOut("counted again", "Fei", NOW + timedelta(days=5)),
)


def told(each: Unsettled, locale: str = EN) -> str:
    return past_cutoff(each, AGREED, "CNY", "UTC", speech(locale), NOW)


@pytest.mark.parametrize(
    ("each", "says"),
    [
        (WAITS, "no data came yet. Without any, ¥7.00 is paid on 12 Dec."),
        (replace(WAITS, missing=MissingData.ASK), "our team is asked for them; a person may pay ¥"),
        (replace(WAITS, missing=MissingData.WAIT), "it waits until they come; a person may pay ¥"),
        (replace(WAITS, is_last=False), "The next cut-off pays the difference."),
        (replace(WAITS, is_split=False), "its pot waits for them until 12 Dec."),
        (replace(WAITS, waits_for=WaitsFor.POT), "the pot is split once every post in it"),
        (replace(WAITS, waits_for=WaitsFor.LOOK), "its latest figures are looked at first."),
        (LEFT_OUT, "until 5 Dec at the latest, because: counted again"),
    ],
)
def test_each_wait_has_its_words(each: Unsettled, says: str) -> None:
    assert told(each).startswith("So far. Its cut-off was on 28 Nov: ")
    assert says in told(each)
    assert "28日截止" in told(each, ZH).replace(" ", "")


def test_no_member_of_the_staff_is_named_to_the_creator() -> None:
    assert "Fei" not in told(LEFT_OUT)
