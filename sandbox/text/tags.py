"""Which HTML tags Telegram knows and what entity a closed one leaves behind."""

from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.text.entity import Entity
from sandbox.text.links import BadLink, checked_link, linked_user_id

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}


@dataclass(slots=True)
class OpenTag:
    """A start tag whose end has not come yet; `begin` is its place in the collected text."""

    tag: str
    attributes: dict[str, str]
    offset: int
    begin: int


def close_tag(opened: OpenTag, inner: str, length: int, entities: list[Entity]) -> None:
    """Adds to `entities` what the tag around `inner` (of `length` units) means."""
    type_ = TAGS[opened.tag]
    if type_ in ("pre", "code"):
        return _close_code(opened, type_, length, entities)
    entity = _entity(opened, type_, inner, length)
    if entity:
        entities.append(entity)
    return None


def link_entity(url: str, offset: int, length: int) -> Entity | None:
    """A mention for a link to a person, nothing for a link that Telegram does not take."""
    user_id = linked_user_id(url)
    if user_id:
        return Entity("text_mention", offset, length, user_id=user_id)
    try:
        return Entity("text_link", offset, length, checked_link(url))
    except BadLink:
        return None


def _entity(opened: OpenTag, type_: str, inner: str, length: int) -> Entity | None:
    given = opened.attributes
    if type_ == "text_link":
        return link_entity(given.get("href", "") or inner, opened.offset, length)
    if type_ == "custom_emoji":
        emoji_id = given.get("emoji-id", "")
        if not emoji_id.isdecimal() or int(emoji_id) == 0:
            reason = "Invalid custom emoji identifier specified"
            raise bad_request(f"Can't parse entities: {reason}")
        return Entity(type_, opened.offset, length, emoji_id)
    if type_ == "date_time":
        unix = given.get("unix", "")
        unix_time = int(unix) if unix.isdecimal() else 0
        shape = given.get("format", "")
        entity = Entity(type_, opened.offset, length, shape, unix_time=unix_time)
        return entity if unix_time else None
    if type_ == "blockquote" and "expandable" in given:
        type_ = "expandable_blockquote"
    return Entity(type_, opened.offset, length)


def _close_code(opened: OpenTag, type_: str, length: int, entities: list[Entity]) -> None:
    """`<pre><code class="language-…">` is one entity, whichever of the two is outside."""
    given = opened.attributes.get("class", "") if type_ == "code" else ""
    language = given.removeprefix("language-") if given.startswith("language-") else ""
    last = entities[-1] if entities else None
    if last and (last.offset, last.length) == (opened.offset, length):
        if (type_, last.type) == ("pre", "code") and last.argument:
            entities[-1] = Entity("pre", opened.offset, length, last.argument)
            return
        if (type_, last.type) == ("code", "pre") and language:
            entities[-1] = Entity("pre", opened.offset, length, language)
            return
    entities.append(Entity(type_, opened.offset, length, language))
