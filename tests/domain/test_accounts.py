"""What people call their accounts and themselves, in whatever signs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts import LONGEST_HANDLE, BadHandle, Handle, followers, handle
from domain.counts import BadCount
from domain.names import LONGEST, NAMELESS, is_right_to_left, tidy


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@xiaoming_01", "xiaoming_01"),
        ("＠小明 爱吃", "小明 爱吃"),
        ("  小明🎈 ", "小明🎈"),
        ("<b>Ming</b>", "<b>Ming</b>"),
        ("نور", "نور"),
    ],
)
def test_a_handle_is_taken_as_people_write_it(text: str, shown: str) -> None:
    assert handle(text).shown == shown


@pytest.mark.parametrize("text", ["", "@", "   ", "\u202e\u200f", "ㅤ", "x" * (LONGEST_HANDLE + 1)])
def test_what_nobody_could_find_is_no_handle(text: str) -> None:
    with pytest.raises(BadHandle):
        handle(text)


@pytest.mark.parametrize("same", ["ming", "MING", "Ｍｉｎｇ", "m ing", "Ming"])
def test_handles_that_people_would_call_the_same_have_one_key(same: str) -> None:
    assert Handle(same).key == "ming"


@pytest.mark.parametrize(
    ("text", "count"),
    [("12,000", 12_000), ("1.2万", 12_000), ("3k", 3_000), ("１２００", 1_200), ("约 1.5w", 15_000),
     ("10万+", 100_000), ("2亿", 200_000_000), ("0", 0)],
)  # fmt: skip
def test_followers_are_counted_as_people_write_them(text: str, count: int) -> None:
    assert followers(text) == count


@pytest.mark.parametrize("text", ["", "-1", "many", "1.5", "1e9", "9" * 30, "12,34", "0x10", "—"])
def test_what_is_no_number_of_followers_is_refused(text: str) -> None:
    with pytest.raises(BadCount):
        followers(text)


@given(st.text(max_size=4096))
def test_any_text_becomes_one_short_visible_line_or_is_refused(text: str) -> None:
    try:
        shown = handle(text).shown
    except BadHandle:
        return
    assert 0 < len(shown) <= LONGEST_HANDLE
    assert shown == tidy(shown, LONGEST_HANDLE)


@given(st.text(max_size=4096))
def test_a_name_is_one_short_line_without_signs_that_turn_it_around(name: str) -> None:
    line = tidy(name)
    assert 0 < len(line) <= LONGEST
    assert line == tidy(line)
    assert not any(
        sign not in "\u200c\u200d" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        for sign in line
    )


@pytest.mark.parametrize("name", ["", " ", "\n\t", "\u202e", "ㅤㅤ", "\u200d\u200d"])
def test_a_name_nobody_can_see_is_shown_as_a_dot(name: str) -> None:
    assert tidy(name) == NAMELESS


def test_emoji_families_stay_together() -> None:
    assert tidy("👨‍👩‍👧‍👦 王") == "👨‍👩‍👧‍👦 王"


def test_a_right_to_left_name_is_known() -> None:
    assert is_right_to_left("Ming (مينغ)")
    assert not is_right_to_left("小明 Ming 1")
