"""A picture that somebody sent, decoded after it was judged; what it shows is not known here."""

import hashlib
import io
import threading
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PIL import Image, PngImagePlugin

from domain.files import Danger, UnsafeFile, pictures
from domain.files.kinds import Kind, ensure_begins_as, ensure_size

# Notes inside a PNG are unpacked while it is opened, by default up to 64 MiB: nobody reads them.
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024

_ONE_AT_A_TIME: Final = threading.Lock()
_ACROSS: Final = (9, 8)  # each of 8 rows gives 8 comparisons of neighbours


@dataclass(frozen=True, slots=True)
class Seen:
    """What tells a picture from others: its bytes, and 64 bits of what the eye sees."""

    kind: Kind
    width: int
    height: int
    sha256: str
    dhash: int


def seen(content: bytes, kind: Kind) -> Seen:
    """Judged, decoded, hashed; raises UnsafeFile. Not for the event loop, as `decoded`.

    One at a time, however many come at once: the memory of one is the memory of all.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    with _ONE_AT_A_TIME:
        image = decoded(content, kind)
        size, dhash = image.size, _dhash(image)
        image.close()
        del image
    return Seen(kind, *size, sha256, dhash)


def _dhash(image: Image.Image) -> int:
    """The difference hash: which of two neighbours is the brighter, whatever size and format."""
    small = image.convert("L").resize(_ACROSS, Image.Resampling.BOX)
    grey = small.tobytes()
    bits, across = 0, _ACROSS[0]
    for start in range(0, len(grey), across):
        for left, right in pairwise(grey[start : start + across]):
            bits = bits << 1 | (left < right)
    return bits


def decoded(content: bytes, kind: Kind) -> Image.Image:
    """The first frame, in memory; raises UnsafeFile, before anything is decoded if it can.

    Up to 100 MB at the limit of pixels, and a second of work: not for the event loop.
    """
    ensure_size(kind, len(content))
    ensure_begins_as(kind, content)
    size = pictures.ensure_safe(content, kind)
    return _loaded(content, kind, size)


def _loaded(content: bytes, kind: Kind, size: tuple[int, int]) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=(kind.upper(),))
        if image.size == size:  # else two readings of one file: trust neither, decode neither
            image.load()
    except Exception:  # noqa: BLE001  (over damaged pictures its decoders raise what they like)
        raise UnsafeFile(Danger.BROKEN) from None
    if image.size != size:
        raise UnsafeFile(Danger.BROKEN)
    return image
