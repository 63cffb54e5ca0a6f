"""A fingerprint leads back to one assignment and does not survive a slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fingerprints import ALPHABET, fingerprint, fingerprints_in, number_of

numbers = st.integers(0, 10**12) | st.integers(31**5 - 3, 31**5 + 3)


@given(numbers)
def test_a_code_leads_back_to_its_number(number: int) -> None:
    assert number_of(fingerprint(number)) == number


def test_the_first_million_codes_have_six_signs_and_none_repeats() -> None:
    codes = {fingerprint(number) for number in range(0, 1_000_000, 7)}
    assert len(codes) == len(range(0, 1_000_000, 7))
    assert {len(code) for code in codes} == {6}


@given(numbers, st.data())
def test_a_wrong_sign_is_noticed(number: int, data: st.DataObject) -> None:
    code = fingerprint(number)
    place = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.sampled_from(ALPHABET).filter(lambda sign: sign != code[place]))
    assert number_of(code[:place] + sign + code[place + 1 :]) is None


@given(numbers, st.data())
def test_two_swapped_signs_are_noticed(number: int, data: st.DataObject) -> None:
    code = fingerprint(number)
    place = data.draw(st.integers(0, len(code) - 3))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or number_of(swapped) is None


def test_a_negative_number_has_no_code() -> None:
    with pytest.raises(ValueError, match="no fingerprint"):
        fingerprint(-1)


def test_a_code_is_found_in_a_published_text_in_any_case_and_width() -> None:
    code = fingerprint(4711)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for text in (f"好喝！#广告 {code}", f"好喝{code.lower()}。", f"x {wide}", f"({code})"):
        assert fingerprints_in(text) == (code,)


def test_a_code_inside_a_longer_word_is_none() -> None:
    assert fingerprints_in(f"https://a.cn/x{fingerprint(4711)}y") == ()


@given(st.text())
def test_any_text_is_searched_without_a_crash(text: str) -> None:
    assert all(number_of(code) is not None for code in fingerprints_in(text))
    number_of(text)
