"""Pressing buttons: which one is meant, and what the press does."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sandbox.errors import GestureRefused
from sandbox.gestures import Hands, act, after_key, share_contact, write
from sandbox.messages import Message
from sandbox.updates import UpdateKind
from sandbox.wire import Json


@dataclass(frozen=True, slots=True)
class Button:
    """A button on the screen; `message` is None for a key of the reply keyboard."""

    json: Json
    message: Message | None

    @property
    def label(self) -> str:
        return str(self.json["text"])


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of it: a query the bot should answer, a link, copied text, or a message."""

    callback_query_id: str = ""
    url: str = ""
    copied: str = ""
    message_id: int = 0

    def as_json(self) -> Json:
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


def visible_buttons(hands: Hands) -> Iterator[Button]:
    """Newest first; the reply keyboard stands where the message that brought it does."""
    chat = hands.chat
    for message in chat.newest_first():
        if message.id == chat.keyboard_message_id:
            yield from _keys(hands)
        for row in message.inline_rows:
            for button in row:
                yield Button(button, message)
    if chat.keyboard_message_id not in chat.history:
        yield from _keys(hands)


def press(hands: Hands, button: Button) -> Pressed:
    act(hands)
    if button.message is None:
        return _press_key(hands, button.json)
    known = button.json
    if "callback_data" in known:
        return tap(hands, button.message.id, known["callback_data"])
    if "web_app" in known:
        return Pressed(url=known["web_app"]["url"])
    if "copy_text" in known:
        return Pressed(copied=known["copy_text"]["text"])
    if "url" in known:
        return Pressed(url=known["url"])
    raise GestureRefused(f"“{button.label}” works only in the real Telegram")


def tap(hands: Hands, message_id: int, data: str) -> Pressed:
    """A tap with this callback data, whether or not such a button is still there."""
    act(hands)
    world, chat, user = hands.world, hands.chat, hands.user
    message = chat.find(message_id)
    shown: Any = message.as_json() if message else _inaccessible(hands, message_id)
    query = world.queries.open(hands.bot.id, user.id, message_id)
    update = {
        "id": query.id,
        "from": user.as_sender(),
        "message": shown,
        "chat_instance": str(chat.id * 7_919 + hands.bot.id),
        "data": data,
    }
    world.push(hands.bot, UpdateKind.CALLBACK_QUERY, user.id, update)
    return Pressed(callback_query_id=query.id)


def button_at(hands: Hands, message_id: int, row: int, column: int) -> Button:
    message = hands.chat.find(message_id)
    rows = message.inline_rows if message else []
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise GestureRefused("there is no such button")
    return Button(rows[row][column], message)


def button_saying(hands: Hands, text: str, message_id: int = 0) -> Button:
    """The newest whose label is the text, else the newest that contains it."""
    shown = [
        button
        for button in visible_buttons(hands)
        if not message_id or (button.message is not None and button.message.id == message_id)
    ]
    for _, together in groupby(shown, lambda button: button.message and button.message.id):
        beside = list(together)
        fitting = [b for b in beside if b.label == text] or [b for b in beside if text in b.label]
        if fitting:
            return fitting[0]
    labels = " · ".join(button.label for button in shown) or "none"
    raise GestureRefused(f"no visible button says “{text}”; the buttons are: {labels}")


def _keys(hands: Hands) -> Iterator[Button]:
    keyboard = hands.chat.reply_keyboard or {}
    for row in keyboard.get("keyboard", []):
        for key in row:
            yield Button(key, None)


def _press_key(hands: Hands, key: Json) -> Pressed:
    if key.get("request_contact"):
        return Pressed(message_id=share_contact(hands).id)
    if key.get("web_app"):
        return Pressed(url=key["web_app"]["url"])
    if len(key) > 1 and any(name.startswith("request_") for name in key):
        raise GestureRefused(f"“{key['text']}” works only in the real Telegram")
    message = write(hands, key["text"])
    after_key(hands)
    return Pressed(message_id=message.id)


def _inaccessible(hands: Hands, message_id: int) -> Json:
    """What Telegram shows in place of a message that is gone."""
    return {"message_id": message_id, "chat": hands.chat.as_json(), "date": 0}
