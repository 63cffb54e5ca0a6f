"""A body taken in chunk by chunk and unpacked under a limit, so that a bomb never goes off."""

import zlib
from typing import Final

from domain.fetching.answers import LARGEST_BODY, AnswerFlaw

ACCEPTED: Final = "gzip, deflate"  # what we ask for; br and zstd are refused without a look
_GZIP: Final = zlib.MAX_WBITS + 16
_RAW: Final = -zlib.MAX_WBITS
_DEFLATED: Final = 8  # a zlib header's low four bits


class NotTaken(Exception):
    def __init__(self, flaw: AnswerFlaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


class Damaged(Exception):
    """The packed bytes are no such packing, or end in the middle."""


class Body:
    """Holds at most `most` bytes, and never unpacks more than one beyond them."""

    def __init__(self, content_encoding: str, most: int = LARGEST_BODY) -> None:
        self._encoding = content_encoding.strip().lower() or "identity"
        if self._encoding not in ("identity", "gzip", "x-gzip", "deflate"):
            raise NotTaken(AnswerFlaw.ENCODING)
        self._most = most
        self._packed = 0
        self._taken = bytearray()
        self._unpacker: zlib._Decompress | None = None

    def take(self, chunk: bytes) -> None:
        """Raises NotTaken, Damaged."""
        self._packed += len(chunk)  # a packed stream of nothing could go on for ever
        plain = chunk if self._encoding == "identity" else self._unpacked(chunk)
        if max(self._packed, len(self._taken) + len(plain)) > self._most:
            raise NotTaken(AnswerFlaw.TOO_LARGE)
        self._taken += plain

    def whole(self) -> bytes:
        """Raises Damaged when a packed body ended too early."""
        if self._unpacker is not None and not self._unpacker.eof:
            raise Damaged
        return bytes(self._taken)

    def _unpacked(self, chunk: bytes) -> bytes:
        if self._unpacker is None:
            self._unpacker = zlib.decompressobj(self._window(chunk))
        room = self._most - len(self._taken) + 1
        try:
            plain = self._unpacker.decompress(chunk, room)
        except zlib.error:
            raise Damaged from None
        return plain

    def _window(self, beginning: bytes) -> int:
        if self._encoding != "deflate":
            return _GZIP
        # Some servers send deflate without its header, which browsers take too.
        return zlib.MAX_WBITS if beginning[0] & 0x0F == _DEFLATED else _RAW
