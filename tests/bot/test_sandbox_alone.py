"""`koc sandbox`: the local Telegram by itself, at an address that is asked for."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.__main__ import warning
from tests.bot.command_line import koc
from tests.loop.running import free_port


@contextlib.asynccontextmanager
async def alone(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Once it says where it is."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "sandbox", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert b"Local Telegram: " in await asyncio.wait_for(process.stdout.readline(), 30)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()  # who started us may have had interrupts ignored
        await process.communicate()


async def answers(host: str, port: int) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://{host}:{port}/"):
            return True
    except aiohttp.ClientConnectionError:
        return False


async def test_it_is_reached_at_the_address_that_is_asked_for_and_at_no_other() -> None:
    port = free_port()
    async with alone(f"--port={port}", "--host=127.0.0.2"):
        assert [await answers(f"127.0.0.{end}", port) for end in (1, 2)] == [False, True]


async def test_it_is_this_machines_alone_unless_an_address_is_named() -> None:
    port = free_port()
    async with alone(f"--port={port}"):
        assert [await answers(f"127.0.0.{end}", port) for end in (1, 2)] == [True, False]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "telegram.example"])
def test_an_open_address_is_warned_of(host: str) -> None:
    assert warning(host).startswith(f"At {host} whoever reaches this machine reads every chat")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machines_own_are_not(host: str) -> None:
    assert warning(host) == ""


def test_its_help_warns_before_it_is_too_late() -> None:
    assert "writes as anybody" in " ".join(koc("sandbox", "--help").output.split())


def test_an_address_that_is_not_this_machines_is_refused_in_one_sentence() -> None:
    ended = koc("sandbox", "--host=192.0.2.1", f"--port={free_port()}")
    assert (ended.exit_code, len(ended.stderr.splitlines())) == (2, 1)
    assert ended.stderr.startswith("nothing can listen at 192.0.2.1")
