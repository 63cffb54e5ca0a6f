"""What a person does in a chat, as their Telegram client would let them: the bot hears of it."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.bots import Bot
from sandbox.chats import Chat
from sandbox.content import MOST_CAPTION, MOST_TEXT, Content, text_content
from sandbox.errors import ApiError, GestureRefused
from sandbox.events import EventType
from sandbox.messages import Message
from sandbox.methods.media import media_content, store
from sandbox.methods.reactions import EMOJI, plain
from sandbox.params import Upload
from sandbox.people import User
from sandbox.text.formatted import FormattedText, format_text
from sandbox.updates import UpdateKind
from sandbox.wire import Json
from sandbox.world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
_MOST_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Hands:
    """One person in one chat with one bot."""

    world: World
    bot: Bot
    user: User
    chat: Chat


def hands_of(world: World, bot: Bot, user: User, chat_id: int = 0) -> Hands:
    """In the private chat, or in a group of `chat_id`."""
    if chat_id in (0, user.id):
        return Hands(world, bot, user, world.private_chat(bot, user))
    chat = bot.chats.get(chat_id)
    if chat is None or user.id not in chat.people:
        raise GestureRefused("this person is not in that chat")
    return Hands(world, bot, user, chat)


def start(hands: Hands, payload: str = "") -> Message:
    """Presses Start, or opens t.me/bot?start=payload; unblocks the bot if need be."""
    if not _PAYLOAD.fullmatch(payload):
        raise GestureRefused("a deep link carries at most 64 of A-Z a-z 0-9 _ -")
    if hands.bot.id in hands.user.blocked:
        set_blocked(hands, blocked=False)
    return write(hands, f"/start {payload}".rstrip())


def write(
    hands: Hands,
    text: str,
    reply_to_message_id: int = 0,
    parse_mode: str = "",
    entities: Any = None,
) -> Message:
    """Its formatting as a client's own editor makes it: said in the text by `parse_mode`, or as the
    JSON of `entities` beside it.
    """
    # Beyond this the text is too long however it is trimmed, and parsing has its own words for it.
    formatted = format_text(text[: 2 * MOST_TEXT], parse_mode, entities)
    if not formatted.text:
        raise GestureRefused("an empty message cannot be sent")
    if formatted.length > MOST_TEXT:
        raise GestureRefused(f"a message holds at most {MOST_TEXT} characters")
    return _say(hands, text_content(formatted), reply_to_message_id)


def send_files(
    hands: Hands,
    uploads: list[Upload],
    caption: str = "",
    *,
    kind: str = "document",
    parse_mode: str = "",
    entities: Any = None,
) -> list[Message]:
    """Several together are one album, the caption on the first; `kind` as in ALBUM_KINDS."""
    if not 1 <= len(uploads) <= _MOST_AT_ONCE:
        raise GestureRefused(f"send 1 to {_MOST_AT_ONCE} files at once")
    words = format_text(caption, parse_mode, entities)
    if words.length > MOST_CAPTION:
        raise GestureRefused(f"a caption holds at most {MOST_CAPTION} characters")
    contents = [_file_content(hands, upload, kind) for upload in uploads]
    contents[0] = Content(contents[0].kind, words, contents[0].media)
    group = hands.world.next_album_id() if len(contents) > 1 else ""
    return [_say(hands, content, media_group_id=group) for content in contents]


def share_contact(hands: Hands) -> Message:
    user = hands.user
    contact: Json = {"phone_number": user.phone_number.removeprefix("+")}
    contact |= {"first_name": user.name, "user_id": user.id}
    keyboard_message = hands.chat.find(hands.chat.keyboard_message_id)
    asked = keyboard_message.id if keyboard_message else 0
    message = _say(hands, Content("contact", media={"contact": contact}), asked)
    after_key(hands)
    return message


def edit(hands: Hands, message_id: int, text: str) -> Message:
    act(hands)
    message = hands.chat.find(message_id)
    if message is None or message.sender is not hands.user:
        raise GestureRefused("only one's own message can be edited")
    formatted = format_text(text)
    content = _edited_content(message, formatted)
    edited_at = int(hands.world.clock.timestamp())
    newer = hands.world.change(hands.chat, message, content=content, edit_date=edited_at)
    hands.world.push(hands.bot, UpdateKind.EDITED_MESSAGE, hands.chat.id, newer.as_json())
    return newer


def react(hands: Hands, message_id: int, emoji: str) -> Message:
    """An empty emoji takes the reaction back."""
    act(hands)
    message = hands.chat.find(message_id)
    emoji = plain(emoji)
    if message is None:
        raise GestureRefused("there is no such message")
    if emoji and emoji not in EMOJI:
        raise GestureRefused("Telegram has no such reaction")
    update = {
        "chat": hands.chat.as_json(),
        "message_id": message_id,
        "user": hands.user.as_sender(),
        "date": int(hands.world.clock.timestamp()),
        "old_reaction": _reactions(message.person_reaction),
        "new_reaction": _reactions(emoji),
    }
    newer = hands.world.change(hands.chat, message, EventType.REACTION, person_reaction=emoji)
    hands.world.push(hands.bot, UpdateKind.MESSAGE_REACTION, hands.chat.id, update)
    return newer


def set_blocked(hands: Hands, *, blocked: bool) -> None:
    """Blocks or unblocks the bot; the bot hears of it as my_chat_member."""
    user, bot = hands.user, hands.bot
    if (bot.id in user.blocked) == blocked:
        return
    (user.blocked.add if blocked else user.blocked.discard)(bot.id)
    member, kicked = _membership(bot, "member"), _membership(bot, "kicked")
    old, new = (member, kicked) if blocked else (kicked, member)
    update = {
        "chat": hands.chat.as_json(),
        "from": user.as_sender(),
        "date": int(hands.world.clock.timestamp()),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    hands.world.push(bot, UpdateKind.MY_CHAT_MEMBER, hands.chat.id, update)
    hands.world.events.publish(EventType.PERSON, person_id=user.id)


def after_key(hands: Hands) -> None:
    """A one-time keyboard is gone once used."""
    chat = hands.chat
    if chat.reply_keyboard and chat.reply_keyboard.get("one_time_keyboard"):
        chat.reply_keyboard = None
        hands.world.events.publish(EventType.KEYBOARD, chat=chat, data={"reply_keyboard": None})


def act(hands: Hands) -> None:
    """A gesture begins: the deactivated and those who blocked the bot are refused."""
    if hands.user.deactivated:
        raise GestureRefused(f"{hands.user.name}'s account is deactivated")
    if hands.bot.id in hands.user.blocked and hands.chat.id > 0:
        raise GestureRefused(f"{hands.user.name} has blocked the bot; /start unblocks it")
    hands.chat.started = True


def _say(
    hands: Hands, content: Content, reply_to_message_id: int = 0, media_group_id: str = ""
) -> Message:
    if content.kind == "text" and content.text.text.startswith("/start"):
        set_blocked(hands, blocked=False)
    act(hands)
    message = hands.world.post(
        hands.bot,
        hands.chat,
        hands.user,
        content,
        reply_to=hands.chat.find(reply_to_message_id),
        media_group_id=media_group_id,
    )
    hands.world.push(hands.bot, UpdateKind.MESSAGE, hands.chat.id, message.as_json())
    return message


def _file_content(hands: Hands, upload: Upload, kind: str) -> Content:
    try:
        stored = store(hands.world.files, hands.bot.id, kind, upload)
    except ApiError as error:
        raise GestureRefused(error.description.removeprefix("Bad Request: ")) from None
    return media_content(stored, FormattedText(""), {})


def _edited_content(message: Message, text: FormattedText) -> Content:
    old = message.content
    if old.kind == "text" and not text.text:
        raise GestureRefused("an empty message cannot be sent")
    if text.length > (MOST_TEXT if old.kind == "text" else MOST_CAPTION):
        raise GestureRefused("the new text is too long")
    return Content(old.kind, text, old.media, old.options)


def _reactions(emoji: str) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def _membership(bot: Bot, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": bot.as_sender(), "status": status} | until
