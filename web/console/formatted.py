"""A message's own formatting on a page: what Telegram formats stays, anything else is but text."""

from html.parser import HTMLParser
from typing import Final

from markupsafe import Markup, escape

_PLAIN: Final = frozenset({"b", "i", "u", "s", "code", "pre", "blockquote"})
_SPOILERS: Final = frozenset({"span", "tg-spoiler"})
_ADDRESSES: Final = ("https://", "http://")
_LINK: Final = Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">')


def formatted(html: str) -> Markup:
    """Its HTML, as Telegram takes it, as ours: no attribute but a link's address passes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Markup().join([*reader.said, *reversed(reader.open)])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[Markup] = []
        self.open: list[Markup] = []  # what closes the elements that are open

    def handle_data(self, data: str) -> None:
        self.said.append(escape(data))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        opens, closes = _element(tag, dict(attrs))
        self.said.append(opens)
        self.open.append(closes)

    def handle_endtag(self, tag: str) -> None:
        if self.open:
            self.said.append(self.open.pop())


def _element(tag: str, attrs: dict[str, str | None]) -> tuple[Markup, Markup]:
    if tag in _PLAIN:
        return Markup("<{}>").format(tag), Markup("</{}>").format(tag)
    if tag in _SPOILERS:
        return Markup('<mark class="spoiler">'), Markup("</mark>")
    address = attrs.get("href") or ""
    if tag == "a" and address.lower().startswith(_ADDRESSES):
        return _LINK.format(address), Markup("</a>")
    return Markup(), Markup()
