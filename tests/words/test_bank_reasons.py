"""A bank's code says what a person can do about it; its own words stay as they came."""

import pytest

from words import bank_reasons
from words.speech import speech


@pytest.mark.parametrize(
    ("problem", "en", "zh"),
    [
        ("AC04", "the account is closed (AC04)", "账户已销户（AC04）"),
        (
            "BE01 Name <b>",
            "name and account do not fit together (BE01: Name &lt;b&gt;)",
            "户名与账号不符（BE01：Name &lt;b&gt;）",
        ),
        ("ZZ99 odd", "ZZ99 odd", "ZZ99 odd"),
        ("AC04X", "AC04X", "AC04X"),
        ("户名<b>不符", "户名&lt;b&gt;不符", "户名&lt;b&gt;不符"),
        ("", "–", "–"),
    ],
)
def test_a_known_code_is_told_in_words_and_anything_else_as_it_came(
    problem: str, en: str, zh: str
) -> None:
    assert bank_reasons.worded(problem, speech("en")) == en
    assert bank_reasons.worded(problem, speech("zh_Hans")) == zh
