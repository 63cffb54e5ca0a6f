"""A bot that is killed again and again while a loop lives: who dies when, and who is spared."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from sandbox import Clock
from tests.loop import clock_file
from tests.prove.fates import Fate
from tests.prove.variants import Variant

_ROOT: Final = Path(__file__).parents[2]
_LAST_LINES: Final = 2_000
_LAST_SECONDS: Final = 20.0
AT_COMMITS: Final = (Fate.BEFORE_COMMIT, Fate.AFTER_COMMIT)


class Reaper:
    """A `Running` whose bot is born anew whenever it has died; `deaths` counts."""

    def __init__(
        self,
        environ: dict[str, str],
        clock: Clock,
        folder: Path,
        *,
        variant: Variant = Variant.OURS,
    ) -> None:
        self.deaths = 0
        self._environ = os.environ | environ
        self._clock = clock
        self._folder = folder
        self._variant = variant
        self._fates: Iterator[Fate] = itertools.repeat(Fate.NONE)
        self._parent: asyncio.subprocess.Process | None = None
        self._lives: asyncio.Task[None] | None = None
        self._pid = 0
        self._stopping = False
        self._is_sparing = False

    async def start(self) -> None:
        self._write_clock()
        with (self._folder / "log").open("wb") as log:
            self._parent = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.prove.doomed"),
                *(str(self._folder / name) for name in ("clock", "swept")),
                cwd=_ROOT,
                env=self._environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self._lives = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """The last one may finish what it does. Raises when one ended that nobody had killed."""
        assert self._lives is not None
        assert self._parent is not None
        self._stopping = True
        self.kill(signal.SIGTERM)
        await asyncio.wait([self._lives], timeout=_LAST_SECONDS)
        with suppress(ProcessLookupError):
            self._parent.kill()  # what it bore dies with it
        await self._parent.wait()
        self._lives.result()

    async def catch_up(self) -> None:
        """The next look at the clock, or the next birth, sees it: nobody waits for that here."""
        self._write_clock()

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """The one that lives now, if one does."""
        if self._pid:
            with suppress(ProcessLookupError):  # its fate was quicker
                os.kill(self._pid, number)

    def kill_unless_spared(self) -> None:
        if not self._is_sparing:
            self.kill()

    @asynccontextmanager
    async def doomed(self, fates: Sequence[Fate] = AT_COMMITS) -> AsyncIterator[None]:
        """While it lasts each one born meets the next of these fates, over and over."""
        before, self._fates = self._fates, itertools.cycle(fates)
        self.kill()
        try:
            yield
        finally:
            self._fates = before
            self.kill()

    @asynccontextmanager
    async def spared(self) -> AsyncIterator[None]:
        """While it lasts nobody dies."""
        self._is_sparing = True
        try:
            async with self.doomed((Fate.NONE,)):
                yield
        finally:
            self._is_sparing = False

    @property
    def log(self) -> str:
        """The end of what the bots said."""
        return (self._folder / "log").read_text(errors="replace")[-_LAST_LINES:]

    async def _live(self) -> None:
        assert self._parent is not None
        assert self._parent.stdin is not None
        while not self._stopping:
            fates = self._fates
            self._parent.stdin.write(f"{next(fates)} {self._variant}\n".encode())
            self._pid = int(await self._hears("born"))
            if fates is not self._fates or self._stopping:  # born too late to hear of it
                self.kill()
            status = int(await self._hears("died"))
            self._pid = 0
            self.deaths += status == -signal.SIGKILL
            if status not in self._meant:
                raise RuntimeError(f"a bot ended by itself ({status}): {self.log}")

    @property
    def _meant(self) -> tuple[int, ...]:
        """Ends that we made: one asked to stop before it could listen ends by the signal itself."""
        asked = (-signal.SIGTERM,) if self._stopping else ()
        return (0, -signal.SIGKILL, *asked)

    async def _hears(self, wanted: str) -> str:
        assert self._parent is not None
        assert self._parent.stdout is not None
        word, _, value = (await self._parent.stdout.readline()).decode().strip().partition(" ")
        if word != wanted:
            raise RuntimeError(f"{wanted!r} expected, {word!r} came: {self.log}")
        return value

    def _write_clock(self) -> None:
        clock_file.write(self._folder / "clock", self._clock.offset_seconds)
