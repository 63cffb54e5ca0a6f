"""Words with Telegram's tags as a person types them: read, set in order or refused; sends nothing.

A sign that begins no tag stands for itself, as in `1 < 2 & 3`: nobody has to know its escape.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import escape, unescape
from typing import Final

from domain.errors import Refusal

_SAME: Final = {
    "strong": "b",
    "em": "i",
    "ins": "u",
    "strike": "s",
    "del": "s",
    **{each: each for each in ("b", "i", "u", "s", "a", "code", "pre", "blockquote")},
    **{each: each for each in ("tg-spoiler", "tg-emoji", "tg-time", "span")},
}
"""What Telegram knows, by the name that we keep it under."""
_KEPT: Final = {
    "a": ("href",),
    "code": ("class",),
    "blockquote": ("expandable",),
    "tg-emoji": ("emoji-id",),
    "tg-time": ("unix", "format"),
    "span": ("class",),
}
_SPOILER: Final = "tg-spoiler"
_VALUE: Final = r"""(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)"""
_ATTRIBUTE: Final = re.compile(rf"([\w-]+)(?:\s*=\s*({_VALUE}))?")
_TAG: Final = re.compile(rf"<(/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:\s*=\s*{_VALUE})?)*)\s*>")
_BEGINS: Final = re.compile(r"<[/a-zA-Z]")
_LONE_AND: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_ADDRESS: Final = re.compile(r"(?:https?|tg)://\S+", re.IGNORECASE)
_LONGEST_SHOWN: Final = 20


class HtmlFlaw(StrEnum):
    """What is wrong with the tags, the first that is."""

    UNKNOWN = "unknown"  # Telegram has no such tag
    BROKEN = "broken"  # it begins and does not end
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"  # it closes what is not open, or another is
    NO_ADDRESS = "no_address"  # a link that leads nowhere


@dataclass(eq=False)
class BadHtml(Refusal):
    """`tag` as it was typed; `line` counts from 1."""

    flaw: HtmlFlaw
    tag: str
    line: int


def read(typed: str) -> str:
    """As Telegram takes it; raises BadHtml."""
    text = typed.replace("\r\n", "\n").strip()
    parts: list[str] = []
    still_open: list[tuple[str, str, int]] = []  # its name, as it was typed, where
    at = 0
    while (begins := _BEGINS.search(text, at)) is not None:
        here = begins.start()
        parts.append(_plain(text[at:here]))
        tag = _TAG.match(text, here)
        if tag is None:
            raise BadHtml(HtmlFlaw.BROKEN, text[here:][:_LONGEST_SHOWN], _line(text, here))
        parts.append(_taken(tag, still_open, _line(text, here)))
        at = tag.end()
    if still_open:
        _, shown, line = still_open[-1]
        raise BadHtml(HtmlFlaw.UNCLOSED, shown, line)
    return "".join([*parts, _plain(text[at:])])


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _plain(text: str) -> str:
    return _LONE_AND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def _taken(tag: re.Match[str], still_open: list[tuple[str, str, int]], line: int) -> str:
    closes, typed, said = tag.groups()
    shown = f"<{closes}{typed}>"
    name = _SAME.get(typed.lower())
    if name is None:
        raise BadHtml(HtmlFlaw.UNKNOWN, shown, line)
    if closes:
        if not still_open or still_open[-1][0] != name:
            raise BadHtml(HtmlFlaw.UNOPENED, shown, line)
        still_open.pop()
        return f"</{name}>"
    still_open.append((name, shown, line))
    return f"<{name}{_attributes(name, shown, said, line)}>"


def _attributes(name: str, shown: str, said: str, line: int) -> str:
    """Those that mean something to Telegram; a link without an address is none."""
    given = {key.lower(): unescape(value.strip("\"'")) for key, value in _ATTRIBUTE.findall(said)}
    if name == "a" and not _ADDRESS.fullmatch(given.get("href", "")):
        raise BadHtml(HtmlFlaw.NO_ADDRESS, shown, line)
    if name == "span" and given.get("class") != _SPOILER:
        raise BadHtml(HtmlFlaw.UNKNOWN, shown, line)
    kept = [key for key in _KEPT.get(name, ()) if key in given]
    return "".join(f' {key}="{escape(given[key])}"' if given[key] else f" {key}" for key in kept)
