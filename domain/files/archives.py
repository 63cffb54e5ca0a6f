"""A ZIP archive judged by its list and then by its bytes as they unpack; no part is kept.

What an archive says of its own sizes is a claim: the list is checked first because that is cheap,
the bytes are counted because that is true.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, Protocol

from domain.files.dangers import Danger, UnsafeFile

MOST_ENTRIES: Final = 1_000
MOST_UNPACKED: Final = 100 * 1024 * 1024  # bytes of all entries together, never held at once
MOST_RATIO: Final = 200  # unpacked to packed; deflate cannot pass 1,032
_RATIO_COUNTS_FROM: Final = 1024 * 1024  # what stays smaller may be as monotonous as it likes
_PIECE: Final = 64 * 1024
_PLAIN: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1
_LISTED: Final = b"PK\x01\x02"  # before each entry of the list
_END_RECORD: Final = b"PK\x05\x06"
_END_BYTES: Final = 22  # of an end record without a comment
_ARCHIVES: Final = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!"),
    *(b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0"),
)
_TROUBLES: Final = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)
"""What the library raises over damaged and made-up archives."""


class Watcher(Protocol):
    """Sees one entry piece by piece; raises UnsafeFile."""

    def feed(self, piece: bytes) -> None: ...

    def close(self) -> None: ...


@contextmanager
def opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The archive, its list judged; raises UnsafeFile, for whatever goes wrong inside too."""
    try:
        _ensure_short_list(file)
        _ensure_one_reading(file)
        with zipfile.ZipFile(file) as archive:
            _ensure_list(archive.infolist(), _size(file))
            yield archive
    except _TROUBLES:
        raise UnsafeFile(Danger.BROKEN) from None


def unpack(
    archive: zipfile.ZipFile, watcher_of: Callable[[str], Watcher | None], most: int = MOST_UNPACKED
) -> None:
    """Every entry, piece by piece, counted; its watcher, found by its name, sees the pieces."""
    left = most
    for entry in archive.infolist():
        watcher = watcher_of(entry.filename.lower())
        for piece in _pieces(archive, entry, left):
            left -= len(piece)
            if watcher is not None:
                watcher.feed(piece)
        if watcher is not None:
            watcher.close()


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    unpacked = 0
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            if unpacked == 0 and piece.startswith(_ARCHIVES):
                raise UnsafeFile(Danger.NESTED)
            unpacked += len(piece)
            _ensure_harmless(unpacked, entry.compress_size, most)
            yield piece


def _ensure_harmless(unpacked: int, packed: int, most: int) -> None:
    endless = unpacked > _RATIO_COUNTS_FROM and unpacked > MOST_RATIO * packed
    if endless or unpacked > most:
        raise UnsafeFile(Danger.BOMB)


def _ensure_short_list(file: BinaryIO) -> None:
    """Counted before zipfile makes objects of them, half a kilobyte each."""
    file.seek(0)
    found, before = 0, b""
    while piece := file.read(_PIECE):
        window = before + piece
        found += window.count(_LISTED)
        before = window[1 - len(_LISTED) :]
    if found > MOST_ENTRIES:
        raise UnsafeFile(Danger.BOMB)


def _ensure_one_reading(file: BinaryIO) -> None:
    """Begins with an entry and ends with the list: no two readers can see two archives in it."""
    size = _size(file)
    file.seek(max(0, size - _END_BYTES))
    end = file.read(_END_BYTES)
    if len(end) < _END_BYTES or not end.startswith(_END_RECORD):
        raise UnsafeFile(Danger.BROKEN)


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)


def _ensure_list(entries: list[zipfile.ZipInfo], size: int) -> None:
    for entry in entries:
        _ensure_entry(entry)
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise UnsafeFile(Danger.BROKEN)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or _overlap(entries, size):
        raise UnsafeFile(Danger.BOMB)


def _ensure_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise UnsafeFile(Danger.LOCKED)
    if entry.compress_type not in _PLAIN:
        raise UnsafeFile(Danger.BROKEN)
    name = entry.orig_filename  # as written: zipfile mends it, other readers may not
    steps = name.rstrip("/").split("/")
    if not name.isprintable() or set(name) & set("\\:") or {"", ".", ".."} & set(steps):
        raise UnsafeFile(Danger.INNER_PATH)


def _overlap(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Entries that share packed bytes: how a bomb of gigabytes is made of kilobytes."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    if ordered and ordered[0].header_offset != 0:
        raise UnsafeFile(Danger.BROKEN)  # something else stands before it
    ends = [entry.header_offset + entry.compress_size for entry in ordered]
    begins = [entry.header_offset for entry in ordered[1:]] + [size]
    return any(end > begin for end, begin in zip(ends, begins, strict=True))
