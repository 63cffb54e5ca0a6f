"""What a page tells machines: meta tags, JSON-LD, the data its scripts begin with; no meaning yet.

Every pattern is bounded, so that a hostile page costs its length and no more.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

MOST_TAGS: Final = 200
MOST_BLOCKS: Final = 60
_DEEPEST: Final = 40

_META: Final = re.compile(r"<meta\b([^<>]{1,8000})>", re.IGNORECASE)
_LINK: Final = re.compile(r"<link\b([^<>]{1,4000})>", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title\b[^<>]{0,500}>([^<]{0,2000})", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""([a-zA-Z:_-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]{0,6000})"|'([^']{0,6000})')"""
)
_SCRIPT: Final = re.compile(r"<script\b([^<>]{0,2000})>", re.IGNORECASE)
_SCRIPT_END: Final = re.compile(r"</script", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"""type\s?=\s?["']?password""", re.IGNORECASE)
_UNDEFINED: Final = re.compile(r"([:\[,])undefined(?=[,}\]])")


@dataclass(frozen=True, slots=True)
class Script:
    attributes: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Markup:
    """`meta` by property or name in lower case, the first of each."""

    title: str
    canonical: str
    meta: dict[str, str]
    scripts: tuple[Script, ...]
    asks_for_password: bool

    def linked_data(self) -> Iterator[dict[str, Any]]:
        """Every object of the page's JSON-LD."""
        for script in self.scripts:
            if script.attributes.get("type", "").lower() == "application/ld+json":
                yield from _objects(parsed(script.text))

    def data(self, *beginnings: str) -> Any:
        """The JSON behind `window.NAME = `, or in the script whose id is NAME; None: neither."""
        for name in beginnings:
            for script in self.scripts:
                if script.attributes.get("id") == name:
                    return parsed(script.text)
                at = _after_assignment(script.text, name)
                if at >= 0:
                    return _leading(script.text[at:])
        return None


def read(text: str) -> Markup:
    meta: dict[str, str] = {}
    for at, found in enumerate(_META.finditer(text)):
        if at >= MOST_TAGS:
            break
        attributes = _attributes(found[1])
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        if name and attributes.get("content"):
            meta.setdefault(name, attributes["content"])
    title = _TITLE.search(text)
    return Markup(
        title=_unescaped(title[1]).strip() if title else "",
        canonical=_canonical(text),
        meta=meta,
        scripts=tuple(_scripts(text)),
        asks_for_password=_PASSWORD.search(text) is not None,
    )


def parsed(text: str) -> Any:
    """JSON, or what JavaScript writes like it; None for anything else, however deep."""
    try:
        return json.loads(_UNDEFINED.sub(r"\1null", text.strip().rstrip(";")))
    except (ValueError, RecursionError):
        return None


def at(value: Any, *path: str | int) -> Any:
    """What stands at a path of keys and places; None where there is nothing."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and len(value) > step:
            value = value[step]
        else:
            return None
    return value


def text_at(value: Any, *path: str | int) -> str:
    """A text or a number as a text; empty where there is neither."""
    found = at(value, *path)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found)


def _attributes(written: str) -> dict[str, str]:
    return {
        found[1].lower(): _unescaped(found[2] if found[2] is not None else found[3])
        for found in _ATTRIBUTE.finditer(written)
    }


def _unescaped(written: str) -> str:
    """As written where it names a character by more digits than Python takes for a number."""
    try:
        return html.unescape(written)
    except ValueError:
        return written


def _canonical(text: str) -> str:
    for place, found in enumerate(_LINK.finditer(text)):
        if place >= MOST_TAGS:
            break
        attributes = _attributes(found[1])
        if attributes.get("rel", "").lower() == "canonical":
            return attributes.get("href", "")
    return ""


def _scripts(text: str) -> Iterator[Script]:
    """A script that never ends is none."""
    begin = 0
    for _ in range(MOST_BLOCKS):
        opened = _SCRIPT.search(text, begin)
        closed = _SCRIPT_END.search(text, opened.end()) if opened else None
        if opened is None or closed is None:
            return
        yield Script(_attributes(opened[1]), text[opened.end() : closed.start()])
        begin = closed.end()


def _after_assignment(script: str, name: str) -> int:
    found = re.search(rf"\b{re.escape(name)}\s{{0,9}}=\s{{0,9}}(?=[\[{{])", script)
    return found.end() if found else -1


def _leading(text: str) -> Any:
    """The JSON that a text begins with, whatever follows it."""
    try:
        return json.JSONDecoder().raw_decode(_UNDEFINED.sub(r"\1null", text))[0]
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Objects wherever JSON-LD may put them: alone, in a list, under @graph."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _objects(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth + 1)
