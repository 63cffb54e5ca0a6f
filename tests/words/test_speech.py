"""Looking strings up: both languages, and nothing a person brings becomes markup."""

import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from domain.locales import EN, ZH
from domain.wording import Wording
from words.speech import _CATALOGUES, Html, speech

HOSTILE = "<b>&\"'\u202e你好👩‍👩‍👧"


@pytest.mark.parametrize("locale", [ZH, EN])
def test_what_a_person_brings_is_escaped(locale: str) -> None:
    said = speech(locale)("Claim with {handle}", handle=HOSTILE)
    assert "<b>" not in said
    assert "&lt;b&gt;&amp;" in said


def test_a_title_is_said_in_this_language_and_any_other_text_whole() -> None:
    title = Wording("春茶", "Spring <tea>").title()
    assert speech(EN)("<b>Brief</b>\n{title}", title=title) == "<b>Brief</b>\nSpring &lt;tea&gt;"
    assert speech(ZH)("<b>Brief</b>\n{title}", title=title).endswith("春茶")
    assert speech(EN)("<b>Brief</b>\n{body}", body=title).endswith("&lt;tea&gt;")
    assert "春茶" in speech(EN)("<b>Brief</b>\n{body}", body=title)


def test_html_of_ours_stays_html() -> None:
    inner = speech(EN)("<b>Brief</b>\n{body}", body=Html("<i>ours</i>"))
    assert inner == "<b>Brief</b>\n<i>ours</i>"


def test_a_string_that_only_looks_like_html_is_escaped() -> None:
    class Sly(str):
        """Not our Html, whatever it calls itself."""

        __slots__ = ()

    assert "<i>" not in speech(EN)("{flat} each", flat=Sly("<i>"))


def test_chinese_is_spoken_and_english_is_what_the_code_says() -> None:
    assert speech(ZH)("Earnings") != "Earnings"
    assert speech(EN)("Earnings") == "Earnings"


def test_an_unknown_string_is_said_as_it_is() -> None:
    assert speech(ZH)("no such string") == "no such string"


def translated() -> list[Message]:
    with (_CATALOGUES / ZH / "LC_MESSAGES" / "koc.po").open("rb") as file:
        return [message for message in read_po(file, locale=ZH) if message.id]


def test_chinese_is_punctuated_as_chinese_is() -> None:
    half = re.compile(r"[\u4e00-\u9fff）][,:?!;]|[})>][,:?!;](?=[\u4e00-\u9fff])")
    assert half.search("群发可以发给谁,写成一行")
    assert half.search("例如:")
    assert [str(each.string) for each in translated() if half.search(str(each.string))] == []


def test_every_translation_fills_in_the_same_values() -> None:
    wrong = [
        message.id
        for message in translated()
        if set(re.findall(r"{(\w+)}", str(message.id)))
        != set(re.findall(r"{(\w+)}", str(message.string)))
    ]
    assert wrong == []
