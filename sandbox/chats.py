"""One bot's chat with one person, or one group it is in: its history and what hangs below it."""

from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.messages import Message
from sandbox.people import User
from sandbox.wire import Json


class ChatKind(StrEnum):
    PRIVATE = "private"  # one person and the bot
    GROUP = "group"  # several people and the bot


@dataclass(slots=True)
class Chat:
    """`started`: the person has done something in it; a bot cannot begin a conversation."""

    id: int
    bot_id: int
    kind: ChatKind
    people: dict[int, User]
    title: str = ""
    history_cap: int = 500
    history: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    reply_keyboard: Json | None = None
    keyboard_message_id: int = 0
    menu_button: Json | None = None
    action: str = ""
    action_until: float = 0.0
    draft: Json | None = None
    pinned: list[int] = field(default_factory=list)
    started: bool = False

    @property
    def user(self) -> User | None:
        """The person of a private chat."""
        return self.people.get(self.id)

    def as_json(self) -> Json:
        """Bot API `Chat`."""
        user = self.user
        if user is not None:
            return user.as_chat()
        return {"id": self.id, "title": self.title, "type": str(self.kind)}

    def keep(self, message: Message) -> None:
        """Adds a message or its next version; the oldest leave when the history is full."""
        self.history[message.id] = message
        if len(self.history) > self.history_cap:
            self.history.popitem(last=False)

    def find(self, message_id: int) -> Message | None:
        """None when there was no such message or it is deleted."""
        message = self.history.get(message_id)
        return None if message is None or message.deleted else message

    def newest_first(self) -> list[Message]:
        return [message for message in reversed(self.history.values()) if not message.deleted]
