"""A label before its value, and things in a row, as the language sets them; no word of its own."""

from collections.abc import Iterable
from typing import Any

from words.speech import Html, Speech


def labelled(label: Any, value: Any, say: Speech) -> Html:
    return say("{label}: {value}", label=label, value=value)


def listed(things: Iterable[Any], say: Speech) -> Html:
    return say(", ").join(things)
