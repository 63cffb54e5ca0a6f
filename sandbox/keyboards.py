"""Reply markup as bots give it: checked the way Telegram checks, kept the way Telegram keeps."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.inline_buttons import inline_button
from sandbox.wire import Json

_MOST_IN_ROW = 12
_MOST_IN_ALL = 300
_KEYBOARD_FLAGS = ("is_persistent", "resize_keyboard", "one_time_keyboard")
_REQUESTS = (
    "request_contact",
    "request_location",
    "request_poll",
    "request_users",
    "request_chat",
    "web_app",
)


class MarkupKind(StrEnum):
    INLINE = "inline"  # buttons under the message; the only kind an edit may carry
    REPLY = "reply"  # keys in place of the person's keyboard
    REMOVE = "remove"  # takes those keys away
    FORCE_REPLY = "force_reply"  # opens a reply to the message


@dataclass(frozen=True, slots=True)
class Markup:
    """`data` is what the page and the message JSON show."""

    kind: MarkupKind
    data: Json


def read_markup(value: Any) -> Markup | None:
    """`value` is the JSON of `reply_markup`; None when it holds no buttons."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("Object expected as reply markup")
    if rows := _rows(value, "keyboard"):
        return _reply_keyboard(value, rows)
    if rows := _rows(value, "inline_keyboard"):
        return _inline_keyboard(rows)
    if value.get("remove_keyboard"):
        return Markup(MarkupKind.REMOVE, {"remove_keyboard": True})
    if value.get("force_reply"):
        return Markup(MarkupKind.FORCE_REPLY, {"force_reply": True} | _placeholder(value))
    return None


def read_inline_markup(value: Any) -> Json | None:
    """For edits: anything but an inline keyboard is refused."""
    markup = read_markup(value)
    if markup is None:
        return None
    if markup.kind is not MarkupKind.INLINE:
        raise bad_request("Inline keyboard expected")
    return markup.data


def _rows(value: Json, name: str) -> list[list[Any]]:
    rows = value.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request(f'Field "{name}" must be of type Array')
    owner = "" if name == "keyboard" else " of the InlineKeyboardMarkup"
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'Field "{name}"{owner} must be an Array of Arrays')
    return rows


def _inline_keyboard(rows: list[list[Any]]) -> Markup | None:
    kept = _capped([[inline_button(button) for button in row] for row in rows])
    return Markup(MarkupKind.INLINE, {"inline_keyboard": kept}) if kept else None


def _reply_keyboard(value: Json, rows: list[list[Any]]) -> Markup | None:
    kept = _capped([[_key(key) for key in row] for row in rows])
    flags = {flag: True for flag in _KEYBOARD_FLAGS if value.get(flag)}
    if not kept:
        return None
    return Markup(MarkupKind.REPLY, {"keyboard": kept} | flags | _placeholder(value))


def _capped(rows: list[list[Json]]) -> list[list[Json]]:
    """Buttons without text disappear, so do those beyond Telegram's count."""
    kept: list[list[Json]] = []
    room = _MOST_IN_ALL
    for row in rows:
        buttons = [button for button in row if button["text"]][: min(_MOST_IN_ROW, room)]
        room -= len(buttons)
        if buttons:
            kept.append(buttons)
    return kept


def _key(key: Any) -> Json:
    if isinstance(key, str):
        return {"text": key}
    if not isinstance(key, dict):
        raise _wrong_key("KeyboardButton must be a String or an Object")
    if not isinstance(key.get("text"), str):
        raise _wrong_key('Can\'t find field "text"')
    shown: Json = {"text": key["text"]}
    shown.update({name: key[name] for name in (*_REQUESTS, "style") if key.get(name)})
    return shown


def _placeholder(value: Json) -> Json:
    placeholder = value.get("input_field_placeholder")
    return {"input_field_placeholder": placeholder} if placeholder else {}


def _wrong_key(reason: str) -> ApiError:
    return bad_request(f"Can't parse keyboard button: {reason}")
