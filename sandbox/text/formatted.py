"""Text as a sender gave it made into text as Telegram keeps it: parsed, cleaned, trimmed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.errors import bad_request
from sandbox.text.detect import detect
from sandbox.text.entity import Entity, in_order, utf16_length
from sandbox.text.html import parse_html
from sandbox.text.markdown import parse_markdown
from sandbox.text.markdown_v2 import parse_markdown_v2

_MOST_BYTES = 1 << 15
_PARSERS: dict[str, Callable[[str], tuple[str, list[Entity]]]] = {
    "html": parse_html,
    "markdown": parse_markdown,
    "markdownv2": parse_markdown_v2,
}
# Control characters become spaces; carriage returns, line separators, direction overrides and
# three combining strokes disappear (td, `clean_input_string`).
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_INVISIBLE = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    "\U000e0000-\U000e007f]*"
)
# Given by the sender or found in the text, these are never taken from `entities`.
_FOUND_ONLY = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)
_PLAIN = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "code"}
    | {"blockquote", "expandable_blockquote"}
)


@dataclass(frozen=True, slots=True)
class FormattedText:
    """`length` is in UTF-16 units, as Telegram's limits are."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        return utf16_length(self.text)


EMPTY = FormattedText("")


def format_text(text: str, parse_mode: str = "", given: Any = None) -> FormattedText:
    """`given` is the JSON value of `entities`; raises the `ApiError` that Telegram answers."""
    if len(text) > _MOST_BYTES // 4 and len(text.encode()) > _MOST_BYTES:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    entities: list[Entity] = []
    if text and mode and mode != "none":
        if mode not in _PARSERS:
            raise bad_request("Unsupported parse_mode")
        text, entities = _PARSERS[mode](text)
    elif given:
        entities = [_entity(value) for value in given if _is_meant(value)]
    return finish(text, entities)


def finish(text: str, entities: list[Entity]) -> FormattedText:
    """Cleans and trims, then adds what Telegram finds by itself."""
    text, entities = _clean(text, entities)
    if _INVISIBLE.fullmatch(text):
        return EMPTY
    text, entities = _trim(text, entities)
    found = detect(text, entities)
    if not (entities or found):
        return FormattedText(text)
    return FormattedText(text, in_order([*entities, *found]))


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = _CONTROL.sub(" ", text)
    if not _DROPPED.search(text):
        return text, entities
    gone = [utf16_length(text[: match.start()]) for match in _DROPPED.finditer(text)]

    def kept(offset: int) -> int:
        return offset - sum(1 for at in gone if at < offset)

    moved = [
        replace(e, offset=kept(e.offset), length=kept(e.end) - kept(e.offset)) for e in entities
    ]
    return _DROPPED.sub("", text), moved


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    trimmed = text.rstrip(" \n")
    start = len(trimmed) - len(trimmed.lstrip(" \n"))
    if not entities:
        return trimmed[start:], entities
    start = min(start, *(e.offset for e in entities))
    text = trimmed[start:]
    end = utf16_length(text)
    fitted = [_fit(entity, start, end) for entity in entities]
    return text, [entity for entity in fitted if entity.length > 0]


def _fit(entity: Entity, start: int, end: int) -> Entity:
    """The entity in a text whose first `start` units and all behind `end` are gone."""
    if start == 0 and entity.end <= end:
        return entity
    offset = entity.offset - start
    return replace(entity, offset=offset, length=min(entity.length, end - offset))


def _is_meant(value: Any) -> bool:
    return not (isinstance(value, dict) and value.get("type") in _FOUND_ONLY)


def _entity(value: Any) -> Entity:
    if not isinstance(value, dict):
        raise _wrong("expected an Object")
    offset, length, type_ = (_required(value, name) for name in ("offset", "length", "type"))
    for name, number in (("offset", offset), ("length", length)):
        if not isinstance(number, int) or not 0 <= number <= 1_000_000:
            raise bad_request(f"Receive an entity with incorrect {name} {number}")
    if type_ in _PLAIN:
        return Entity(type_, offset, length)
    if type_ == "pre":
        return Entity(type_, offset, length, str(value.get("language") or ""))
    if type_ == "text_link":
        return Entity(type_, offset, length, str(_required(value, "url")))
    if type_ == "custom_emoji":
        return Entity(type_, offset, length, str(_required(value, "custom_emoji_id")))
    if type_ == "text_mention":
        user_id = _required(_required(value, "user"), "id")
        return Entity(type_, offset, length, user_id=user_id)
    if type_ == "date_time":
        shape = str(value.get("date_time_format") or "")
        return Entity(type_, offset, length, shape, unix_time=_required(value, "unix_time"))
    raise _wrong("Unsupported type specified")


def _required(value: dict[str, Any], name: str) -> Any:
    if name not in value:
        raise _wrong(f'Can\'t find field "{name}"')
    return value[name]


def _wrong(reason: str) -> Exception:
    return bad_request(f"Can't parse MessageEntity: {reason}")
