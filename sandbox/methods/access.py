"""Whether a bot may do something in a chat or to a message, with Telegram's words when not."""

from sandbox.chats import Chat
from sandbox.errors import bad_request, forbidden
from sandbox.messages import Message
from sandbox.methods.registry import Call


def chat_of(call: Call, name: str = "chat_id") -> Chat:
    """A chat to read from; raises `chat not found` and the like."""
    wanted = call.params.values.get(name)
    chat = call.bot.chats.get(wanted) if type(wanted) is int else None
    if chat is None or not chat.started:
        chat = _find(call, call.params.text(name), name)
    return chat


def writable_chat(call: Call) -> Chat:
    """The chat of `chat_id`, if the bot may write to it; leaves its id for the log."""
    chat = chat_of(call)
    call.chat_id = chat.id
    user = chat.user
    if user is not None:
        if user.deactivated:
            raise forbidden("user is deactivated")
        if call.bot.id in user.blocked:
            raise forbidden("bot was blocked by the user")
    return chat


def message_of(call: Call, chat: Chat, purpose: str, name: str = "message_id") -> Message:
    """`purpose` completes Telegram's sentence: `message to edit not found`."""
    message = chat.find(call.params.integer(name))
    if message is None:
        raise bad_request(f"{purpose} not found")
    call.message_id = message.id
    return message


def _find(call: Call, wanted: str, name: str) -> Chat:
    if not wanted:
        raise bad_request(f"{name} is empty")
    chat_id = _as_id(wanted)
    chat = call.bot.chats.get(chat_id)
    if chat is not None and chat.started:
        return chat
    # A bot cannot know somebody by number who never wrote to it; it can only have met them.
    if chat_id in call.world.people:
        if call.world.people[chat_id].deactivated:
            raise forbidden("user is deactivated")
        raise forbidden("bot can't initiate conversation with a user")
    raise bad_request("chat not found")


def _as_id(wanted: str) -> int:
    try:
        return int(wanted)
    except ValueError:
        return 0
