"""Where the buttons of several kinds of notices lead; what one kind alone needs stays with it."""

from typing import Any

from handlers.codec import tap
from handlers.screen import Button, Rows
from words.speech import Speech


def to_card(say: Speech, facts: dict[str, Any]) -> Rows:
    return ((Button(say("Open the card"), tap("work", facts["assignment_id"])),),)
