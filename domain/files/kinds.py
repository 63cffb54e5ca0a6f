"""The kinds of files that are taken: their names, sizes and first bytes; not what is in them."""

import unicodedata
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from domain.files.dangers import Danger, UnsafeFile

LONGEST_NAME: Final = 255
_MIB: Final = 1024 * 1024
_TURNING: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    TOML = "toml"
    XML = "xml"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"

    @property
    def most_bytes(self) -> int:
        return _MOST_BYTES[self]

    @property
    def is_picture(self) -> bool:
        return self in PICTURES


HANDED_IN: Final = tuple(kind for kind in Kind if kind is not Kind.XML)
"""What a row of a proof or of evidence may be; a bank's report is read, and no evidence."""
PICTURES: Final = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP})
_MOST_BYTES: Final = {
    Kind.CSV: 8 * _MIB,
    Kind.XLSX: 8 * _MIB,
    Kind.TOML: 256 * 1024,
    Kind.XML: 8 * _MIB,
    **dict.fromkeys(PICTURES, 10 * _MIB),  # Telegram's own limit for photos
}
_TEXTS: Final = frozenset({Kind.TOML, Kind.XML})
_BY_ENDING: Final = {".jpg": Kind.JPEG, **{f".{kind}": kind for kind in Kind}}
_BEGINNINGS: Final = (
    (b"PK\x03\x04", Kind.XLSX),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
)


def ensure_named(name: str) -> Kind:
    """The kind that a file's name promises; raises UnsafeFile."""
    if not _is_plain(name):
        raise UnsafeFile(Danger.NAME)
    kind = _BY_ENDING.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise UnsafeFile(Danger.KIND)
    return kind


def _is_plain(name: str) -> bool:
    """One component of a path, that shows all its signs in the order they have."""
    return 0 < len(name) <= LONGEST_NAME and not any(sign in "/\\" or _hides(sign) for sign in name)


def _hides(sign: str) -> bool:
    control = unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
    return control or unicodedata.bidirectional(sign) in _TURNING


def ensure_size(kind: Kind, size: int) -> None:
    """Asked of what is claimed before a file is fetched, and of what came."""
    if size > kind.most_bytes:
        raise UnsafeFile(Danger.TOO_LARGE, kind.most_bytes)


def ensure_begins_as(kind: Kind, content: bytes) -> None:
    """A CSV is left to its reader, who knows encodings and has better words for a workbook."""
    if kind is Kind.CSV:
        return
    found = _beginning(content)
    is_text = kind in _TEXTS and found is None and b"\0" not in content
    if found is not kind and not is_text:
        raise UnsafeFile(Danger.WRONG_KIND)


def picture_in(content: bytes) -> Kind:
    """For what comes without a name, as Telegram's photos do; raises UnsafeFile."""
    found = _beginning(content)
    if found is None or not found.is_picture:
        raise UnsafeFile(Danger.KIND)
    return found


def _beginning(content: bytes) -> Kind | None:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    return next((kind for magic, kind in _BEGINNINGS if content.startswith(magic)), None)
