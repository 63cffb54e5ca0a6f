"""An InputMedia object of an album or a media edit, turned into content."""

from typing import Any

from sandbox.content import Content
from sandbox.errors import ApiError, bad_request
from sandbox.methods.media import file_of, media_content
from sandbox.methods.registry import Call
from sandbox.text.formatted import format_text

_KINDS = frozenset({"photo", "video", "animation", "audio", "document"})


def input_media(call: Call, value: Any, *, for_album: bool) -> Content:
    if not isinstance(value, dict):
        raise _wrong("expected an Object")
    kind = value.get("type")
    if not isinstance(kind, str):
        raise _wrong('Can\'t find field "type"')
    caption = format_text(
        str(value.get("caption") or ""),
        str(value.get("parse_mode") or ""),
        value.get("caption_entities"),
    )
    if kind not in _KINDS:
        raise _wrong(f'type "{kind}" is unsupported')
    if for_album and kind == "animation":
        raise _wrong('type "animation" can\'t be used in sendMediaGroup')
    stored = file_of(call, kind, str(value.get("media") or ""))
    if stored is None:
        raise _wrong("media not found")
    return media_content(stored, caption, value)


def _wrong(reason: str) -> ApiError:
    return bad_request(f"Can't parse InputMedia: {reason}")
