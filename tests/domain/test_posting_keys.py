"""A posting has one name, and the name says of which row it is."""

import pytest

from domain.posting_keys import KeyOf, posting_key, row_of


def test_a_name_says_what_it_is_of_and_of_which_rows() -> None:
    assert posting_key(KeyOf.SETTLE, 12, "final") == "settle:12:final"
    assert posting_key(KeyOf.ANSWER, 7) == "answer:7"


def test_the_row_of_a_name_is_read_back() -> None:
    assert row_of(posting_key(KeyOf.ANSWER, 7), KeyOf.ANSWER) == 7


@pytest.mark.parametrize("key", ["answer:", "answer:x", "answer:²", "answer:7:8", "payout:7"])
def test_a_name_of_something_else_names_no_row(key: str) -> None:
    assert row_of(key, KeyOf.ANSWER) is None
