"""What came of deliveries is written down, and one that cannot be written holds back no other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs
from structlog.types import EventDict

from bot.recorder import MOST_TRIES, Recorder
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.resending import AGAIN
from services import deliveries, notices, sendings
from services.deliveries import LEASE
from services.limits import Pace
from services.sendings import Outcome
from storage.database import Database
from storage.tables.delivery import delivery
from tests.world import NOW, World, creator

T, B = DeliveryClass.TRANSACTIONAL, DeliveryClass.BROADCAST
S = DeliveryStatus
PACE = Pace(per_second=30, chat_pause=timedelta(0))
UNWRITABLE = 2**70  # no database has a column for it
AFTER_ITS_SLOT = timedelta(seconds=1)


@pytest.fixture
def house_url(migrated_url: str) -> str:
    """Both databases."""
    return migrated_url


@pytest.fixture(autouse=True)
def logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EventDict]]:
    """Short pauses; what is logged is kept, not drawn."""
    monkeypatch.setattr("bot.recorder._PAUSE_AFTER_FAILURE", 0.01)
    with capture_logs() as captured:
        yield captured


def outcomes(world: World, *keys: str, cls: DeliveryClass = T) -> list[Outcome]:
    """One sent message for each key, by its order."""
    for key in keys:
        person_id = world.do(creator).actor.person_id
        world.do(notices.queue, person_id, "expired", {}, cls=cls, dedupe_key=key, now=NOW)
    wave = world.do(deliveries.take, PACE, most=len(keys), now=NOW)
    parcels = sorted(wave.parcels, key=lambda parcel: parcel.delivery_id)
    return [Outcome(parcel, S.SENT, message_id=7) for parcel in parcels]


def statuses(world: World) -> dict[str, str]:
    return dict(map(tuple, world.rows(select(delivery.c.dedupe_key, delivery.c.status))))


class Recorded:
    """Which deliveries need no more thought, in the order that was said."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    def __call__(self, group: Sequence[Outcome]) -> None:
        self.ids += [outcome.parcel.delivery_id for outcome in group]

    async def all_of(self, group: Sequence[Outcome]) -> None:
        async with asyncio.timeout(5):
            while len(self.ids) < len(group):  # noqa: ASYNC110  (a list has no event)
                await asyncio.sleep(0.01)


@asynccontextmanager
async def recorder(db: Database, *noted: Outcome) -> AsyncIterator[Recorded]:
    recorded = Recorded()
    running = Recorder(db, lambda: NOW, recorded)
    for outcome in noted:
        running.note(outcome)
    task = asyncio.create_task(running.run())
    try:
        yield recorded
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def fails(
    monkeypatch: pytest.MonkeyPatch, name: str, error: Exception, when: Callable[[Outcome], bool]
) -> list[int]:
    """`sendings.<name>` writes and then raises for some; how many outcomes each try had."""
    real, tries = getattr(sendings, name), []

    def spoilt(conn: Connection, given: Sequence[Outcome] | Outcome, **named: object) -> None:
        group = [given] if isinstance(given, Outcome) else list(given)
        tries.append(len(group))
        real(conn, given, **named)
        if any(map(when, group)):
            raise error

    monkeypatch.setattr(sendings, name, spoilt)
    return tries


async def test_one_that_cannot_be_written_holds_back_no_other(
    world: World, db: Database, logs: list[EventDict]
) -> None:
    first, spoilt, last = outcomes(world, "a", "b", "c")
    spoilt = replace(spoilt, message_id=UNWRITABLE)
    async with recorder(db, first, spoilt, last) as recorded:
        await recorded.all_of([first, spoilt, last])
    assert statuses(world) == {"a": S.SENT, "b": S.IN_DOUBT, "c": S.SENT}
    assert recorded.ids[-1] == spoilt.parcel.delivery_id
    (given_up,) = [entry for entry in logs if entry["event"] == "delivery given up as in doubt"]
    assert (given_up["log_level"], given_up["delivery_id"], given_up["status"]) == (
        "error",
        spoilt.parcel.delivery_id,
        "sent",
    )


async def test_what_surely_arrived_is_not_said_again_when_it_is_given_up(
    world: World, db: Database
) -> None:
    (spoilt,) = outcomes(world, "a")
    async with recorder(db, replace(spoilt, message_id=UNWRITABLE)) as recorded:
        await recorded.all_of([spoilt])
    world.do(sendings.recover, ours=(), most=9, now=NOW + 9 * LEASE)
    assert statuses(world) == {"a": S.IN_DOUBT}


@pytest.mark.parametrize(("cls", "again"), [(T, True), (B, False)])
@pytest.mark.parametrize("status", [S.QUEUED, S.IN_DOUBT, S.DEAD])
async def test_what_may_not_have_arrived_follows_its_class_when_it_is_given_up(
    world: World,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
    cls: DeliveryClass,
    again: bool,
    status: DeliveryStatus,
) -> None:
    (sent,) = outcomes(world, "a", cls=cls)
    spoilt = replace(sent, status=status, message_id=None, again_at=NOW)
    tries = fails(monkeypatch, "settle", ValueError("spoilt"), lambda outcome: True)
    async with recorder(db, spoilt) as recorded:
        await recorded.all_of([spoilt])
    assert len(tries) == MOST_TRIES
    resent = {"a" + AGAIN: S.QUEUED} if again else {}
    assert statuses(world) == {"a": S.IN_DOUBT} | resent


async def test_what_cannot_even_be_given_up_ends_in_doubt_with_its_lease(
    world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt, other = outcomes(world, "a", "b", cls=B)
    for name in ("settle", "give_up"):
        fails(monkeypatch, name, ValueError("spoilt"), lambda outcome: outcome is spoilt)
    async with recorder(db, spoilt, other) as recorded:
        await recorded.all_of([spoilt, other])
    assert statuses(world) == {"a": S.SENDING, "b": S.SENT}
    world.do(sendings.recover, ours=(), most=9, now=NOW + 2 * LEASE)
    assert statuses(world) == {"a": S.IN_DOUBT, "b": S.SENT}


@pytest.mark.parametrize(
    "error",
    [
        OSError("disk full"),
        OperationalError("COMMIT", {}, Exception("lost"), connection_invalidated=True),
    ],
)
async def test_while_the_database_is_away_nothing_is_given_up(
    world: World, db: Database, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    away, group = True, outcomes(world, "a", "b")
    tries = fails(monkeypatch, "settle", error, lambda outcome: away)
    async with recorder(db, *group) as recorded:
        async with asyncio.timeout(5):
            while len(tries) < 5 * MOST_TRIES:  # noqa: ASYNC110  (a list has no event)
                await asyncio.sleep(0.01)
        assert recorded.ids == []
        away = False
        await recorded.all_of(group)
    assert statuses(world) == {"a": S.SENT, "b": S.SENT}


async def test_a_passing_failure_is_tried_again(
    world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sent,) = outcomes(world, "a")
    left = MOST_TRIES - 1

    def some_times(outcome: Outcome) -> bool:
        nonlocal left
        left -= 1
        return left >= 0

    fails(monkeypatch, "settle", ValueError("not now"), some_times)
    async with recorder(db, sent) as recorded:
        await recorded.all_of([sent])
    assert statuses(world) == {"a": S.SENT}


async def test_what_comes_while_one_is_tried_again_is_written_meanwhile(
    world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.recorder._PAUSE_AFTER_FAILURE", 0.2)
    spoilt, later = outcomes(world, "a", "b")
    fails(monkeypatch, "settle", ValueError("spoilt"), lambda outcome: outcome is spoilt)
    recorded = Recorded()
    running = Recorder(db, lambda: NOW, recorded)
    running.note(spoilt)
    task = asyncio.create_task(running.run())
    await asyncio.sleep(0.1)
    running.note(later)
    await recorded.all_of([spoilt, later])
    task.cancel()
    assert recorded.ids == [later.parcel.delivery_id, spoilt.parcel.delivery_id]
    assert statuses(world) == {"a": S.IN_DOUBT, "b": S.SENT}


async def test_a_newer_outcome_that_comes_while_the_older_is_written_is_written_too(
    world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put back and taken again before we heard that it stands as put back."""
    (sent,) = outcomes(world, "a")
    put_back = replace(sent, status=S.QUEUED, message_id=None, again_at=NOW)
    running = Recorder(db, lambda: NOW, recorded := Recorded())
    real, loop = sendings.settle, asyncio.get_running_loop()

    def taken_meanwhile(conn: Connection, group: Sequence[Outcome], **named: Any) -> None:
        real(conn, group, **named)
        if put_back in group:
            (again,) = deliveries.take(conn, PACE, most=1, now=NOW + AFTER_ITS_SLOT).parcels
            loop.call_soon_threadsafe(running.note, replace(sent, parcel=again))

    monkeypatch.setattr(sendings, "settle", taken_meanwhile)
    running.note(put_back)
    task = asyncio.create_task(running.run())
    await recorded.all_of([sent])
    task.cancel()
    assert statuses(world) == {"a": S.SENT}
    assert recorded.ids == [sent.parcel.delivery_id]  # once, when nothing of it waits
