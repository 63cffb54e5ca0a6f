"""Every screen speaks the language its reader chose, whatever language their Telegram speaks."""

import re

import pytest

from handlers import routes
from tests.handlers.conftest import Chat
from tests.handlers.test_broadcasts import number, written

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Nothing is looked up for these before their first word, or it was said before that.
SCREENS = ("bc.btn:{}", "bc.when:{}", "sg.f:b{}:platform:0", "sg.f:b{}:category:0")


@pytest.mark.parametrize("tapped", SCREENS)
async def test_a_tap_is_answered_in_the_chosen_language(chat: Chat, tapped: str) -> None:
    owner = await chat.owner("Lin")  # who chose English
    await written(owner)
    sheet = await owner.sees("draft")
    owner.user.language_code = "zh"
    await owner.taps_data("1:" + tapped.format(await number(chat)), sheet)
    shown = await owner.sees("")
    assert not CHINESE.search(" ".join([shown.text, *shown.buttons]))


async def test_a_button_that_is_nobodys_is_refused_in_the_chosen_language(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    owner.user.language_code = "zh"
    for odd in ("1:no.such.verb", "1:claim:1:1:x", "7:bc:1"):
        await owner.taps_data(odd)
        await owner.sees_alert("This button is out of date.")


def test_what_asks_first_is_tapped_at_all() -> None:
    assert set(routes.TAPS) >= routes.ASKING_FIRST
