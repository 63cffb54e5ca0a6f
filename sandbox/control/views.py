"""How people, messages, chats and events look over the control API."""

from sandbox.bots import Bot
from sandbox.chats import Chat
from sandbox.events import Event, EventType
from sandbox.messages import Message
from sandbox.people import User
from sandbox.text.render import render_html
from sandbox.wire import Json
from sandbox.world import World

_WITH_MESSAGE = frozenset({EventType.MESSAGE, EventType.EDIT, EventType.DELETE, EventType.REACTION})


def bot_view(bot: Bot) -> Json:
    """Without the token."""
    return {"id": bot.id, "username": bot.username, "first_name": bot.first_name}


def person_view(world: World, user: User) -> Json:
    """`blocked` is about the first bot, the one the page shows."""
    first = next(iter(world.bots.values()), None)
    return {
        "id": user.id,
        "name": user.name,
        "username": user.username,
        "language_code": user.language_code,
        "blocked": first is not None and first.id in user.blocked,
        "deactivated": user.deactivated,
    }


def message_view(message: Message) -> Json:
    """The Bot API's message and what a client would know besides."""
    words = message.content.text
    reactions = [
        {"emoji": emoji, "from_bot": from_bot}
        for emoji, from_bot in ((message.person_reaction, False), (message.bot_reaction, True))
        if emoji
    ]
    return message.as_json() | {
        "from_bot": message.from_bot,
        "deleted": message.deleted,
        "edited": bool(message.edit_date),
        "reactions": reactions,
        "html": render_html(words.text, words.entities),
    }


def chat_view(world: World, bot: Bot, user: User) -> Json:
    """`seq` is the last event contained: follow from there."""
    chat = bot.chats.get(user.id)
    return {
        "seq": world.events.seq,
        "bot": bot_view(bot) | {"description": _description(bot, user)},
        "messages": _messages(chat),
        "reply_keyboard": chat.reply_keyboard if chat else None,
        "commands": bot.commands_for(chat, user.id, user.language_code),
        "menu_button": (chat.menu_button if chat else None) or bot.menu_button,
        "action": _action(world, chat),
        "draft": chat.draft if chat else None,
        "pinned_message_id": chat.pinned[-1] if chat and chat.pinned else None,
    }


def event_view(world: World, event: Event) -> Json:
    shown: Json = {
        "seq": event.seq,
        "type": event.type,
        "person_id": event.person_id or None,
    }
    if event.data is not None:
        shown.update(event.data)
    if event.chat is not None:
        shown["chat_id"] = event.chat.id
    if event.type in _WITH_MESSAGE and event.chat is not None:
        message = event.chat.history.get(event.message_id)
        shown["message_id"] = event.message_id
        shown["message"] = message_view(message) if message else None
    user = world.people.get(event.person_id)
    if event.type is EventType.PERSON and user is not None:
        shown["person"] = person_view(world, user)
    return shown


def clock_view(world: World) -> Json:
    return {
        "now": world.clock.now().isoformat(),
        "offset_seconds": world.clock.offset_seconds,
        "timezone": world.settings.timezone,
        "world": world.serial,
    }


def _messages(chat: Chat | None) -> list[Json]:
    if chat is None:
        return []
    return [message_view(message) for message in chat.history.values()]


def _action(world: World, chat: Chat | None) -> str | None:
    if chat is None or world.clock.timestamp() >= chat.action_until:
        return None
    return chat.action or None


def _description(bot: Bot, user: User) -> str:
    language = user.language_code[:2].lower()
    return bot.descriptions.get(language) or bot.descriptions.get("", "")
