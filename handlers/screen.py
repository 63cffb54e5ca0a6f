"""What a person sees: text, buttons, maybe a file; how it travels is desk's business."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from telegram import InlineKeyboardMarkup

from domain.message import Media
from words.speech import Html


@dataclass(frozen=True, slots=True)
class Button:
    """One of: `data` (a tap, see codec), `url` (opens), `copy` (to the clipboard)."""

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""
    style: str = ""  # primary, success or danger


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A document or picture to send."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Screen:
    """`toast` pops up over the chat after a tap; `fresh` is a new message even after a tap.

    `placed` is called with the id of the message that shows it, once it does. `media` is a file
    that Telegram keeps; `paid` messages go by the paid allowance. `behind` a file that is sent the
    tapped message becomes another screen.
    """

    text: Html
    rows: Rows = ()
    toast: str = ""
    alert: bool = False
    fresh: bool = False
    document: File | None = None
    photo: File | None = None
    placed: Callable[[int], Awaitable[None]] | None = None
    media: Media | None = None
    paid: bool = False
    behind: "Screen | None" = None


def column(*buttons: Button) -> Rows:
    return tuple((button,) for button in buttons)


def grid(buttons: Iterable[Button], wide: int = 2) -> Rows:
    row = list(buttons)
    return tuple(tuple(row[i : i + wide]) for i in range(0, len(row), wide))


def keyboard(rows: Rows) -> dict[str, Any]:
    """As the Bot API takes it."""
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]}


def _button(button: Button) -> dict[str, Any]:
    made: dict[str, Any] = {"text": str(button.label)}
    if button.data:
        made["callback_data"] = button.data
    if button.url:
        made["url"] = button.url
    if button.copy:
        made["copy_text"] = {"text": button.copy}
    if button.style:
        made["style"] = button.style
    return made


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """As the library takes it, for what goes by its own methods."""
    return InlineKeyboardMarkup.de_json(keyboard(rows)) if rows else None
