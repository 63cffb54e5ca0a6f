"""A local Telegram that enforces an allowance, and processes of ours that send; measures nothing.

It is the judge, so it has a core to itself, a quick loop, and keeps of each message only when it
was accepted.
"""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

import uvloop

from benchmarks import crowd as crowds
from benchmarks.crowd import Crowd
from domain.broadcast_rules import FREE_PER_SECOND
from sandbox.app import TOKEN, Sandbox, serve
from sandbox.limits import Limits
from sandbox.world import Settings

T = TypeVar("T")

TELEGRAMS_CORE: Final = 0
OUR_CORE: Final = 1
KOC: Final = str(Path(sys.executable).with_name("koc"))
START_SECONDS: Final = 60
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_KEPT: Final = 2  # messages of a chat that the judge remembers
_COLLECT_SECONDS: Final = 0.25
PAID: Final = "allow_paid_broadcast"
COUNTED: Final = frozenset({"sendMessage", "editMessageText"})


class Judge:
    """`accepted` has the moment of each message, and of each that was drawn again, in seconds since
    the epoch, in order; `unpaid` of those among them that nobody pays for.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.accepted: list[float] = []
        self.unpaid: list[float] = []

    @property
    def refused(self) -> int:
        return self.sandbox.world.limiter.refused

    def collect(self) -> None:
        entries = self.sandbox.log.entries
        sent = [each for each in entries if each.method in COUNTED]
        self.accepted += [each.at.timestamp() for each in sent]
        self.unpaid += [each.at.timestamp() for each in sent if not each.params.flag(PAID)]
        entries.clear()

    async def go_on(self) -> None:
        while True:
            await asyncio.sleep(_COLLECT_SECONDS)
            self.collect()

    async def until(self, messages: int, seconds: float) -> None:
        """So many were accepted; TimeoutError when they were not."""
        async with asyncio.timeout(seconds):
            while len(self.accepted) < messages:  # noqa: ASYNC110  (the log is a list)
                await asyncio.sleep(0.05)


def run(work: Coroutine[Any, Any, T]) -> T:
    """On the judge's core, where nothing else of ours runs."""
    os.sched_setaffinity(0, {TELEGRAMS_CORE})
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


@asynccontextmanager
async def judge(crowd: Crowd, allowance: float = 0.0) -> AsyncIterator[Judge]:
    """`allowance` in messages a second over all chats, paid ones included; 0 for none."""
    limits = replace(limits_at(allowance), per_chat_burst=2.0) if allowance else Limits.off()
    async with serve(settings=Settings(history_cap=_KEPT, limits=limits)) as sandbox:
        sandbox.register()
        crowds.let_in(sandbox.world, crowd)
        # Its own collector would stop it for 0.1 s now and then, and the pump would look slow.
        gc.collect()
        gc.freeze()
        gc.disable()
        judging = Judge(sandbox)
        collecting = asyncio.create_task(judging.go_on())
        yield judging
        collecting.cancel()
        gc.enable()
        gc.unfreeze()


def limits_at(allowance: float) -> Limits:
    """As Telegram has them: what goes beyond the free ones has to say that it is paid for."""
    return Limits(overall_per_second=min(allowance, FREE_PER_SECOND), paid_per_second=allowance)


class Sender:
    """One process that sends, on our core, from its start until its end."""

    def __init__(self, argv: Sequence[str], settings: Mapping[str, str], log: Path) -> None:
        self._argv, self._settings, self._log = argv, settings, log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                argv,
                env=os.environ | settings,
                stdout=output,
                stderr=output,
                preexec_fn=lambda: os.sched_setaffinity(0, {OUR_CORE}),  # noqa: PLW1509
            )

    def again(self) -> "Sender":
        """A new process of the same kind."""
        return Sender(self._argv, self._settings, self._log)

    @property
    def cpu_seconds(self) -> float:
        """Of all its threads, in user and system mode; 0 once it has ended."""
        if self._process.poll() is not None:
            return 0.0
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    async def end(self) -> None:
        """As an operator would; what it had taken is sent and written down."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(self._process.wait, 30)

    def said(self) -> str:
        return self._log.read_text()[-2000:]


def settings(sandbox: Sandbox, url: str, rate: float, free: float) -> dict[str, str]:
    """Ours and the peer's, each under the names it reads; of `rate` so many are `free`."""
    return {
        "BOT_TOKEN": TOKEN,
        "API_BASE_URL": sandbox.api_base_url,
        "PEER_MESSAGES": str(len(sandbox.world.people)),
        "KOC__TELEGRAM__TOKEN": TOKEN,
        "KOC__TELEGRAM__API_BASE_URL": sandbox.base_url,
        "KOC__DATABASE__URL": url,
        "KOC__WEB__PORT": "0",
        "KOC__LOG__LEVEL": "error",
        "KOC__LIMITS__MESSAGES_PER_SECOND": str(rate),
        "KOC__LIMITS__FREE_MESSAGES_PER_SECOND": str(free),
        "KOC__CHECKS__OPEN_POSTS": "false",
    }


async def first_of(judge: Judge, sender: Sender) -> float:
    """The moment of the first message."""
    began = time.monotonic()
    while not judge.accepted:
        if time.monotonic() - began > START_SECONDS:
            raise RuntimeError(f"nothing was sent: {sender.said()}")
        await asyncio.sleep(0.01)
        judge.collect()
    return judge.accepted[0]
