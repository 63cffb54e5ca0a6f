"""Signed requests, ready to be sent, and how fast a server answers them; measures nothing else."""

import asyncio
import base64
import hashlib
import hmac
import re
import time
from collections.abc import Iterator, Sequence
from typing import Final

SECRET: Final = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
_KEY: Final = base64.b64decode(SECRET.removeprefix("whsec_"))
_LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def signed(path: str, message_id: str, body: bytes) -> bytes:
    """A whole HTTP request, signed now: good for five minutes."""
    at = str(int(time.time()))
    to_sign = b".".join((message_id.encode(), at.encode(), body))
    signature = base64.b64encode(hmac.new(_KEY, to_sign, hashlib.sha256).digest()).decode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nwebhook-id: {message_id}\r\n"
        f"webhook-timestamp: {at}\r\nwebhook-signature: v1,{signature}\r\n\r\n"
    )
    return head.encode() + body


async def seconds(port: int, requests: Sequence[bytes], connections: int) -> float:
    """Until all are answered well; each connection sends its next when it has its answer."""
    waiting = iter(requests)
    callers = [await _Caller.connected(port) for _ in range(connections)]
    began = time.perf_counter()
    await asyncio.gather(*(caller.send_all(waiting) for caller in callers))
    took = time.perf_counter() - began
    for caller in callers:
        caller.close()
    return took


class _Caller(asyncio.Protocol):
    """One connection, lighter than a client library: the other core must not be the limit."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: Iterator[bytes] = iter(())
        self._got = bytearray()
        self._ended: asyncio.Future[None] | None = None

    @classmethod
    async def connected(cls, port: int) -> "_Caller":
        loop = asyncio.get_running_loop()
        _, caller = await loop.create_connection(cls, "127.0.0.1", port)
        return caller

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    async def send_all(self, waiting: Iterator[bytes]) -> None:
        self._waiting, self._ended = waiting, asyncio.get_running_loop().create_future()
        self._send_next()
        await self._ended

    def _send_next(self) -> None:
        assert self._transport is not None
        assert self._ended is not None
        request = next(self._waiting, None)
        if request is None:
            self._ended.set_result(None)
        else:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._got, 0, head)
        assert length is not None
        if len(self._got) < head + 4 + int(length[1]):
            return
        if not self._got.startswith(b"HTTP/1.1 200"):
            self._fail(bytes(self._got[:500]).decode(errors="replace"))
            return
        self._got.clear()
        self._send_next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail("the connection broke")

    def _fail(self, why: str) -> None:
        if self._ended is not None and not self._ended.done():
            self._ended.set_exception(RuntimeError(why))

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()
