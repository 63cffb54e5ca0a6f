"""What is said of a file of figures when the last of its rows is through."""

from typing import Any

from domain.notices import NoticeKind
from handlers.codec import tap
from handlers.screen import Button, Screen, column
from words.speech import Speech


def figures_imported(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "📥 <b>{name}</b> is through: {new} new, {repeated} repeated, {refused} refused.",
        name=facts["name"],
        new=facts["new"],
        repeated=facts["repeated"],
        refused=facts["refused"],
    )
    rows = []
    if facts["refused"]:
        rows.append(Button(say("All refused rows as CSV"), tap("met.refused", facts["upload_id"])))
    return Screen(text, column(*rows))


NOTICES = {NoticeKind.FIGURES_IMPORTED: figures_imported}
