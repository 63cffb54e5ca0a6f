"""Counts in every notation platforms use come out exact, or not at all."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.counts import BadCount, parse_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1200", 1_200),
        ("1,200", 1_200),
        ("1，200", 1_200),
        ("１２００", 1_200),
        ("1.2万", 12_000),
        ("1.2 万", 12_000),
        ("1.2w", 12_000),
        ("3k", 3_000),
        ("3.5K", 3_500),
        ("2千", 2_000),
        ("1.5m", 1_500_000),
        ("1.05亿", 105_000_000),
        ("12.0", 12),
        ("0", 0),
        ("-3", -3),
    ],
)
def test_a_count_is_read_exactly(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize("text", ["", " ", "-", "--", "—", "/", "N/A", "无"])
def test_an_empty_cell_says_nothing(text: str) -> None:
    assert parse_count(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("10万+", "1w+", "约1万", "1.23456万", "1.5", "1e5", "1E+5", "12,34", "1,2万3", "many"),
        *("٣", "½", "1" * 30, "1." + "0" * 20, "++1", "0x10", "1 200 3", "NaN", "∞"),
    ],
)
def test_what_is_no_exact_whole_number_is_refused(text: str) -> None:
    with pytest.raises(BadCount):
        parse_count(text)


@given(st.integers(0, 10**15 - 1))
def test_plain_and_grouped_digits_mean_the_same(count: int) -> None:
    assert parse_count(str(count)) == parse_count(f"{count:,}") == count


@given(st.text(max_size=40))
def test_any_text_is_a_count_nothing_or_a_refusal(text: str) -> None:
    with contextlib.suppress(BadCount):
        assert parse_count(text) is None or isinstance(parse_count(text), int)
