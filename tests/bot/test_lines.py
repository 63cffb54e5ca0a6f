"""Lines are kept and used again; what happened to a request is never guessed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from bot import lines as under_test
from bot.lines import LineBroke, Lines, NoLine

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """`connections` so far; each request gets `answer`, after which it may hang up."""

    def __init__(self, answer: bytes = OK, *, hangs_up: bool = False) -> None:
        self.answer = answer
        self.hangs_up = hangs_up
        self.connections = 0
        self.url = ""
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        while head := await _head(reader):
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            for part in (self.answer[:7], self.answer[7:]):  # an answer comes as it likes
                writer.write(part)
                await asyncio.sleep(0.01)
            if self.hangs_up:
                break
        writer.close()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Lines]:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()
    server.url = f"http://{host}:{port}/bot1:x/sendMessage"
    lines = Lines(4, connect_seconds=0.3)
    try:
        yield lines
    finally:
        lines.close()
        listening.close()
        for writer in server.writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def post(lines: Lines, server: Server, silence: float = 1.0) -> tuple[int, bytes]:
    return await lines.post(server.url, b"{}", silence=silence, longest=2.0)


async def test_one_line_carries_one_request_after_the_other() -> None:
    async with serving(server := Server()) as lines:
        for _ in range(5):
            assert await post(lines, server) == (200, b"ok")
    assert server.connections == 1


async def test_no_more_lines_than_allowed_are_open() -> None:
    async with serving(server := Server()) as lines:
        answers = await asyncio.gather(*(post(lines, server) for _ in range(12)))
    assert answers == [(200, b"ok")] * 12
    assert server.connections == 4


async def test_who_gets_no_line_in_time_has_sent_nothing() -> None:
    async with serving(server := Server(b"")) as lines:
        busy = [asyncio.create_task(post(lines, server)) for _ in range(4)]
        await asyncio.sleep(0.05)
        with pytest.raises(NoLine):
            await post(lines, server)
        await asyncio.gather(*busy, return_exceptions=True)


async def test_a_line_that_the_other_side_closed_is_not_used_again() -> None:
    async with serving(server := Server(hangs_up=True)) as lines:
        for _ in range(3):
            assert await post(lines, server) == (200, b"ok")
            await asyncio.sleep(0.05)
    assert server.connections == 3


async def test_a_line_unused_for_long_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(server := Server()) as lines:
        await post(lines, server)
        monkeypatch.setattr(under_test, "IDLE_SECONDS", 0.0)
        await asyncio.sleep(0.01)
        await post(lines, server)
    assert server.connections == 2


@pytest.mark.parametrize("answer", [b"", OK[:-1], b"nonsense\r\n\r\n"])
async def test_an_answer_that_does_not_come_whole_breaks_the_line(answer: bytes) -> None:
    async with serving(server := Server(answer)) as lines:
        with pytest.raises(LineBroke):
            await post(lines, server, silence=0.1)
        server.answer = OK
        assert await post(lines, server) == (200, b"ok")
    assert server.connections == 2


async def test_a_trickle_is_not_silence_but_ends_all_the_same() -> None:
    async with serving(server := Server()) as lines:
        server.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"

        async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            server.writers.append(writer)
            await _head(reader)
            for byte in server.answer + b"123456789":
                writer.write(bytes([byte]))
                await asyncio.sleep(0.01)

        slow = await asyncio.start_server(trickle, "127.0.0.1", 0)
        port = slow.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}/"
        found = await lines.post(url, b"", silence=0.1, longest=5.0)
        assert found == (200, b"123456789")
        with pytest.raises(LineBroke):
            await lines.post(url, b"", silence=0.1, longest=0.2)
        slow.close()


async def test_a_request_that_is_given_up_leaves_no_answer_for_the_next_one() -> None:
    async with serving(server := Server()) as lines:
        asking = asyncio.create_task(post(lines, server))
        await asyncio.sleep(0.005)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        server.answer = OK.replace(b"ok", b"no")
        assert await post(lines, server) == (200, b"no")
