"""Reading one HTTP/1.1 answer as it comes in (RFC 9112); knows no connection."""

from typing import Final, NamedTuple

LONGEST_HEAD: Final = 64 * 1024
LONGEST_BODY: Final = 64 * 1024 * 1024
_END: Final = b"\r\n\r\n"


class BadAnswer(Exception):
    """What came is no HTTP answer, or more than anybody sends."""


class Answer(NamedTuple):
    """`stays_open`: the connection may be used again."""

    status: int
    body: bytes
    stays_open: bool


class _Head(NamedTuple):
    """`length` is None where the end of the connection ends the body."""

    status: int
    length: int | None
    chunked: bool
    stays_open: bool


class Reading:
    """Of one answer; give it what comes until it gives the answer."""

    def __init__(self) -> None:
        self._came = bytearray()
        self._head: _Head | None = None

    def more(self, data: bytes) -> Answer | None:
        """None while something is missing. Raises BadAnswer."""
        self._came += data
        while self._head is None or self._head.status < 200:  # an interim answer has no body
            if not self._take_head():
                return None
        return self._answer(at_end=False)

    def at_end(self) -> Answer | None:
        """The connection has ended; None where that cut the answer off. Raises BadAnswer."""
        return None if self._head is None else self._answer(at_end=True)

    def _take_head(self) -> bool:
        end = self._came.find(_END)
        if end < 0:
            if len(self._came) > LONGEST_HEAD:
                raise BadAnswer("a head without end")
            return False
        self._head = _head(bytes(self._came[:end]))
        del self._came[: end + len(_END)]
        return True

    def _answer(self, *, at_end: bool) -> Answer | None:
        head = self._head
        assert head is not None  # taken before
        if len(self._came) > LONGEST_BODY:
            raise BadAnswer("a body without end")
        if head.chunked:
            body = _unchunked(bytes(self._came))
            return None if body is None else Answer(head.status, body, head.stays_open)
        if head.length is None:
            return Answer(head.status, bytes(self._came), stays_open=False) if at_end else None
        if len(self._came) < head.length:
            return None
        exact = len(self._came) == head.length
        return Answer(head.status, bytes(self._came[: head.length]), head.stays_open and exact)


def _head(raw: bytes) -> _Head:
    """Looked up by name, not read line by line: nothing else in it matters to us."""
    if not raw.startswith(b"HTTP/1.") or not raw[9:12].isdigit():
        raise BadAnswer("no status line")
    status, lowered = int(raw[9:12]), raw.lower() + b"\r\n"
    length = _value(lowered, b"\r\ncontent-length:")
    if length and not length.isdigit():
        raise BadAnswer("a length that is none")
    return _Head(
        status,
        0 if status in (204, 304) else int(length) if length else None,
        _value(lowered, b"\r\ntransfer-encoding:").endswith(b"chunked"),
        raw.startswith(b"HTTP/1.1") and _value(lowered, b"\r\nconnection:") != b"close",
    )


def _value(lowered: bytes, name: bytes) -> bytes:
    """Empty when the header is not there."""
    at = lowered.find(name)
    if at < 0:
        return b""
    at += len(name)
    return lowered[at : lowered.find(b"\r\n", at)].strip()


def _unchunked(raw: bytes) -> bytes | None:
    """None while a chunk is missing."""
    body, at = bytearray(), 0
    while (end := raw.find(b"\r\n", at)) >= 0:
        try:
            size = int(raw[at:end].partition(b";")[0], 16)
        except ValueError:
            raise BadAnswer("a chunk without its size") from None
        if size == 0:
            return bytes(body) if raw.endswith(b"\r\n\r\n") else None
        body += raw[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
        if len(raw) < at:
            return None
    return None
