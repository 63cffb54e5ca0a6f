"""Telegram's first Markdown to text and entities: no nesting, kept for old bots."""

import re

from sandbox.errors import bad_request
from sandbox.text.entity import Entity, utf16_length
from sandbox.text.tags import link_entity

_MARK = re.compile(r"\\[_*`\[]|[_*`\[]")
_LANGUAGE = re.compile(r"([^ \t\r\n\0\v`]+)(?=[ \t\r\n\0\v])")
_NEW_LINE = re.compile(r"\r\n|\n\r|\r|\n")
_END = {"_": "_", "*": "*", "`": "`", "[": "]", "```": "```"}


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Raises the `ApiError` that Telegram answers."""
    parts: list[str] = []
    entities: list[Entity] = []
    at = offset = 0
    while mark := _MARK.search(source, at):
        plain = source[at : mark.start()]
        at = mark.end()
        if mark[0].startswith("\\"):
            inner, entity = mark[0][1], None
        else:
            inner, entity, at = _stretch(source, mark.start(), offset + utf16_length(plain))
        parts += [plain, inner]
        offset += utf16_length(plain) + utf16_length(inner)
        if entity:
            entities.append(entity)
    parts.append(source[at:])
    return "".join(parts), entities


def _stretch(source: str, begin: int, offset: int) -> tuple[str, Entity | None, int]:
    """The text inside the mark at `begin`, what it means, and where the source goes on."""
    mark = "```" if source.startswith("```", begin) else source[begin]
    at, language = begin + len(mark), ""
    if mark == "```":
        at, language = code_head(source, at)
    end = source.find(_END[mark], at)
    if end < 0:
        byte_offset = len(source[:begin].encode())
        reason = f"Can't find end of the entity starting at byte offset {byte_offset}"
        raise bad_request(f"Can't parse entities: {reason}")
    inner, after = source[at:end], end + len(_END[mark])
    length = utf16_length(inner)
    if mark == "[":
        return _link(source, inner, offset, after)
    type_ = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}[mark]
    return inner, Entity(type_, offset, length, language) if length else None, after


def _link(source: str, inner: str, offset: int, after: int) -> tuple[str, Entity | None, int]:
    if not inner:
        return inner, None, after
    url = inner
    if source.startswith("(", after):
        end = source.find(")", after)
        url = source[after + 1 :] if end < 0 else source[after + 1 : end]
        after = len(source) if end < 0 else end + 1
    return inner, link_entity(url, offset, utf16_length(inner)), after


def code_head(source: str, at: int) -> tuple[int, str]:
    """Skips the language and one line break behind ```; returns where the code begins."""
    language = _LANGUAGE.match(source, at)
    if language:
        at = language.end()
    new_line = _NEW_LINE.match(source, at)
    return new_line.end() if new_line else at, language[1] if language else ""
