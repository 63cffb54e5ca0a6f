"""What a button carries comes back; what no button of ours carries is stale, and no error."""

import pytest

from domain.errors import Stale
from handlers.codec import LARGEST_ID, row_id


def test_the_largest_row_id_comes_back() -> None:
    assert row_id(str(LARGEST_ID)) == LARGEST_ID


@pytest.mark.parametrize("word", ["", "x", "-1", "1.0", "٣", "²", str(LARGEST_ID + 1), "9" * 5_000])
def test_a_word_that_is_no_row_id_is_stale(word: str) -> None:
    with pytest.raises(Stale):
        row_id(word)
