"""setMessageReaction: one emoji of a bot on a message."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.events import EventType
from sandbox.methods.access import chat_of, message_of
from sandbox.methods.registry import Call, Result, method

# core.telegram.org/bots/api#reactiontypeemoji
_STANDARD = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥
🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇
😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
EMOJI = frozenset(_STANDARD.split())


@method("setMessageReaction")
def set_message_reaction(call: Call) -> Result:
    given = call.params.json("reaction", "reaction types")
    if given is not None and not isinstance(given, list):
        raise bad_request("Expected an Array of ReactionType")
    emoji = [_emoji(value) for value in given or []]
    chat = chat_of(call)
    call.chat_id = chat.id
    message = message_of(call, chat, "message to react")
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one not in EMOJI for one in emoji):
        raise bad_request("REACTION_INVALID")
    reaction = emoji[0] if emoji else ""
    call.world.change(chat, message, EventType.REACTION, bot_reaction=reaction)
    return True


def plain(emoji: str) -> str:
    """Without the variation selector that keyboards add and Telegram leaves out."""
    return emoji.replace("\ufe0f", "")


def _emoji(value: Any) -> str:
    if not isinstance(value, dict):
        raise bad_request("Can't parse ReactionType: expected an Object")
    if value.get("type") == "emoji" and isinstance(value.get("emoji"), str):
        return plain(value["emoji"])
    if value.get("type") == "custom_emoji":
        raise bad_request("REACTION_INVALID")
    raise bad_request("Can't parse ReactionType: invalid reaction type specified")
