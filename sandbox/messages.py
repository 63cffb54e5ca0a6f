"""A message as both sides see it; immutable, an edit makes the next version."""

from dataclasses import dataclass

from sandbox.content import Content
from sandbox.people import User
from sandbox.wire import Json


@dataclass(frozen=True, slots=True)
class Message:
    """`date` and `edit_date` are seconds since the epoch, simulated; `touched` orders all changes
    in the world, so that "new since" needs no clock. `markup` is the inline keyboard; a message
    with another kind of keyboard is `locked`: Telegram lets nobody edit it.
    """

    id: int
    chat_json: Json
    sender: User | None
    sender_json: Json
    date: int
    content: Content
    touched: int = 0
    edit_date: int = 0
    reply_to: "Message | None" = None
    markup: Json | None = None
    locked: bool = False
    media_group_id: str = ""
    forward: Json | None = None
    protected: bool = False
    deleted: bool = False
    person_reaction: str = ""
    bot_reaction: str = ""

    @property
    def from_bot(self) -> bool:
        return self.sender is None

    @property
    def chat_id(self) -> int:
        return int(self.chat_json["id"])

    @property
    def text(self) -> str:
        """The text, or the caption of media."""
        return self.content.text.text

    @property
    def inline_rows(self) -> list[list[Json]]:
        return self.markup["inline_keyboard"] if self.markup else []

    @property
    def buttons(self) -> list[str]:
        """Labels of the inline buttons, row by row."""
        return [str(button["text"]) for row in self.inline_rows for button in row]

    def as_json(self, *, with_reply: bool = True) -> Json:
        """Bot API `Message`."""
        shown: Json = {
            "message_id": self.id,
            "from": self.sender_json,
            "chat": self.chat_json,
            "date": self.date,
        }
        if self.edit_date:
            shown["edit_date"] = self.edit_date
        if self.forward:
            shown.update(self.forward)
        if with_reply and self.reply_to and not self.reply_to.deleted:
            shown["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        if self.media_group_id:
            shown["media_group_id"] = self.media_group_id
        self.content.write_to(shown)
        if self.protected:
            shown["has_protected_content"] = True
        if self.markup:
            shown["reply_markup"] = self.markup
        return shown
