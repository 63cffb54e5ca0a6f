"""Deleting messages: one's own and the person's, for two days."""

from typing import Any

from sandbox.chats import Chat, ChatKind
from sandbox.errors import bad_request
from sandbox.events import EventType
from sandbox.messages import Message
from sandbox.methods.access import chat_of, message_of
from sandbox.methods.registry import Call, Result, method

_DELETABLE_SECONDS = 2 * 86_400
MOST_AT_ONCE = 100


@method("deleteMessage")
def delete_message(call: Call) -> Result:
    params = call.params
    if not params.text("chat_id"):
        raise bad_request("Chat identifier is not specified")
    if params.integer("message_id") <= 0:
        raise bad_request("Message identifier is not specified")
    chat = chat_of(call)
    call.chat_id = chat.id
    message = message_of(call, chat, "message to delete")
    _check(call, chat, message)
    _delete(call, chat, message)
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> Result:
    """Those that are not there are skipped; one that may not be deleted stops all."""
    message_ids = ids_of(call)
    chat = chat_of(call)
    call.chat_id = chat.id
    found = [message for id_ in message_ids if (message := chat.find(id_))]
    for message in found:
        _check(call, chat, message)
    for message in found:
        _delete(call, chat, message)
    return True


def ids_of(call: Call) -> list[int]:
    """The `message_ids` of a call, checked."""
    if not call.params.values.get("message_ids"):
        raise bad_request("Message identifiers are not specified")
    given = call.params.json("message_ids", "message_ids")
    if not isinstance(given, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(given) > MOST_AT_ONCE:
        raise bad_request("Too many message identifiers specified")
    return [_id(value) for value in given]


def _id(value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise bad_request("Can't parse message identifier as a Number") from None
    if number <= 0:
        raise bad_request("Invalid message identifier specified")
    return number


def _check(call: Call, chat: Chat, message: Message) -> None:
    age = call.world.clock.timestamp() - message.date
    foreign = chat.kind is ChatKind.GROUP and not message.from_bot
    if age > _DELETABLE_SECONDS or foreign:
        raise bad_request("message can't be deleted for everyone")


def _delete(call: Call, chat: Chat, message: Message) -> None:
    call.world.change(chat, message, EventType.DELETE, deleted=True)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    if chat.reply_keyboard and chat.keyboard_message_id == message.id:
        chat.reply_keyboard = None
        call.world.events.publish(EventType.KEYBOARD, chat=chat, data={"reply_keyboard": None})
