"""Telegram's MarkdownV2 to text and entities, byte offsets in errors included (td)."""

from dataclasses import dataclass

from sandbox.errors import ApiError, bad_request
from sandbox.text.entity import Entity
from sandbox.text.markdown import code_head
from sandbox.text.tags import link_entity

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_TYPE = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
_LONG_MARKS = {"underline": "__", "spoiler": "||", "pre": "```"}
_MARKS = {"bold": "*", "strikethrough": "~", "code": "`", "text_link": "]", "custom_emoji": "]"}


@dataclass(slots=True)
class _Open:
    type: str
    language: str
    offset: int
    source_at: int
    begin: int


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Raises the `ApiError` that Telegram answers."""
    return _MarkdownParser(source).parse()


class _MarkdownParser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.offset = 0  # UTF-16 units collected so far
        self.open: list[_Open] = []
        self.entities: list[Entity] = []
        self.quoting = False
        self.line_begins = True

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            character = self.source[self.at]
            if character == "\\" and self._is_escapable(self.at + 1):
                self._collect(self.source[self.at + 1])
                self.at += 2
            elif not self._is_reserved(character):
                self._collect(character)
                self.at += 1
            elif self._is_end(character):
                self._end(character)
            else:
                self._begin(character)
        if self.quoting:
            self._end_last_quote()
        if self.open:
            raise self._unclosed(self.open[-1])
        return "".join(self.text), self.entities

    def _collect(self, character: str) -> None:
        self.text.append(character)
        self.offset += 2 if character > "\uffff" else 1
        if character != "\r":
            self.line_begins = character == "\n"

    def _is_escapable(self, at: int) -> bool:
        return at < len(self.source) and 0 < ord(self.source[at]) <= 126

    def _is_reserved(self, character: str) -> bool:
        if self.open and self.open[-1].type in ("code", "pre"):
            return character == "`"
        return character in _RESERVED

    def _follows(self, mark: str) -> bool:
        return self.source.startswith(mark, self.at)

    def _is_end(self, character: str) -> bool:
        if not self.open:
            return False
        if self.quoting and character == "\n" and not self._follows("\n>"):
            return True
        type_ = self.open[-1].type
        if type_ == "italic":
            return character == "_" and not self._follows("__")
        return type_ != "blockquote" and self._follows(_LONG_MARKS.get(type_) or _MARKS[type_])

    def _begin(self, character: str) -> None:
        begin = self.at
        if character == "\n":
            self._collect(character)
            self.at += 1
        elif character == ">" and self.line_begins:
            self.at += 1
            if not self.quoting:
                self.quoting = True
                self._push("blockquote", begin)
        elif character == "`":
            self._begin_code(begin)
        elif character == "[" or self._follows("!["):
            self.at += 1 if character == "[" else 2
            self._push("text_link" if character == "[" else "custom_emoji", begin)
        else:
            long = self.source[begin : begin + 2]
            mark = long if long in _TYPE else character
            if mark not in _TYPE:
                raise _wrong(
                    f"Character '{character}' is reserved and must be escaped "
                    "with the preceding '\\'"
                )
            self.at += len(mark)
            self._push(_TYPE[mark], begin)

    def _begin_code(self, begin: int) -> None:
        if not self._follows("```"):
            self.at += 1
            return self._push("code", begin)
        self.at, language = code_head(self.source, begin + 3)
        return self._push("pre", begin, language)

    def _push(self, type_: str, begin: int, language: str = "") -> None:
        self.open.append(_Open(type_, language, self.offset, begin, len(self.text)))

    def _end(self, character: str) -> None:
        if character == "\n":
            return self._end_quote_line()
        ended = self.open.pop()
        if ended.type in ("text_link", "custom_emoji"):
            self.at += 1
            return self._end_link(ended)
        self.at += len(_LONG_MARKS.get(ended.type, "*"))
        if self.offset > ended.offset:
            self._add(ended.type, ended, ended.language)
        return None

    def _end_quote_line(self) -> None:
        """A line break ends a quote; `||` right before it makes the quote expandable."""
        type_, last = "blockquote", self.open.pop()
        if last.type == "spoiler" and self._is_empty(last) and self.open:
            type_, last = "expandable_blockquote", self.open.pop()
        if last.type != "blockquote":
            raise self._unclosed(last)
        self.quoting = False
        self._collect("\n")
        self.at += 1
        self._add(type_, last)

    def _end_last_quote(self) -> None:
        type_ = "blockquote"
        if self.open[-1].type == "spoiler" and self.open[-1].source_at == len(self.source) - 2:
            self.open.pop()
            type_ = "expandable_blockquote"
        if self.open and self.open[-1].type == "blockquote":
            quote = self.open.pop()
            if self.offset > quote.offset:
                self._add(type_, quote)

    def _is_empty(self, spoiler: _Open) -> bool:
        return self.source[spoiler.source_at + 2 : self.at] in ("", "\r")

    def _end_link(self, ended: _Open) -> None:
        if self._follows("("):
            url = self._url()
        elif ended.type == "custom_emoji":
            raise _wrong("The entity must contain a tg://emoji or tg://time URL")
        else:
            url = "".join(self.text[ended.begin :])
        length = self.offset - ended.offset
        entity = _linked(ended.type, url, ended.offset, length) if length else None
        if entity:
            self.entities.append(entity)

    def _url(self) -> str:
        self.at += 1
        begin, url = self.at, ""
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "\\" and self._is_escapable(self.at + 1):
                self.at += 1
            url += self.source[self.at]
            self.at += 1
        if self.at == len(self.source):
            raise _wrong(f"Can't find end of a URL at byte offset {self._byte_offset(begin)}")
        self.at += 1
        return url

    def _add(self, type_: str, opened: _Open, argument: str = "") -> None:
        length = self.offset - opened.offset
        self.entities.append(Entity(type_, opened.offset, length, argument))

    def _byte_offset(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _unclosed(self, opened: _Open) -> ApiError:
        name = "PreCode" if opened.language else _NAMES[opened.type]
        offset = self._byte_offset(opened.source_at)
        return _wrong(f"Can't find end of {name} entity at byte offset {offset}")


def _linked(type_: str, url: str, offset: int, length: int) -> Entity | None:
    if type_ == "text_link":
        return link_entity(url, offset, length)
    emoji_id = url.removeprefix("tg://emoji?id=")
    if not emoji_id.isdecimal() or emoji_id == url:
        raise _wrong("Invalid tg://emoji or tg://time URL specified")
    return Entity("custom_emoji", offset, length, emoji_id)


def _wrong(reason: str) -> ApiError:
    return bad_request(f"Can't parse entities: {reason}")
