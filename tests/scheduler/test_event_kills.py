"""The process that tells partners is killed again and again: every event arrives, none is lost.

Killed from outside, in the middle of calls and between them, on both databases. What it did not
hear an answer to it tells once more, with the same id.
"""

import asyncio
import json
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from aiohttp import web
from sqlalchemy import create_engine, func, select
from standardwebhooks.webhooks import Webhook

from domain.events import LEASE, CallStatus
from services import endpoints, verify
from services.vault import Vault
from storage.tables.events import event_call, outbound_event
from tests.bot.fetching.authority import certificate
from tests.bot.fetching.loopback import serving
from tests.handed_in import held
from tests.processes import ROOT
from tests.scheduler.teller import KEY
from tests.world import World, creator, live_campaign

HOST: Final = "partner.example.com"
LIVES: Final = 4
A_LIFE: Final = 12  # events that happen before each
LONGEST_SECONDS: Final = 120
AHEAD: Final = LEASE + timedelta(seconds=30)  # of the one that died before: its lease is over
pytestmark = [pytest.mark.kills, pytest.mark.timeout(300)]


@dataclass
class Partner:
    """Takes what it has answered; what it was told when the teller died it knows nothing of."""

    secret: str
    taken: list[tuple[str, int]] = field(default_factory=list)  # id and sequence
    victim: asyncio.subprocess.Process | None = None
    calls_left: int = 0  # before the teller dies
    forged: int = 0

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            Webhook(self.secret).verify(body, dict(request.headers))
        except Exception:  # noqa: BLE001  (whatever is wrong with it)
            self.forged += 1
            return web.Response(status=401)
        self.calls_left -= 1
        if self.calls_left < 0 and self.victim is not None:
            self.victim.send_signal(signal.SIGKILL)
            await self.victim.wait()
            return web.Response(status=204)  # nobody hears it
        self.taken.append((request.headers["webhook-id"], json.loads(body)["sequence"]))
        return web.Response(status=204)


@dataclass
class House:
    """A database, a partner's address in it, and processes that tell; each later than the last."""

    world: World
    url: str
    folder: Path
    partner: Partner
    port: int
    how: tuple[str, ...] = ()
    lives: int = 0

    def happens(self, claims: int) -> None:
        now = self.now()
        campaign = self.world.do(live_campaign, slots=claims, now=now)
        for _ in range(claims):
            self.world.do(held, campaign, self.world.do(creator, now=now), now=now)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.lives * AHEAD

    async def begin(self) -> asyncio.subprocess.Process:
        self.lives += 1
        ahead = str((self.lives * AHEAD).total_seconds())
        argv = (self.url, str(self.port), str(self.folder / "ca.pem"), ahead, *self.how)
        with (self.folder / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.scheduler.teller", *argv),
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    async def dies_in_a_call(self, calls: int) -> None:
        """At the call after so many."""
        self.partner.calls_left = calls
        self.partner.victim = await self.begin()
        await self._dead(self.partner.victim)

    async def dies_between(self, calls: int, pause: float) -> None:
        """So long after so many calls were answered: as it notes them, or as it makes the next."""
        before = len(self.partner.taken)
        self.partner.victim, process = None, await self.begin()
        async with asyncio.timeout(LONGEST_SECONDS):
            while len(self.partner.taken) < before + calls:
                assert process.returncode is None, (self.folder / "log").read_text()
                await asyncio.sleep(0.001)
        await asyncio.sleep(pause)
        process.send_signal(signal.SIGKILL)
        await self._dead(process)

    async def tells_all(self) -> None:
        """The last one lives until nothing waits any more."""
        self.partner.victim, process = None, await self.begin()
        waiting = (
            select(func.count())
            .select_from(event_call)
            .where(event_call.c.status == CallStatus.WAITING)
        )
        gathered = select(func.count()).select_from(outbound_event)
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while self.one(waiting) or self.one(gathered) < LIVES * A_LIFE:
                    assert process.returncode is None, (self.folder / "log").read_text()
                    await asyncio.sleep(0.05)
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            await process.wait()

    def one(self, statement: Any) -> int:
        return int(self.world.rows(statement)[0][0])

    async def _dead(self, process: asyncio.subprocess.Process) -> None:
        async with asyncio.timeout(LONGEST_SECONDS):
            assert await process.wait() == -signal.SIGKILL, (self.folder / "log").read_text()


@asynccontextmanager
async def house(url: str, folder: Path, *how: str) -> AsyncIterator[House]:
    made: list[Partner] = []
    (folder / "ca.pem").write_text(certificate())

    async def take(request: web.Request) -> web.Response:
        return await made[0].take(request)

    async with serving({f"{HOST}/hook": take}) as there:
        engine = create_engine(url)
        world, now = World(engine), datetime.now(UTC)
        address = f"https://{HOST}/hook"
        made.append(Partner(world.do(endpoints.add, Vault(KEY), "partner-a", address, now=now)))
        plain = url.replace("+psycopg", "", 1)
        try:
            yield House(world, plain, folder, made[0], there.names.ports[443], how)
        finally:
            engine.dispose()


async def through_its_deaths(told: House) -> None:
    """In a call and between calls in turn, at whatever moment chance has it."""
    chance = random.Random(20261129)
    for life in range(LIVES):
        told.happens(A_LIFE)
        if life % 2:
            await told.dies_between(1 + chance.randrange(5), chance.random() / 20)
        else:
            await told.dies_in_a_call(chance.randrange(9))
    await told.tells_all()


def ids_of_all(told: House) -> set[str]:
    return {row[0] for row in told.world.rows(select(outbound_event.c.message_id))}


async def test_every_event_arrives_and_again_when_it_is_replayed_through_deaths(
    migrated_url: str, tmp_path: Path
) -> None:
    async with house(migrated_url, tmp_path) as told:
        began_at = told.now() - timedelta(minutes=1)
        await through_its_deaths(told)
        partner = told.partner
        times = Counter(message_id for message_id, _ in partner.taken)
        assert set(times) == ids_of_all(told)
        assert len(times) == LIVES * A_LIFE
        assert sum(times.values()) - len(times) <= LIVES, "told twice where nobody had died"
        order = [*dict(partner.taken).values()]
        assert order == sorted(order)

        partner.taken.clear()
        replayed = told.world.do(endpoints.replay, "partner-a", began_at, now=told.now())
        assert replayed == LIVES * A_LIFE
        await told.dies_in_a_call(LIVES * A_LIFE // 3)
        await told.dies_between(3, 0.01)
        await told.tells_all()
        assert {message_id for message_id, _ in partner.taken} == set(times)
        assert partner.forged == 0
        with told.world.engine.connect() as conn:
            assert verify.problems(conn) == []


async def test_one_that_notes_a_call_before_it_is_made_loses_events(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    """The control."""
    async with house(migrated_sqlite_url, tmp_path, "lies") as told:
        await through_its_deaths(told)
        taken = {message_id for message_id, _ in told.partner.taken}
        assert taken < ids_of_all(told)
