"""Workers killed over a queue that never runs dry, by a Telegram that misbehaves; then the sum."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select

from bot.config import Mode
from domain.delivery import DeliveryStatus
from sandbox import Sandbox
from sandbox.faults import FaultKind
from services import verify
from storage.tables.delivery import delivery
from tests.loop.loop import local_telegram, rows_of
from tests.loop.running import environment
from tests.prove.proof import Trial
from tests.prove.pump import reckoning
from tests.prove.pump.line import Line
from tests.prove.pump.readers import Crowd
from tests.prove.variants import Variant
from tests.world import World

NAMED: Final = (
    "before UPDATE delivery",  # marked as sending, or ended
    "before INSERT INTO send_gate",  # its slot
    "before commit",
    "after commit",
    "before call",
    "after call",
    "before INSERT INTO delivery",  # said once more: what those before it left in doubt
)
WINDOW: Final = 16  # on their way at once, at most, as it is configured here
READERS: Final = 400
_LONGEST_LIFE_SECONDS: Final = 1.0
_LONGEST_REST_SECONDS: Final = 120.0
_LONGEST_GAP_SECONDS: Final = 30.0  # between two lives
_SHORTER_GAP_SECONDS: Final = 1.0  # while another one lives: its lease must outlast what it sends
_LEASE_SECONDS: Final = 180.0  # longer than a delivery is anybody's
_CALLS: Final = (0, 0, 1, 1, 2, 4, 8, 16, 32)
_DOUBTFUL: Final = (
    FaultKind.E500_BEFORE,
    FaultKind.E500_AFTER,
    FaultKind.HANG_BEFORE,
    FaultKind.HANG_AFTER,
    FaultKind.RESET_BEFORE,
    FaultKind.RESET_AFTER,
)


class Ordeal:
    """One database, one Telegram, and lines of workers that live side by side."""

    def __init__(
        self, telegram: Sandbox, rows: World, lines: tuple[Line, ...], crowd: Crowd, seed: int
    ) -> None:
        self.telegram = telegram
        self.rows = rows
        self.lines = lines
        self.crowd = crowd
        self.dice = random.Random(seed)
        alone = len(lines) == 1
        self._longest_gap_seconds = _LONGEST_GAP_SECONDS if alone else _SHORTER_GAP_SECONDS

    def misbehave(self, seed: int) -> None:
        """Every fault there is, each now and then."""
        for number, kind in enumerate(_DOUBTFUL):
            self.telegram.fault(kind, "send*", probability=0.01, seed=seed + number)
        self.telegram.fault(FaultKind.TOO_MANY, "send*", probability=0.004, seed=seed + 7)

    @property
    def faults(self) -> int:
        return sum(each.struck for each in self.telegram.world.faults if each.kind in _DOUBTFUL)

    @property
    def deaths(self) -> int:
        return sum(line.deaths for line in self.lines)

    def fill(self) -> None:
        """So that there is always something to send, to most of them."""
        if self.rows.do(_waiting) < self.crowd.size:
            self.crowd.tell(self.crowd.size)
            if self.dice.random() < 0.5:
                self.crowd.broadcast()

    def time_passes(self, seconds: float) -> None:
        """What the dead were sending is then nobody's any more."""
        self.telegram.clock.advance(seconds)
        for line in self.lines:
            line.show_time()

    async def kills(self, count: int) -> None:
        """As many deaths; each finds what the one before left, and some time has passed."""
        each = count // len(self.lines)
        await asyncio.gather(*(self._kills(line, each) for line in self.lines))

    async def _kills(self, line: Line, count: int) -> None:
        for _ in range(count):
            self.fill()
            await line.bear()
            await self._its_moment()
            line.kill()
            await line.end()
            self.time_passes(self.dice.uniform(0, self._longest_gap_seconds))

    async def _its_moment(self) -> None:
        """Any, or just when so many calls have come to Telegram, from whomever."""
        loop, log, before = asyncio.get_running_loop(), self.telegram.log, len(self.telegram.log)
        calls = self.dice.choice(_CALLS)
        by = loop.time() + _LONGEST_LIFE_SECONDS
        while len(log) - before < calls and loop.time() < by:  # noqa: ASYNC110  (a log has no event)
            await asyncio.sleep(0.0005)
        await asyncio.sleep(self.dice.uniform(0, 0.006 if calls else 0.2))

    async def boundaries(self, most: int) -> None:
        """A death at the first, second … of each name, `most` of them, counted from a birth on."""
        (line,) = self.lines
        for number, name in product(range(1, most + 1), NAMED):
            self.fill()
            await line.bear(number, name)
            dying = asyncio.create_task(line.end())
            await asyncio.wait([dying], timeout=_LONGEST_LIFE_SECONDS)
            line.kill()  # who had no such boundary
            await dying
            self.time_passes(_LEASE_SECONDS)  # so that the next one has something to recover

    async def come_to_rest(self) -> None:
        """All that waits is sent by one whom nobody kills, and what is said again for it too."""
        self.telegram.clear_faults()
        by = asyncio.get_running_loop().time() + _LONGEST_REST_SECONDS
        while self.rows.do(_unended) and asyncio.get_running_loop().time() < by:
            self.time_passes(_LEASE_SECONDS)
            await self.lines[0].bear()
            await self._until_nothing_is_due(by)
            self.lines[0].ask_to_stop()
            await self.lines[0].end()

    async def _until_nothing_is_due(self, by: float) -> None:
        while asyncio.get_running_loop().time() < by:
            await asyncio.sleep(0.05)
            if not await asyncio.to_thread(self.rows.do, _busy, self.telegram.clock.now()):
                return

    def problems(self, *, kills: int, faults: int) -> list[str]:
        planned = self.rows.do(reckoning.rows_in)
        return [
            *reckoning.disagreements(planned, self.telegram.log, self.crowd.planned),
            *reckoning.doubts(planned, kills=kills, window=WINDOW, faults=faults),
            *self.rows.do(reckoning.audiences),
            *map(str, self.rows.do(verify.problems)),
        ]


_OPEN: Final = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)


def _waiting(conn: Connection) -> int:
    queued = select(func.count()).where(delivery.c.status == DeliveryStatus.QUEUED)
    return int(conn.execute(queued).scalar_one())


def _unended(conn: Connection) -> int:
    unended = select(func.count()).where(delivery.c.status.in_(_OPEN))
    return int(conn.execute(unended).scalar_one())


def _busy(conn: Connection, now: datetime) -> int:
    """What is being sent by somebody alive, or due; what a dead one was sending is neither."""
    due = (delivery.c.status == DeliveryStatus.QUEUED) & (delivery.c.due_at <= now)
    sending = (delivery.c.status == DeliveryStatus.SENDING) & (delivery.c.leased_until > now)
    return int(conn.execute(select(func.count()).where(due | sending)).scalar_one())


@asynccontextmanager
async def ordeal(
    url: str,
    seed: int,
    *,
    variant: Variant = Variant.OURS,
    side_by_side: int = 1,
    readers: int = READERS,
) -> AsyncIterator[Ordeal]:
    """`side_by_side`: so many workers live at a time, on PostgreSQL."""
    async with local_telegram() as telegram, AsyncExitStack() as stack:
        with rows_of(url) as rows:
            crowd = Crowd(telegram, rows, readers, seed)
            environ = environment(telegram, url, Mode.POLLING)
            environ["KOC__LIMITS__SENDS_AT_ONCE"] = str(WINDOW)
            lines = []
            for _ in range(side_by_side):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                lines.append(Line(environ, telegram.clock, folder, variant))
                await lines[-1].start()
                stack.push_async_callback(lines[-1].stop)
            yield Ordeal(telegram, rows, tuple(lines), crowd, seed)


@dataclass(frozen=True, slots=True)
class Sum:
    """What an ordeal came to: `trial.tried` are deaths, `died_at` names their boundaries."""

    trial: Trial
    accepted: int
    died_at: frozenset[str] = frozenset()


async def killed_at_random(url: str, kills: int, seed: int, **chosen: Any) -> Sum:
    """By a Telegram that misbehaves in every way; `chosen` as `ordeal` takes it."""
    async with ordeal(url, seed, **chosen) as each:
        each.misbehave(seed)
        await each.kills(kills)
        return await _summed(each)


async def killed_at_boundaries(url: str, most: int, seed: int, **chosen: Any) -> Sum:
    """Telegram does as it should: what is in doubt is so by a kill alone."""
    async with ordeal(url, seed, **chosen) as each:
        await each.boundaries(most)
        return await _summed(each)


async def _summed(each: Ordeal) -> Sum:
    faults, deaths = each.faults, each.deaths
    await each.come_to_rest()
    problems = await asyncio.to_thread(each.problems, kills=deaths, faults=faults)
    died_at = frozenset(name for line in each.lines for name in line.died_at)
    return Sum(Trial(deaths, problems), len(each.telegram.log), died_at)
