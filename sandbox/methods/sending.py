"""What every sending method does: chat, reply, keyboard, limits, then the message is there."""

from collections.abc import Iterable
from typing import Any

from sandbox.chats import Chat, ChatKind
from sandbox.content import MOST_CAPTION, MOST_TEXT, Content
from sandbox.errors import bad_request
from sandbox.events import EventType
from sandbox.keyboards import Markup, MarkupKind, read_markup
from sandbox.messages import Message
from sandbox.methods.access import writable_chat
from sandbox.methods.registry import Call
from sandbox.text.formatted import FormattedText, format_text
from sandbox.wire import Json


def caption_of(call: Call) -> FormattedText:
    return formatted(call, "caption", "caption_entities")


def formatted(call: Call, name: str, entities_name: str) -> FormattedText:
    params = call.params
    given = params.json(entities_name, "entities")
    return format_text(params.text(name), params.text("parse_mode"), given)


def check_length(content: Content) -> None:
    """The server's own check, after everything Telegram's front end refuses."""
    if content.kind == "text":
        if not content.text.text:
            raise bad_request("text must be non-empty")
        if content.text.length > MOST_TEXT:
            raise bad_request("message is too long")
    elif content.text.length > MOST_CAPTION:
        raise bad_request("message caption is too long")


def send(call: Call, content: Content, **more: Any) -> Message:
    """Sends one message with the call's chat, reply and keyboard parameters."""
    markup = read_markup(call.params.json("reply_markup", "reply keyboard markup"))
    chat = writable_chat(call)
    reply_to = _reply_to(call, chat)
    _check_markup(chat, markup)
    check_length(content)
    admit(call, chat)
    is_inline = markup is not None and markup.kind is MarkupKind.INLINE
    message = call.world.post(
        call.bot,
        chat,
        None,
        content,
        reply_to=reply_to,
        markup=markup.data if markup and is_inline else None,
        locked=markup is not None and not is_inline,
        protected=call.params.flag("protect_content"),
        **more,
    )
    call.message_id = message.id
    if markup and not is_inline:
        _apply_keyboard(call, chat, message, markup)
    return message


def send_all(call: Call, contents: Iterable[Content]) -> list[Message]:
    """Sends an album: one reply and one group for all, no keyboard."""
    album = list(contents)
    chat = writable_chat(call)
    reply_to = _reply_to(call, chat)
    for content in album:
        check_length(content)
    admit(call, chat, len(album))
    protected = call.params.flag("protect_content")
    group = call.world.next_album_id() if len(album) > 1 else ""
    messages = [
        call.world.post(
            call.bot,
            chat,
            None,
            content,
            reply_to=reply_to,
            protected=protected,
            media_group_id=group,
        )
        for content in album
    ]
    call.message_id = messages[0].id
    return messages


def admit(call: Call, chat: Chat, count: int = 1) -> None:
    paid = call.params.flag("allow_paid_broadcast")
    if paid:
        call.bot.purse.ensure(count)
    call.world.limiter.admit(call.bot.id, chat.id, count, paid=paid)
    if paid:
        call.bot.purse.take(count)


def _reply_to(call: Call, chat: Chat) -> Message | None:
    params = call.params
    if "reply_parameters" in params.values:
        given = params.json("reply_parameters", "reply parameters")
        if not isinstance(given, dict):
            raise bad_request("Object expected as reply parameters")
        message_id = int(given.get("message_id") or 0)
        optional = bool(given.get("allow_sending_without_reply"))
    elif "reply_to_message_id" in params.values:
        message_id = params.integer("reply_to_message_id")
        optional = params.flag("allow_sending_without_reply")
    else:
        return None
    message = chat.find(message_id)
    if message is None and message_id > 0 and not optional:
        raise bad_request("message to be replied not found")
    return message


def _check_markup(chat: Chat, markup: Markup | None) -> None:
    if markup is None or markup.kind is not MarkupKind.REPLY or chat.kind is ChatKind.PRIVATE:
        return
    keys: list[Json] = [key for row in markup.data["keyboard"] for key in row]
    if any(key.get("request_contact") for key in keys):
        raise bad_request("Phone number can be requested in private chats only")


def _apply_keyboard(call: Call, chat: Chat, message: Message, markup: Markup) -> None:
    chat.reply_keyboard = None if markup.kind is MarkupKind.REMOVE else markup.data
    chat.keyboard_message_id = message.id
    call.world.events.publish(
        EventType.KEYBOARD, chat=chat, data={"reply_keyboard": chat.reply_keyboard}
    )
