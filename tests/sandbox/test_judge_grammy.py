"""An unmodified grammY judges the local Telegram, polling and webhook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox import TOKEN, Sandbox
from tests.sandbox.judging import judge

SCRIPT = Path(__file__).parent.parent / "judges" / "grammy_judge.mjs"


@asynccontextmanager
async def grammy(node: Path, sandbox: Sandbox, *options: str) -> AsyncIterator[None]:
    """The bot as a Node process of its own, listening; its errors become the test's."""
    process = await asyncio.create_subprocess_exec(
        node,
        SCRIPT,
        sandbox.base_url,
        TOKEN,
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        async with asyncio.timeout(20):
            assert await process.stdout.readline() == b"ready\n"
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        _, errors = await process.communicate()
    assert not errors, errors.decode()


async def test_grammy_polls(sandbox: Sandbox, node_path: Path) -> None:
    async with grammy(node_path, sandbox):
        await judge(sandbox, webhook=False)


async def test_grammy_takes_a_webhook(sandbox: Sandbox, node_path: Path) -> None:
    async with grammy(node_path, sandbox, "s3cret"):
        await judge(sandbox, webhook=True)
