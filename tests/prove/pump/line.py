"""A line of processes, each born when the one before has died; who kills when is not here."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.app import Duty
from sandbox import Clock
from tests.loop import clock_file
from tests.prove.variants import Variant

_ROOT: Final = Path(__file__).parents[3]
_LAST_LINES: Final = 2_000


class Line:
    """`folder` keeps its clock, its log and at which boundaries they died."""

    def __init__(
        self,
        environ: dict[str, str],
        clock: Clock,
        folder: Path,
        variant: Variant = Variant.OURS,
        duty: Duty = Duty.WORKER,
    ) -> None:
        self.deaths = 0
        self.pid = 0
        self._environ = os.environ | environ
        self._clock = clock
        self._folder = folder
        self._variant = variant
        self._duty = duty
        self._parent: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.show_time()
        with (self._folder / "log").open("wb") as log:
            self._parent = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.prove.pump.cradle"),
                *(str(self._folder / name) for name in ("clock", "noted")),
                self._duty,
                cwd=_ROOT,
                env=self._environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    async def stop(self) -> None:
        if self._parent is not None:
            with suppress(ProcessLookupError):
                self._parent.kill()  # what it bore dies with it
            await self._parent.wait()

    async def bear(self, fatal: int = 0, named: str = "") -> None:
        """The next one; at its `fatal`th boundary of that name it dies by itself."""
        assert self._parent is not None
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"{fatal} {self._variant} {named}\n".encode())
        self.pid = int(await self._hears("born"))

    def kill(self) -> None:
        with suppress(ProcessLookupError):  # its boundary was quicker
            os.kill(self.pid, signal.SIGKILL)

    def ask_to_stop(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    async def end(self) -> int:
        """Its exit status, once it is gone; raises for one that ended as nobody meant it to."""
        status = int(await self._hears("died"))
        self.deaths += status == -signal.SIGKILL
        if status not in (0, -signal.SIGKILL, -signal.SIGTERM):
            raise RuntimeError(f"one ended by itself ({status}): {self.log}")
        return status

    def show_time(self) -> None:
        """The living one sees it at once: move it while nobody lives."""
        clock_file.write(self._folder / "clock", self._clock.offset_seconds)

    @property
    def died_at(self) -> list[str]:
        """The names of the boundaries."""
        noted = self._folder / "noted"
        return noted.read_text().splitlines() if noted.exists() else []

    @property
    def log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-_LAST_LINES:]

    async def _hears(self, wanted: str) -> str:
        assert self._parent is not None
        assert self._parent.stdout is not None
        word, _, value = (await self._parent.stdout.readline()).decode().strip().partition(" ")
        if word != wanted:
            raise RuntimeError(f"{wanted!r} expected, {word!r} came: {self.log}")
        return value
