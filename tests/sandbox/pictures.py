"""Pictures of any size for tests, drawn in memory; no test lives here."""

import struct
import zlib


def png(width: int = 40, height: int = 30, shade: int = 0) -> bytes:
    """A grey picture; another `shade` is another file."""
    rows = (b"\0" + bytes([shade]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
