"""How large a picture is, read from its first bytes; nothing is decoded here."""

import struct
from typing import Final

from domain.files.dangers import Danger, UnsafeFile
from domain.files.kinds import Kind

MOST_PIXELS: Final = 25_000_000
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG's SOF markers
_FIRST_HEAD_ENDS: Final = 33  # of a PNG: its beginning, and a chunk of 13 bytes
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length


def ensure_safe(content: bytes, kind: Kind) -> tuple[int, int]:
    """Width and height; raises UnsafeFile."""
    try:
        width, height = _SIZES[kind](content)
    except (struct.error, IndexError):
        raise UnsafeFile(Danger.BROKEN) from None
    if not width or not height:
        raise UnsafeFile(Danger.BROKEN)
    if width * height > MOST_PIXELS:
        raise UnsafeFile(Danger.TOO_MANY_PIXELS, MOST_PIXELS)
    return width, height


def _png(content: bytes) -> tuple[int, int]:
    length, name, width, height = struct.unpack_from(">I4sII", content, 8)
    if (length, name) != (13, b"IHDR") or _has_another_head(content):
        raise UnsafeFile(Danger.BROKEN)
    return width, height


def _has_another_head(content: bytes) -> bool:
    """Among the chunks of a PNG: a decoder would believe the last one."""
    at = _FIRST_HEAD_ENDS
    while at + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        if name == b"IHDR":
            return True
        at += length + 12
    return False


def _jpeg(content: bytes) -> tuple[int, int]:
    """Of the first frame header; what follows the picture's data is never reached."""
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # filling
            at += 1
        elif marker in _BARE:
            at += 2
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        else:
            (length,) = struct.unpack_from(">H", content, at + 2)
            at += 2 + length
    raise UnsafeFile(Danger.BROKEN)


def _webp(content: bytes) -> tuple[int, int]:
    match content[12:16]:
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", content, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", content, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return _three(content, 24) + 1, _three(content, 27) + 1
    raise UnsafeFile(Danger.BROKEN)


def _three(content: bytes, at: int) -> int:
    (number,) = struct.unpack("<I", content[at : at + 3] + b"\0")
    return int(number)


_SIZES: Final = {Kind.PNG: _png, Kind.JPEG: _jpeg, Kind.WEBP: _webp}
