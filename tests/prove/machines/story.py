"""What happens to five hosts: one is cut off and comes back, one is killed; then all is reckoned.

Runs inside the hub's namespace, `python -m tests.prove.machines.story MARK SEED`, and ends
with one line of JSON.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from aiohttp import ClientSession
from sqlalchemy import Connection, create_engine, func, select

from domain.delivery import DeliveryStatus
from domain.processes import ProcessFacts
from sandbox.app import TOKEN, Sandbox, serve
from sandbox.limits import Limits
from services import processes
from storage.migrate import upgrade
from storage.tables.delivery import delivery
from tests.prove.machines.hosts import Hosts
from tests.prove.machines.network import HUB_ADDRESS, Network
from tests.prove.pump import reckoning
from tests.prove.pump.readers import Crowd
from tests.world import World
from tools.postgres import postgres

HOSTS: Final = {"bot": "bot", "web": "web", "one": "worker", "two": "worker"}
PORT: Final = 8080
READERS: Final = 400
PER_SECOND: Final = 28  # of the 30 there are: what the bot replies goes by the same allowance
IN_FLIGHT: Final = 32  # limits.sends_at_once
LEASE_SECONDS: Final = 145  # services.deliveries.LEASE, and the look that finds it over
_STAND_STILL: Final = 60.0


@dataclass
class Told:
    """What the story measured, and what of it did not hold."""

    accepted: int = 0
    floods: int = 0
    most_in_a_second: int = 0
    in_doubt: int = 0
    still_seconds_after_cut: float = 0.0
    still_seconds_after_kill: float = 0.0
    answer_seconds_while_cut: float = 0.0
    problems: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


class Story:
    def __init__(self, telegram: Sandbox, rows: World, hosts: Hosts, network: Network) -> None:
        self._telegram = telegram
        self._rows = rows
        self._hosts = hosts
        self._network = network
        self._crowd: Crowd
        self.told = Told()

    async def run(self, seed: int) -> None:
        self._crowd = Crowd(self._telegram, self._rows, READERS, seed)
        for host, role in HOSTS.items():
            self._hosts.start(host, role)
        await self._until(lambda: self._alive() == set(HOSTS), "all four beat", 90)
        filling = asyncio.create_task(self._fill())
        await asyncio.sleep(8)
        await self._one_is_cut_off()
        await self._two_is_killed()
        filling.cancel()
        await self._until(lambda: not self._count(*_OPEN), "everything has an end", 240)
        self.told.problems += self._hosts.stop_all()
        self._reckon()
        await self._control()

    async def _one_is_cut_off(self) -> None:
        """Its lease ends while it is away, and the other goes on by itself."""
        at = self._now()
        self._network.link("one", "down")
        await self._until(lambda: "one" not in self._alive(), "who is cut off is silent", 60)
        await self._still_works_for_people()
        await asyncio.sleep(max(0.0, LEASE_SECONDS - (self._now() - at).total_seconds()))
        self.told.still_seconds_after_cut = self._longest_stillness(at)
        if self._sendings_older_than(at):
            self.told.problems.append("a lease of who was cut off was not taken over")
        self._network.link("one", "up")
        await self._until(lambda: "one" in self._alive(), "who came back beats again", 90)

    async def _two_is_killed(self) -> None:
        at = self._now()
        self._hosts.kill("two")
        await asyncio.sleep(LEASE_SECONDS)
        self.told.still_seconds_after_kill = self._longest_stillness(at)
        if self._sendings_older_than(at):
            self.told.problems.append("a lease of who was killed was not taken over")

    async def _still_works_for_people(self) -> None:
        began = self._now()
        ann = await self._telegram.person("Ann", language_code="en")
        await ann.says("/start")
        await ann.sees("Welcome", timeout=30)
        self.told.answer_seconds_while_cut = (self._now() - began).total_seconds()
        async with (
            ClientSession() as client,
            client.get(f"http://{self._network.addresses['web']}:{PORT}/readyz") as answer,
        ):
            if answer.status != 200:
                self.told.problems.append(f"web is not ready: {await answer.text()}")

    def _reckon(self) -> None:
        told = self.told
        log = [each for each in self._telegram.log if each.chat_id in self._crowd.chats]
        found = self._rows.do(reckoning.rows_in)
        told.problems += reckoning.disagreements(found, log, self._crowd.planned)
        told.problems += reckoning.doubts(found, kills=2, window=IN_FLIGHT, faults=IN_FLIGHT)
        told.problems += self._rows.do(reckoning.audiences)
        told.accepted = sum(each.method.lower() == "sendmessage" for each in log)
        told.in_doubt = sum(each.status is DeliveryStatus.IN_DOUBT for each in found)
        told.floods = self._telegram.world.limiter.refused
        told.most_in_a_second = self._most_in_a_second()
        if told.floods:
            told.problems.append(f"{told.floods} times more than Telegram allows")
        for name in ("still_seconds_after_cut", "still_seconds_after_kill"):
            if getattr(told, name) > _STAND_STILL:
                told.problems.append(f"nothing was sent for long: {name}")
        if doctored(found):
            forged = reckoning.disagreements(doctored(found), log, self._crowd.planned)
            told.missed += [] if forged else ["nobody notices a `sent` that never was"]

    async def _control(self) -> None:
        """A pace that is above what Telegram allows is noticed."""
        refused = self._telegram.world.limiter.refused
        self._telegram.limit(Limits(overall_per_second=PER_SECOND / 4))
        await asyncio.to_thread(self._crowd.tell, 5 * READERS)
        self._hosts.start("one", "worker")
        try:
            await self._until(
                lambda: self._telegram.world.limiter.refused > refused, "too fast", 90
            )
        finally:
            self._hosts.kill("one")
        if "too fast" in " ".join(self.told.problems):
            self.told.problems = [each for each in self.told.problems if "too fast" not in each]
            self.told.missed.append("nobody notices that more is sent than Telegram allows")

    async def _fill(self) -> None:
        while True:
            if self._count(DeliveryStatus.QUEUED) < READERS:
                # Beside the loop: it is Telegram's too, and must answer meanwhile.
                await asyncio.to_thread(self._crowd.tell, READERS)
            await asyncio.sleep(1)

    async def _until(self, holds: Callable[[], bool], what: str, seconds: float) -> None:
        give_up_at = asyncio.get_running_loop().time() + seconds
        while not holds():
            if asyncio.get_running_loop().time() > give_up_at:
                logs = " | ".join(f"{host}: {self._hosts.log(host)[-400:]}" for host in HOSTS)
                self.told.problems.append(f"not within {seconds} s: {what}; {logs}")
                return
            await asyncio.sleep(0.2)

    def _alive(self) -> set[str]:
        by_pid = {self._pid(host): host for host in HOSTS}
        now = self._now()
        found: list[ProcessFacts] = self._rows.do(processes.every)
        return {by_pid.get(each.pid, "") for each in found if not each.is_silent(now)}

    def _pid(self, host: str) -> int:
        try:
            return self._hosts.pid(host)
        except KeyError:
            return -1

    def _count(self, *statuses: DeliveryStatus) -> int:
        query = select(func.count()).where(delivery.c.status.in_(statuses))
        return int(self._rows.rows(query)[0][0])

    def _sendings_older_than(self, at: datetime) -> int:
        def those(conn: Connection) -> int:
            query = select(func.count()).where(
                delivery.c.status == DeliveryStatus.SENDING, delivery.c.leased_until < self._now()
            )
            return int(conn.execute(query).scalar_one())

        return self._rows.do(those)

    def _longest_stillness(self, since: datetime) -> float:
        moments = [each.at for each in self._telegram.log if each.at >= since]
        gaps = [(b - a).total_seconds() for a, b in pairwise([since, *moments, self._now()])]
        return round(max(gaps), 2)

    def _most_in_a_second(self) -> int:
        moments = [each.at.timestamp() for each in self._telegram.log.accepted("sendMessage")]
        most = first = 0
        for last, moment in enumerate(moments):
            while moment - moments[first] >= 1:
                first += 1
            most = max(most, last - first + 1)
        return most

    def _now(self) -> datetime:
        return datetime.now(UTC)


_OPEN: Final = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)


def doctored(rows: list[reckoning.Row]) -> list[reckoning.Row]:
    """The same with a lie in one of them."""
    sent = [each for each in rows if each.status is DeliveryStatus.SENT]
    lie = [reckoning.Row(**{**_fields(sent[0]), "message_id": -1})] if sent else []
    return lie + [each for each in rows if not sent or each is not sent[0]]


def _fields(row: reckoning.Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


@asynccontextmanager
async def _ground(network: Network) -> AsyncIterator[Story]:
    with (
        tempfile.TemporaryDirectory(prefix="koc-machines-") as folder,
        postgres(listen=HUB_ADDRESS) as server,
    ):
        name = server.create_database()
        upgrade(server.url(name))
        async with serve(host=HUB_ADDRESS) as telegram:
            telegram.register(TOKEN, username="koc_test_bot")
            environ = {
                "KOC__TELEGRAM__TOKEN": TOKEN,
                "KOC__TELEGRAM__API_BASE_URL": telegram.base_url,
                "KOC__DATABASE__URL": f"postgresql://postgres@{HUB_ADDRESS}/{name}",
                "KOC__WEB__PORT": str(PORT),
                "KOC__LIMITS__MESSAGES_PER_SECOND": str(PER_SECOND),
                "KOC__CHECKS__OPEN_POSTS": "false",
            }
            hosts = Hosts(network, environ, Path(folder))
            engine = create_engine(server.url(name))
            try:
                yield Story(telegram, World(engine), hosts, network)
            finally:
                hosts.kill_all()
                engine.dispose()


async def _main(mark: str, seed: int) -> None:
    network = Network(tuple(HOSTS), mark)
    async with _ground(network) as story:
        await story.run(seed)
        sys.stdout.write(f"{json.dumps(asdict(story.told))}\n")


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2])))
