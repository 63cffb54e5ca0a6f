"""Whose turn it is to poll: one process at a time; how it polls is polling.py's business.

The holder counts from before each sign of life that it gives, those who wait from after the last
one that they saw. So it stops before anybody may begin, and clocks need not agree.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from bot import holder
from services import leases
from services.leases import Lease, LeaseName
from services.seam import Database

log = structlog.get_logger()

_NAME: Final = LeaseName.POLLING


class NotOurTurn(Exception):
    """Somebody else may be polling by now: nothing more is asked of Telegram."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Seconds: a holder silent for `lease` has lost it, and stops `margin` before that."""

    lease: float = 10.0
    margin: float = 2.0
    beat: float = 2.5
    look: float = 1.0


PULSE: Final = Pulse()


class Turn(Protocol):
    @property
    def ours(self) -> bool:
        """Now; whoever asks Telegram looks here first."""

    @property
    def others(self) -> bool:
        """Another process lives that has it."""

    async def keep(self, work: Callable[[], Awaitable[None]]) -> None:
        """`work` whenever it is our turn, until cancelled; raises what it raises."""

    async def give_back(self) -> None:
        """After the last word to Telegram: the next one need not wait."""


class Alone:
    """Where no second process can be: one service holds a SQLite file."""

    ours = True
    others = False

    async def keep(self, work: Callable[[], Awaitable[None]]) -> None:
        await work()

    async def give_back(self) -> None:
        pass


class Shared:
    """By a row that all processes see. `name` is of this process, unless said."""

    def __init__(
        self,
        db: Database,
        pulse: Pulse = PULSE,
        clock: Callable[[], float] = time.monotonic,
        name: str = "",
    ) -> None:
        self._db = db
        self._pulse = pulse
        self._clock = clock
        self._name = name or holder.name()
        self._fence: int | None = None
        self._until = 0.0
        self._beating: asyncio.Task[None] | None = None
        self.others = False

    @property
    def ours(self) -> bool:
        return self._fence is not None and self._clock() < self._until

    async def keep(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._come_to_it()
            working = asyncio.ensure_future(work())
            try:
                await self._while_ours(working)
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
            await self._lose()

    async def give_back(self) -> None:
        fence = self._fence
        await self._lose()
        if fence is not None:
            try:
                await self._db.write(leases.give_back, _NAME, fence)
            except Exception as error:  # noqa: BLE001  (it runs out by itself)
                log.warning("the turn to poll was not given back", error=repr(error))

    async def _come_to_it(self) -> None:
        """When nobody has it, or nobody lives who had it."""
        seen, since = None, self._clock()
        while True:
            try:
                found = await self._db.read(leases.find, _NAME)
                if found != seen:
                    seen, since = found, self._clock()
                silent = self._clock() - since >= self._pulse.lease
                self.others = not silent and not self._is_free(found)
                if not self.others and await self._took(found):
                    return
            except Exception as error:  # noqa: BLE001  (the database is away)
                log.warning("nobody can tell whose turn it is to poll", error=repr(error))
            await asyncio.sleep(self._pulse.look)

    def _is_free(self, found: Lease | None) -> bool:
        """Also when we lost it ourselves, and nobody has taken it since."""
        return found is None or found.holder in ("", self._name) or holder.is_gone(found.holder)

    async def _took(self, found: Lease | None) -> bool:
        began = self._clock()
        self._fence = await self._db.write(leases.take, _NAME, self._name, found)
        if self._fence is None:
            return False
        self._lives_since(began)
        self._beating = asyncio.create_task(self._beat(self._fence))
        log.info("polling is this process's turn", fence=self._fence)
        return True

    def _lives_since(self, began: float) -> None:
        self._until = began + self._pulse.lease - self._pulse.margin

    async def _beat(self, fence: int) -> None:
        """Ends when another one has it."""
        while True:
            await asyncio.sleep(self._pulse.beat)
            began = self._clock()
            try:
                if not await self._db.write(leases.beat, _NAME, fence):
                    return
            except Exception as error:  # noqa: BLE001  (away for too long, it is lost)
                log.warning("no sign of life as the one who polls", error=repr(error))
            else:
                self._lives_since(began)

    async def _while_ours(self, working: asyncio.Future[None]) -> None:
        assert self._beating is not None
        while self.ours and not self._beating.done():
            await asyncio.wait(
                (working, self._beating),
                timeout=min(self._until - self._clock(), self._pulse.look),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if working.done():
                return _ended(working)
        log.warning("polling is no longer this process's turn", fence=self._fence)
        return None

    async def _lose(self) -> None:
        """It is not ours from here on, also if a last sign of life still comes through."""
        self._fence = None
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
            self._beating = None


def _ended(working: asyncio.Future[None]) -> None:
    try:
        working.result()
    except NotOurTurn:
        log.warning("polling was no longer this process's turn")
