"""`koc run` as its own process: it answers, ends well, and goes on after a kill."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.app import TOKEN, Sandbox
from tests.bot.command_line import koc

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("configured")


@asynccontextmanager
async def koc_run(sandbox: Sandbox) -> AsyncIterator[asyncio.subprocess.Process]:
    """`koc run` as its own process; killed at the end if it still lives."""
    environ = os.environ | {
        "KOC__TELEGRAM__API_BASE_URL": sandbox.base_url,
        "KOC__WEB__PORT": "0",
        "PYTHONPATH": str(ROOT),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        "run",
        env=environ,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


@pytest.mark.kills
async def test_the_service_answers_and_ends_well_on_sigterm(sandbox: Sandbox) -> None:
    ann = await sandbox.person("Ann", language_code="en")
    async with koc_run(sandbox) as process:
        await ann.says("/start")
        await ann.sees("Welcome", timeout=30)
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 15)
        assert process.returncode == 0
        assert TOKEN.encode() not in errors
    assert not sandbox.world.bot().queue.waiting()


@pytest.mark.kills
async def test_beside_a_running_service_commands_write_but_do_not_migrate(sandbox: Sandbox) -> None:
    ann = await sandbox.person("Ann", language_code="en")
    async with koc_run(sandbox):
        await ann.says("/start")
        await ann.sees("Welcome", timeout=30)
        refused = await asyncio.to_thread(koc, "migrate")
        assert (refused.exit_code, len(refused.stderr.splitlines())) == (1, 1)
        file = str(ROOT / "campaigns" / "spring-tea.toml")
        assert (await asyncio.to_thread(koc, "campaign", "load", file)).exit_code == 0
        assert (await asyncio.to_thread(koc, "verify")).exit_code == 0
        await ann.says("/help")
        await ann.sees("/tasks", timeout=30)


@pytest.mark.kills
async def test_what_a_kill_left_undone_is_done_after_the_restart(sandbox: Sandbox) -> None:
    ann = await sandbox.person("Ann", language_code="en")
    async with koc_run(sandbox) as process:
        await ann.says("/start")
        await ann.sees("Welcome", timeout=30)
        process.kill()
        await process.wait()
    await ann.says("/help")
    async with koc_run(sandbox):
        await ann.sees("/tasks", timeout=30)
    assert len(sandbox.log.accepted("sendMessage", containing="/tasks")) == 1
