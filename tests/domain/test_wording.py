"""A title travels as one string and is read by each in their own language."""

import pytest

from domain.locales import EN, ZH
from domain.wording import Wording, read_title


@pytest.mark.parametrize(
    ("wording", "zh", "en"),
    [
        (Wording("春茶上新", "Spring tea launch"), "春茶上新", "Spring tea launch"),
        (Wording("春茶", "春茶"), "春茶", "春茶"),
    ],
)
def test_a_title_is_read_in_the_readers_language(wording: Wording, zh: str, en: str) -> None:
    assert (read_title(wording.title(), ZH), read_title(wording.title(), EN)) == (zh, en)


def test_one_text_for_both_stays_as_it_was_written() -> None:
    assert Wording("春茶", "春茶").title() == "春茶"
    assert read_title("a title of earlier days", EN) == "a title of earlier days"
