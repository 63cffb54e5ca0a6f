"""The button below a message of a kind that may be turned off; turning it off is settings.py."""

from domain.preferences import Muted
from handlers.codec import tap
from handlers.screen import Button
from words.speech import Speech


def button(say: Speech, kind: Muted) -> Button:
    return Button(say("No more of these"), tap("set.mute", kind))
