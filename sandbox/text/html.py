"""Telegram's HTML to text and entities, byte offsets in errors included (td, `parse_html`)."""

import re

from sandbox.errors import ApiError, bad_request
from sandbox.text.entity import Entity, utf16_length
from sandbox.text.references import decode_reference
from sandbox.text.tags import TAGS, OpenTag, close_tag

_MARK = re.compile(r"[<&]")
_SPACE = re.compile(r"[ \t\r\n\0\v]*")
_TAG_NAME = re.compile(r"[^ \t\r\n\0\v>]*")
_ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\0\v=>/\"']*")
_NAME_TOKEN = re.compile(r"[0-9A-Za-z.-]*")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Raises the `ApiError` that Telegram answers."""
    return _HtmlParser(source).parse()


class _HtmlParser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.characters = 0
        self.offset = 0  # UTF-16 units collected so far
        self.open: list[OpenTag] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while mark := _MARK.search(self.source, self.at):
            self._collect(self.source[self.at : mark.start()])
            self.at = mark.start()
            if mark[0] == "&":
                character, self.at = decode_reference(self.source, self.at)
                self._collect(character)
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        self._collect(self.source[self.at :])
        if self.open:
            tag = self.open[-1].tag
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return "".join(self.parts), [_without_code_language(e) for e in self.entities]

    def _collect(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.characters += len(text)
            self.offset += utf16_length(text)

    def _start_tag(self) -> None:
        begin = self.at
        name = _TAG_NAME.match(self.source, begin + 1)
        assert name is not None
        self.at = name.end()
        if self.at >= len(self.source):
            raise self._wrong_at("Unclosed start tag", begin)
        tag = name[0].lower()
        if tag not in TAGS:
            raise self._wrong_at(f'Unsupported start tag "{tag}"', begin)
        attributes = self._attributes(tag, begin) if self._next() != ">" else {}
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._wrong_at('Tag "span" must have class "tg-spoiler"', begin)
        self.at += 1
        self.open.append(OpenTag(tag, attributes, self.offset, self.characters))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while self._next() != ">":
            self._skip_space()
            if self._next() == ">":
                break
            name = self._attribute_name(tag, begin)
            self._skip_space()
            self._ensure_goes_on(tag, begin)
            if self._next() != "=":
                found[name] = ""
                continue
            self.at += 1
            self._skip_space()
            self._ensure_goes_on(tag, begin)
            found[name] = self._attribute_value()
            if self._ended():
                raise self._wrong_at("Unclosed start tag", begin)
        return found

    def _attribute_name(self, tag: str, begin: int) -> str:
        name = _ATTRIBUTE_NAME.match(self.source, self.at)
        assert name is not None
        if not name[0]:
            self._ensure_goes_on(tag, begin)
            raise self._wrong_at(f'Empty attribute name in the tag "{tag}"', begin)
        self.at = name.end()
        return name[0]

    def _ensure_goes_on(self, tag: str, begin: int) -> None:
        if self._ended():
            raise self._wrong_at(f'Unclosed start tag "{tag}"', begin)

    def _attribute_value(self) -> str:
        quote = self._next()
        if quote in "'\"":
            self.at += 1
            return self._quoted(quote)
        begin = self.at
        token = _NAME_TOKEN.match(self.source, begin)
        assert token is not None
        self.at = token.end()
        if not self._ended() and self._next() not in " \t\r\n\0\v>":
            raise self._wrong_at("Unexpected end of name token", begin)
        return token[0].lower()

    def _quoted(self, quote: str) -> str:
        end = self.source.find(quote, self.at)
        end = len(self.source) if end < 0 else end
        value = self.source[self.at : end]
        self.at = end + 1
        at = value.find("&")
        while at >= 0:
            character, after = decode_reference(value, at)
            value = value[:at] + character + value[after:]
            at = value.find("&", at + 1)
        return value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._wrong_at("Unexpected end tag", begin)
        name = _TAG_NAME.match(self.source, begin + 2)
        assert name is not None
        self.at = name.end()
        self._skip_space()
        if self._next() != ">":
            raise self._wrong_at("Unclosed end tag", begin)
        self.at += 1
        ended, opened = name[0].lower(), self.open.pop()
        if ended and ended != opened.tag:
            raise _wrong(
                f"Unmatched end tag at byte offset {self._byte_offset(begin)}, "
                f'expected "</{opened.tag}>", found "</{ended}>"'
            )
        if self.offset > opened.offset:
            inner = "".join(self.parts)[opened.begin :] if opened.tag == "a" else ""
            close_tag(opened, inner, self.offset - opened.offset, self.entities)

    def _next(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else "\0"

    def _ended(self) -> bool:
        return self.at >= len(self.source)

    def _skip_space(self) -> None:
        space = _SPACE.match(self.source, self.at)
        assert space is not None
        self.at = space.end()

    def _byte_offset(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _wrong_at(self, reason: str, at: int) -> ApiError:
        return _wrong(f"{reason} at byte offset {self._byte_offset(at)}")


def _without_code_language(entity: Entity) -> Entity:
    if entity.type == "code" and entity.argument:
        return Entity("code", entity.offset, entity.length)
    return entity


def _wrong(reason: str) -> ApiError:
    return bad_request(f"Can't parse entities: {reason}")
