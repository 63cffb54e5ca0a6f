"""Telegram counts UTF-16 units; a cut text is never longer, and shows that it was cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lengths import cut, utf16_length


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("字", 1), ("😀", 2)])
def test_an_emoji_is_two(text: str, length: int) -> None:
    assert utf16_length(text) == length


@given(st.text(), st.integers(1, 50))
def test_a_cut_is_short_enough_and_a_beginning(text: str, most: int) -> None:
    shown = cut(text, most)
    assert utf16_length(shown) <= most
    if shown != text:
        assert shown.endswith("…")
        assert text.startswith(shown[:-1])
