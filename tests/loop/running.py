"""How a bot runs beside the test: inside its process or apart from it; what it does is not here."""

import asyncio
import base64
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final, Protocol

from bot.app import Process, build
from bot.config import Mode
from bot.settings import load
from sandbox import TOKEN, Clock, Sandbox
from tests.loop import clock_file

OWNER_ID: Final = 900_001
_ROOT: Final = Path(__file__).parents[2]
_START_SECONDS: Final = 30.0


class Running(Protocol):
    """A bot that lives until `stop`."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def catch_up(self) -> None:
        """Returns when the jobs have seen the clock as it is now."""


def environment(telegram: Sandbox | str, database_url: str, mode: Mode) -> dict[str, str]:
    """What an operator would set; its own free port is the same after every restart.

    `telegram` may be a base URL.
    """
    port = free_port()
    return {
        "KOC__TELEGRAM__TOKEN": TOKEN,
        "KOC__TELEGRAM__API_BASE_URL": telegram if isinstance(telegram, str) else telegram.base_url,
        "KOC__TELEGRAM__MODE": mode,
        "KOC__TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook",
        "KOC__TELEGRAM__WEBHOOK_SECRET": "only_this_machine",
        "KOC__DATABASE__URL": database_url,
        "KOC__WEB__PORT": str(port),
        "KOC__STAFF__OWNERS": str(OWNER_ID),
        "KOC__SECRETS__ENCRYPTION_KEY": base64.b64encode(bytes(32)).decode(),
        "KOC__LIMITS__MESSAGES_PER_SECOND": "1000",
        "KOC__LIMITS__FREE_MESSAGES_PER_SECOND": "1000",
        "KOC__LIMITS__SECONDS_PER_CHAT": "0",
        "KOC__CHECKS__OPEN_POSTS": "false",
        "KOC__PAYOUTS__CONFIRM_TWICE": "false",  # the story lives in chat
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Inside:
    """In this process and loop: quick to start, and the same code but for the command line."""

    def __init__(self, environ: dict[str, str], clock: Clock) -> None:
        self._environ = environ
        self._clock = clock
        self._process: Process | None = None

    async def start(self) -> None:
        self._process = build(load(None, self._environ), self._clock.now)
        await self._process.start()

    async def stop(self) -> None:
        if self._process is not None:
            await self._process.stop()
            self._process = None

    async def catch_up(self) -> None:
        if self._process is not None and self._process.worker is not None:
            await self._process.worker.ticker.run_all()


class Apart:
    """A real process; `clock_path` is where it reads the time from."""

    def __init__(self, environ: dict[str, str], clock: Clock, clock_path: Path) -> None:
        self._environ = os.environ | environ
        self._clock = clock
        self._clock_path = clock_path
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        clock_file.write(self._clock_path, self._clock.offset_seconds)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.loop.launcher", str(self._clock_path)),
            cwd=_ROOT,
            env=self._environ,
            stdout=subprocess.PIPE,
        )
        await self._hears("ready")

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def catch_up(self) -> None:
        clock_file.write(self._clock_path, self._clock.offset_seconds)
        await self._hears(f"caught up {self._clock.offset_seconds!r}")

    async def _hears(self, wanted: str) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async with asyncio.timeout(_START_SECONDS):
            while line := await self._process.stdout.readline():
                if line.decode().strip() == wanted:
                    return
        raise AssertionError(f"the bot ended before it said {wanted!r}")
