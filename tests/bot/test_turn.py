"""Whose turn it is to poll: never that of two, taken over from the silent, given back in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest

from bot import holder
from bot.turn import Pulse, Shared
from services import leases
from services.leases import LeaseName
from storage.database import Database, open_database

LEASE = 10.0
PULSE = Pulse(lease=LEASE, margin=2.0, beat=0.01, look=0.01)


class HandClock:
    """Goes on only when a test says so, however busy the machine is."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Mute:
    """A database that lets nothing through any more."""

    def __init__(self, db: Database) -> None:
        self.db, self.is_away = db, False

    async def read(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        return await self._through().read(*args, **kwargs)

    async def write(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        return await self._through().write(*args, **kwargs)

    async def close(self) -> None:
        pass

    def _through(self) -> Database:
        if self.is_away:
            raise OSError("away")
        return self.db


class Poll:
    """Counts how many work at this moment."""

    at_work: list[str]
    most = 0

    def __init__(self) -> None:
        self.at_work = []

    def of(self, name: str):  # type: ignore[no-untyped-def]
        async def work() -> None:
            self.at_work.append(name)
            self.most = max(self.most, len(self.at_work))
            try:
                await asyncio.Event().wait()
            finally:
                self.at_work.remove(name)

        return work


@pytest.fixture
async def db(migrated_url: str) -> AsyncIterator[Database]:
    opened = open_database(migrated_url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@asynccontextmanager
async def kept(turn: Shared, poll: Poll, name: str) -> AsyncIterator[None]:
    task = asyncio.create_task(turn.keep(poll.of(name)))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await turn.give_back()


async def until_at_work(poll: Poll, *names: str) -> None:
    async with asyncio.timeout(20):
        while poll.at_work != list(names):  # noqa: ASYNC110  (rows have no event)
            await asyncio.sleep(0.005)


async def many_looks() -> None:
    await asyncio.sleep(0.3)


async def test_the_second_waits_while_the_first_gives_signs_of_life(
    db: Database, clock: HandClock
) -> None:
    poll = Poll()
    first, second = (Shared(db, PULSE, clock, name) for name in ("one", "two"))
    async with kept(first, poll, "one"):
        await until_at_work(poll, "one")
        async with kept(second, poll, "two"):
            for _ in range(5):
                await many_looks()
                clock.seconds += LEASE / 4
            assert (poll.at_work, poll.most) == (["one"], 1)
            assert (first.ours, second.ours, second.others) == (True, False, True)


async def test_what_is_given_back_is_taken_at_once(db: Database, clock: HandClock) -> None:
    poll = Poll()
    first, second = (Shared(db, PULSE, clock, name) for name in ("one", "two"))
    async with AsyncExitStack() as later:
        async with kept(second, poll, "two"):
            await until_at_work(poll, "two")
            await later.enter_async_context(kept(first, poll, "one"))
            await many_looks()
            assert poll.at_work == ["two"]
        await until_at_work(poll, "one")
    assert poll.most == 1


async def test_a_silent_one_stops_before_another_one_begins(db: Database) -> None:
    poll, mute = Poll(), Mute(db)
    its, others = HandClock(), HandClock()
    first, second = Shared(mute, PULSE, its, "one"), Shared(db, PULSE, others, "two")
    async with kept(first, poll, "one"):
        await until_at_work(poll, "one")
        mute.is_away = True
        async with kept(second, poll, "two"):
            await many_looks()
            its.seconds += LEASE - PULSE.margin + 0.1
            assert not first.ours  # from that moment on, whatever else it still has to do
            others.seconds += LEASE - 0.1
            await many_looks()
            assert not second.ours
            others.seconds += 0.2
            await until_at_work(poll, "two")
            mute.is_away = False
            await many_looks()
            assert (poll.at_work, poll.most) == (["two"], 1)
            assert first.others


async def test_one_that_slept_asks_nothing_and_takes_it_again_if_nobody_did(
    db: Database, clock: HandClock
) -> None:
    poll = Poll()
    turn = Shared(db, PULSE, clock, "one")
    async with kept(turn, poll, "one"):
        await until_at_work(poll, "one")
        clock.seconds += 3600
        assert not turn.ours
        async with asyncio.timeout(20):
            while not turn.ours:  # noqa: ASYNC110  (rows have no event)
                await asyncio.sleep(0.005)
        await until_at_work(poll, "one")


async def test_an_older_fence_says_nothing_any_more(db: Database) -> None:
    old = await db.write(leases.take, LeaseName.POLLING, "one", None)
    assert old is not None
    seen = await db.read(leases.find, LeaseName.POLLING)
    new = await db.write(leases.take, LeaseName.POLLING, "two", seen)
    assert new == old + 1
    assert not await db.write(leases.beat, LeaseName.POLLING, old)
    await db.write(leases.give_back, LeaseName.POLLING, old)
    stands = await db.read(leases.find, LeaseName.POLLING)
    assert stands is not None
    assert stands.holder == "two"


async def test_it_is_taken_only_as_it_was_seen(db: Database) -> None:
    await db.write(leases.take, LeaseName.POLLING, "one", None)
    seen = await db.read(leases.find, LeaseName.POLLING)
    await db.write(leases.beat, LeaseName.POLLING, 1)
    assert await db.write(leases.take, LeaseName.POLLING, "two", seen) is None
    assert await db.write(leases.take, LeaseName.POLLING, "three", None) is None


async def test_only_a_process_of_this_machine_is_known_to_be_gone() -> None:
    host, pid, started, machine = holder.name().split(" ", 3)
    assert not holder.is_gone(holder.name())
    assert holder.is_gone(f"{host} {pid} {int(started) + 1} {machine}")  # its number, used again
    assert holder.is_gone(f"{host} {2**22 + 1} {started} {machine}")
    assert not holder.is_gone(f"{host} {pid} 1 another-boot pid:[1]")
    assert not holder.is_gone("")
    process = await asyncio.create_subprocess_exec("true")
    await process.wait()
    assert holder.is_gone(f"{host} {process.pid} {started} {machine}")
