"""A stretch of text with a meaning: bold, link, command; offsets and lengths in UTF-16 units."""

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.wire import Json

# Telegram keeps no more formatting than this in one message.
MOST_ENTITIES = 100

# Outer before inner where two cover the same stretch.
_ORDER = {
    name: place
    for place, name in enumerate(
        [
            "blockquote",
            "expandable_blockquote",
            "bold",
            "italic",
            "underline",
            "strikethrough",
            "spoiler",
            "text_link",
            "text_mention",
            "url",
            "pre",
            "code",
            "custom_emoji",
            "date_time",
        ]
    )
}


@dataclass(frozen=True, slots=True)
class Entity:
    """`argument` is the url, language, custom emoji id or date format of the types with one."""

    type: str
    offset: int
    length: int
    argument: str = ""
    user_id: int = 0
    unix_time: int = 0

    @property
    def end(self) -> int:
        return self.offset + self.length

    def as_json(self) -> Json:
        shown: Json = {"offset": self.offset, "length": self.length, "type": self.type}
        if self.type == "text_link":
            shown["url"] = self.argument
        elif self.type == "pre" and self.argument:
            shown["language"] = self.argument
        elif self.type == "custom_emoji":
            shown["custom_emoji_id"] = self.argument
        elif self.type == "text_mention":
            shown["user"] = {"id": self.user_id, "is_bot": False, "first_name": ""}
        elif self.type == "date_time":
            shown |= {"unix_time": self.unix_time, "date_time_format": self.argument}
        return shown


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Outer first; no more than Telegram keeps."""
    ordered = sorted(entities, key=lambda e: (e.offset, -e.length, _ORDER.get(e.type, 99)))
    return tuple(ordered[:MOST_ENTITIES])


def utf16_length(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")
