"""What a status is called in the console: one word for one thing, in each language."""

import pytest

from domain.assignment import AssignmentStatus
from domain.disputes.life import DisputeStatus
from domain.locales import EN, ZH
from web.console.labels import chip
from words import names
from words.speech import speech


@pytest.mark.parametrize(
    ("locale", "word"), [(ZH, "已退还"), (EN, "Given back to the creator")], ids=["zh", "en"]
)
def test_what_a_dispute_gave_back_is_not_called_what_a_creator_gave_up(
    locale: str, word: str
) -> None:
    say = speech(locale)
    assert chip(DisputeStatus.GIVEN_BACK, say).word == word
    assert names.name(AssignmentStatus.RELEASED, say) != word
