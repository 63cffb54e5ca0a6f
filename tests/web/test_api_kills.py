"""The process is killed while partners send: what it answered is there, a repeat is not two.

Killed from outside at whatever it is doing, on both databases; only `kill -9` tells the truth.
"""

import asyncio
import io
import json
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
from sqlalchemy import create_engine, func, select
from standardwebhooks.webhooks import Webhook

from domain.terms import Method
from sandbox.app import TOKEN
from services import verify
from storage.tables.conversions import conversion
from storage.tables.metrics import import_batch, metric_snapshot
from tests.approved import Approved, approved
from tests.loop.running import free_port
from tests.processes import ROOT
from tests.web.site import API_SECRET
from tests.world import World, creator, live_campaign

LONG: Final = 10_000
SINGLES: Final = 150
LONGEST_SECONDS: Final = 120
pytestmark = [pytest.mark.kills]


@dataclass
class Service:
    """`koc run` with the web's duty alone; `url` is its database."""

    url: str
    folder: Path
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(str(Path(sys.executable).with_name("koc")), "run", "--roles", "web"),
                cwd=ROOT,
                env=os.environ
                | {
                    "KOC__TELEGRAM__TOKEN": TOKEN,
                    "KOC__DATABASE__URL": self.url,
                    "KOC__WEB__PORT": str(self.port),
                    "KOC__SECRETS__API_SECRET": API_SECRET,
                    "KOC__LOG__LEVEL": "error",
                },
                stdout=log,
                stderr=log,
            )
        async with asyncio.timeout(LONGEST_SECONDS):
            while not await self._listens():
                assert self.process.returncode is None, (self.folder / "log").read_text()
                await asyncio.sleep(0.02)

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except ConnectionRefusedError:
            return False
        writer.close()
        return True

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def send(self, path: str, message_id: str, facts: Any) -> dict[str, Any] | None:
        """None where the answer never came."""
        body, now = json.dumps(facts), datetime.now(UTC)
        headers = {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(API_SECRET).sign(message_id, now, body),
        }
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}"
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(url, data=io.BytesIO(body.encode()), headers=headers) as answer,
            ):
                assert answer.status == 200, await answer.text()
                told: dict[str, Any] = await answer.json()
                return told
        except aiohttp.ClientConnectionError:
            return None

    async def insist(self, path: str, message_id: str, facts: Any) -> dict[str, Any]:
        """As a sender does: until it is answered, starting the service anew where it is dead."""
        async with asyncio.timeout(LONGEST_SECONDS):
            while True:
                told = await self.send(path, message_id, facts)
                if told is not None:
                    return told
                await asyncio.sleep(0.05)


@pytest.fixture
def work(migrated_url: str) -> Approved:
    """A post whose amount is not fixed yet, in a database as the service finds it."""
    engine, now = create_engine(migrated_url), datetime.now(UTC) - timedelta(days=1)
    world = World(engine)
    campaign = world.do(live_campaign, method=Method.CPE, now=now)
    made = world.do(approved, campaign, world.do(creator, now=now), now=now)
    engine.dispose()
    return made


@asynccontextmanager
async def running(url: str, folder: Path) -> AsyncIterator[Service]:
    service = Service(url.replace("+psycopg", "", 1), folder)
    await service.start()
    try:
        yield service
    finally:
        await service.kill()


def reading(work: Approved, number: int) -> dict[str, Any]:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    counts = {"likes": number, "shares": 0, "saves": 0, "comments": 0}
    return {"link": work.link, "observed_at": at.isoformat(), **counts}


def rows(url: str, statement: Any) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as conn:
        assert verify.problems(conn) == []
        found = list(conn.execute(statement))
    engine.dispose()
    return found


def count(url: str, table: Any) -> int:
    return int(rows(url, select(func.count()).select_from(table))[0][0])


async def some_of_it_is_there(url: str, more_than: int, sent: asyncio.Task[Any]) -> None:
    engine = create_engine(url)
    counted = select(func.count()).select_from(metric_snapshot)
    there = 0
    while there <= more_than:
        assert not sent.done(), f"{sent.result()!r:.300}"
        with engine.connect() as conn:
            there = conn.execute(counted).scalar_one()
        await asyncio.sleep(0.001)
    engine.dispose()


async def test_a_long_message_killed_on_its_way_counts_once_when_it_comes_again(
    migrated_url: str, work: Approved, tmp_path: Path
) -> None:
    """Twice it dies between two of its parts; its answer is as if nothing had been."""
    batch = {"readings": [*(reading(work, at) for at in range(LONG - 1)), "junk"]}
    async with running(migrated_url, tmp_path) as service:
        for stage in (0, 3_000):
            sent = asyncio.create_task(service.send("metrics", "long", batch))
            await some_of_it_is_there(migrated_url, stage, sent)
            await service.kill()
            assert await sent is None, "it was through before it was killed"
            there = count(migrated_url, metric_snapshot)
            assert stage < there < LONG - 1
            assert there % 1_000 == 0
            await service.start()
        told = await service.insist("metrics", "long", batch)
        assert (told["new"], told["repeated"], told["refused"]) == (LONG - 1, 0, 1)
        assert await service.insist("metrics", "long", batch) == told
    assert count(migrated_url, metric_snapshot) == LONG - 1
    new = rows(migrated_url, select(func.sum(import_batch.c.new_rows)))
    assert int(new[0][0]) == LONG - 1


async def test_what_was_answered_is_there_and_what_came_again_is_not_two(
    migrated_url: str, work: Approved, tmp_path: Path
) -> None:
    """Readings and orders one by one, each sent until it is answered, through three deaths."""
    chance = random.Random(20261123)
    answered: set[int] = set()
    async with running(migrated_url, tmp_path) as service:

        async def sender(number: int) -> None:
            read = await service.insist(
                "metrics", f"read-{number}", {"readings": [reading(work, number)]}
            )
            bought = await service.insist(
                "conversions", f"bought-{number}", {"conversions": [order(work, number)]}
            )
            assert (read["new"], bought["new"]) == (1, 1)
            answered.add(number)

        senders = asyncio.gather(*map(sender, range(SINGLES)))
        for death in range(1, 4):
            enough = SINGLES * death // 5
            while len(answered) < enough and not senders.done():  # noqa: ASYNC110
                await asyncio.sleep(chance.random() / 100)
            await service.kill()
            kept = {row[0] for row in rows(migrated_url, select(metric_snapshot.c.likes))}
            assert answered <= kept
            await service.start()
        await senders
    assert count(migrated_url, conversion) == SINGLES
    read = select(func.count()).where(metric_snapshot.c.likes.is_not(None))
    assert int(rows(migrated_url, read)[0][0]) == SINGLES
    last = (
        select(metric_snapshot.c.orders, metric_snapshot.c.order_value_minor)
        .where(metric_snapshot.c.orders.is_not(None))
        .order_by(metric_snapshot.c.observed_at.desc())
        .limit(1)
    )
    assert [tuple(row) for row in rows(migrated_url, last)] == [(SINGLES, SINGLES * 100)]


def order(work: Approved, number: int) -> dict[str, Any]:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    return {
        "id": f"o-{number}",
        "kind": "order",
        "assignment": work.assignment_id,
        "status": "approved",
        "amount_minor": 100,
        "currency": "CNY",
        "occurred_at": at.isoformat(),
    }
