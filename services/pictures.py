"""A picture that somebody sent, decoded after it was judged; what it shows is not known here."""

import io

from PIL import Image, PngImagePlugin

from domain.files import Danger, UnsafeFile, pictures
from domain.files.kinds import Kind, ensure_begins_as, ensure_size

# Notes inside a PNG are unpacked while it is opened, by default up to 64 MiB: nobody reads them.
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024


def decoded(content: bytes, kind: Kind) -> Image.Image:
    """The first frame, in memory; raises UnsafeFile, before anything is decoded if it can.

    Up to 100 MB at the limit of pixels, and a second of work: not for the event loop.
    """
    ensure_size(kind, len(content))
    ensure_begins_as(kind, content)
    size = pictures.ensure_safe(content, kind)
    image = _loaded(content, kind)
    if image.size != size:  # two readings of one file: trust neither
        raise UnsafeFile(Danger.BROKEN)
    return image


def _loaded(content: bytes, kind: Kind) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=(kind.upper(),))
        image.load()
    except Exception:  # noqa: BLE001  (over damaged pictures its decoders raise what they like)
        raise UnsafeFile(Danger.BROKEN) from None
    return image
