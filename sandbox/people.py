"""The people of the local Telegram: who they are and whether they can be reached."""

from dataclasses import dataclass, field

from sandbox.wire import Json


@dataclass(slots=True)
class User:
    """A person with a Telegram account; `blocked` holds the ids of the bots they blocked."""

    id: int
    name: str
    username: str = ""
    language_code: str = "en"
    deactivated: bool = False
    blocked: set[int] = field(default_factory=set)

    @property
    def first_name(self) -> str:
        """As Telegram tells it; what follows a middle dot is the page's hint at their part."""
        return self.name.partition(" · ")[0]

    @property
    def phone_number(self) -> str:
        """A number that cannot be anybody's: the 555-01xx block is reserved for fiction."""
        return f"+1555010{self.id % 10000:04d}"

    def as_sender(self) -> Json:
        """Bot API `User`."""
        shown: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            shown["username"] = self.username
        if self.language_code:
            shown["language_code"] = self.language_code
        return shown

    def as_chat(self) -> Json:
        """Bot API `Chat` of type private."""
        shown: Json = {"id": self.id, "first_name": self.first_name}
        if self.username:
            shown["username"] = self.username
        shown["type"] = "private"
        return shown
