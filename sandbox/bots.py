"""A bot's account: its name and descriptions, its commands, its chats, its updates."""

import re
from dataclasses import dataclass, field

from sandbox.chats import Chat
from sandbox.polling import Poller
from sandbox.stars import Purse
from sandbox.updates import UpdateQueue
from sandbox.webhooks import WebhookSender
from sandbox.wire import Json

TOKEN = re.compile(r"(\d{1,16}):[\w-]{30,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CommandScope:
    """Bot API `BotCommandScope`; 0 where the type names no chat or person."""

    type: str
    chat_id: int = 0
    user_id: int = 0


@dataclass(slots=True)
class Bot:
    """Texts and commands are kept by language code, "" being the default.

    Message ids are one sequence per bot over all its chats, as in the real thing.
    """

    id: int
    token: str
    username: str
    names: dict[str, str]
    queue: UpdateQueue
    poller: Poller
    purse: Purse
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[CommandScope, str], list[Json]] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})
    webhook: WebhookSender | None = None
    chats: dict[int, Chat] = field(default_factory=dict)
    last_message_id: int = 0

    @property
    def first_name(self) -> str:
        return self.names[""]

    def take_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id

    def as_sender(self) -> Json:
        """Bot API `User`."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }

    def as_me(self) -> Json:
        """What getMe answers."""
        return self.as_sender() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def commands_for(self, chat: Chat | None, user_id: int, language_code: str) -> list[Json]:
        """The narrowest scope that has any, in the person's language before the default one."""
        language = language_code[:2].lower()
        for scope in _scopes(chat, user_id):
            for code in (language, ""):
                commands = self.commands.get((scope, code))
                if commands:
                    return commands
        return []


def _scopes(chat: Chat | None, user_id: int) -> list[CommandScope]:
    """From narrow to wide (core.telegram.org/bots/api#determining-list-of-commands)."""
    if chat is not None and chat.id < 0:
        return [
            CommandScope("chat_member", chat.id, user_id),
            CommandScope("chat", chat.id),
            CommandScope("all_group_chats"),
            CommandScope("default"),
        ]
    return [
        CommandScope("chat", user_id),
        CommandScope("all_private_chats"),
        CommandScope("default"),
    ]
