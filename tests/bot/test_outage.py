"""While Telegram answers nothing the pump holds still: nobody is burned, no decision is lost."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from domain import outage
from domain.delivery import DeliveryClass, DeliveryStatus
from sandbox.app import Sandbox
from services import sendings
from services.limits import Pace
from storage.database import Database
from storage.tables.delivery import delivery
from tests.bot.test_messenger import messenger, queue, reader, statuses, until
from tests.world import World

T, B = DeliveryClass.TRANSACTIONAL, DeliveryClass.BROADCAST
S = DeliveryStatus
PACE = Pace(per_second=30, chat_pause=timedelta(0))


async def crowd(sandbox: Sandbox, world: World, size: int) -> list[int]:
    return [(await reader(sandbox, world))[1] for _ in range(size)]


@pytest.mark.parametrize("fault", ["500_before", "reset_before", "hang_before"])
async def test_an_outage_burns_a_few_promotions_and_all_others_arrive_behind_it(
    sandbox: Sandbox, world: World, db: Database, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(outage, "LONGEST", timedelta(seconds=1))
    for number, person_id in enumerate(await crowd(sandbox, world, 100)):
        queue(world, person_id, str(number), B)
    sandbox.fault(fault, "sendMessage")
    with capture_logs() as logs:
        async with messenger(sandbox, db, PACE):
            await asyncio.sleep(4)
            ended = Counter(statuses(world).values())
            burned = ended[S.IN_DOUBT]
            assert outage.ENOUGH <= burned <= 25, ended  # a hang is noticed only as it ends
            sandbox.clear_faults()
            await until(lambda: Counter(statuses(world).values())[S.SENT] >= 100 - burned - 2, 15)
    said = [each["event"] for each in logs if each["event"].startswith("deliveries")]
    assert said == ["deliveries held: no answer from Telegram", "deliveries go again"]


async def test_what_is_marked_already_stays_with_us_once_three_got_no_answer(
    sandbox: Sandbox, world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row knows only later."""
    monkeypatch.setattr("bot.recorder._GATHER_SECONDS", 4)
    for number, person_id in enumerate(await crowd(sandbox, world, 20)):
        queue(world, person_id, str(number), B)
    sandbox.fault("500_before", "sendMessage")
    async with messenger(sandbox, db, Pace(per_second=5, chat_pause=timedelta(0))):
        await asyncio.sleep(3)
    assert Counter(statuses(world).values())[S.IN_DOUBT] <= 8


async def test_a_decision_outlives_an_outage_that_is_longer_than_its_second_try(
    sandbox: Sandbox, world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sendings, "RESEND_AFTER", timedelta(milliseconds=100))
    monkeypatch.setattr(outage, "LONGEST", timedelta(seconds=0.5))
    ann, ann_id = await reader(sandbox, world)
    queue(world, ann_id, "decision")
    sandbox.fault("500_before", "sendMessage")
    async with messenger(sandbox, db):
        await asyncio.sleep(2)
        sandbox.clear_faults()
        await ann.sees("听书", timeout=8)
        await until(lambda: S.SENT in statuses(world).values())
    assert len(sandbox.log.accepted("sendMessage")) == 1


async def test_during_an_outage_the_promotion_is_tried_before_a_decisions_second_try(
    sandbox: Sandbox, world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sendings, "RESEND_AFTER", timedelta(0))
    first, *others = await crowd(sandbox, world, 20)
    queue(world, first, "decision")
    for number, person_id in enumerate(others):
        queue(world, person_id, str(number), B)
    sandbox.fault("500_before", "sendMessage")
    async with messenger(sandbox, db, PACE):
        await asyncio.sleep(4)
    assert statuses(world)["decision#again"] == S.QUEUED


async def test_what_never_left_us_is_held_and_stays_queued(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    for number, person_id in enumerate(await crowd(sandbox, world, 20)):
        queue(world, person_id, str(number), B)
    sandbox.base_url, real = "http://127.0.0.1:9", sandbox.base_url
    async with messenger(sandbox, db):
        await asyncio.sleep(1.5)
    sandbox.base_url = real
    assert set(statuses(world).values()) == {S.QUEUED}
    tries = sum(row[0] for row in world.rows(select(delivery.c.attempts)))
    assert tries <= 45  # 20 that were marked at once, put back or refused; then one at a time


async def test_chats_that_refuse_are_no_outage(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    for number in range(12):
        someone, person_id = await reader(sandbox, world)
        await someone.blocks()
        queue(world, person_id, str(number), B)
    _, last = await reader(sandbox, world)
    queue(world, last, "last", B)
    async with messenger(sandbox, db):
        await until(lambda: statuses(world)["last"] == S.SENT, 2)
