"""Text and entities to safe HTML for the chat page: everything escaped, only known tags."""

from collections.abc import Iterable
from html import escape

from sandbox.text.entity import Entity, utf16_slice

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}
_SCHEMES = ("http://", "https://", "tg://", "mailto:")


def render_html(text: str, entities: Iterable[Entity]) -> str:
    """Crossing entities are closed and opened again, so that the tags always nest."""
    units = text.encode("utf-16-le", "surrogatepass")
    waiting = sorted(entities, key=lambda e: (e.offset, -e.length))
    stops = sorted({0, len(units) // 2, *(e.offset for e in waiting), *(e.end for e in waiting)})
    out: list[str] = []
    open_: list[Entity] = []
    for start, stop in zip(stops, [*stops[1:], stops[-1]], strict=True):
        _close(out, open_, start, text)
        while waiting and waiting[0].offset == start:
            _open(out, open_, waiting.pop(0), text)
        piece = units[start * 2 : stop * 2].decode("utf-16-le", "replace")
        out.append(escape(piece))
    _close(out, open_, stops[-1], text)
    return "".join(out)


def _open(out: list[str], open_: list[Entity], entity: Entity, text: str) -> None:
    out.append(_tags(entity, text)[0])
    open_.append(entity)


def _close(out: list[str], open_: list[Entity], at: int, text: str) -> None:
    """Closes all that end at `at`; what lies above them in the stack is opened again."""
    ended = [place for place, entity in enumerate(open_) if entity.end <= at]
    if not ended:
        return
    above = open_[ended[0] :]
    del open_[ended[0] :]
    out.extend(_tags(entity, text)[1] for entity in reversed(above))
    for entity in above:
        if entity.end > at:
            _open(out, open_, entity, text)


def _tags(entity: Entity, text: str) -> tuple[str, str]:
    if entity.type in _TAGS:
        return _TAGS[entity.type]
    if entity.type == "pre":
        language = f' class="language-{escape(entity.argument)}"' if entity.argument else ""
        return f"<pre><code{language}>", "</code></pre>"
    inner = utf16_slice(text, entity.offset, entity.length)
    if entity.type == "bot_command":
        return f'<a data-command="{escape(inner)}">', "</a>"
    href = _href(entity, inner)
    if href.lower().startswith(_SCHEMES):
        return f'<a href="{escape(href)}" target="_blank" rel="noopener noreferrer">', "</a>"
    return "<span>", "</span>"


def _href(entity: Entity, inner: str) -> str:
    if entity.type == "text_link":
        return entity.argument
    if entity.type == "email":
        return f"mailto:{inner}"
    if entity.type == "url":
        return inner if inner.lower().startswith(_SCHEMES) else f"http://{inner}"
    return ""
