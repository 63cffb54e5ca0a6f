"""The same races as people run them: taps on a local Telegram, updates over HTTP, one bot."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.config import Mode
from sandbox import Person, Sandbox
from services import verify
from storage.tables.chat import kept_update, processed_update
from storage.tables.work import assignment
from tests.loop.loop import local_telegram, rows_of
from tests.loop.running import Inside, environment
from tests.races.crowd import FIRST_TELEGRAM_ID, Contender, count, crowd
from tests.world import CampaignFixture, World, live_campaign
from web.telegram_webhook import HEADER

CONTENDERS: Final = 200
SLOTS: Final = 20
TIMES: Final = 50


@dataclass(frozen=True, slots=True)
class Scene:
    telegram: Sandbox
    rows: World
    goal: CampaignFixture
    contenders: list[Contender]
    environ: dict[str, str]

    async def person(self, one: Contender) -> Person:
        return await self.telegram.person(one.sender.name, id_=one.sender.telegram_id)


@pytest.fixture(params=Mode)
async def scene(migrated_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """A crowd before one task, and the whole bot."""
    async with local_telegram() as telegram:
        now = telegram.clock.now()
        environ = environment(telegram, migrated_url, request.param)
        bot = Inside(environ, telegram.clock)
        with rows_of(migrated_url) as rows:
            contenders = rows.do(crowd, CONTENDERS, now=now)
            goal = rows.do(live_campaign, slots=SLOTS, now=now)
            await bot.start()
            try:
                yield Scene(telegram, rows, goal, contenders, environ)
            finally:
                await bot.stop()


async def test_two_hundred_tap_at_once_for_twenty_slots(scene: Scene) -> None:
    people = [await scene.person(one) for one in scene.contenders]
    for person, one in zip(people, scene.contenders, strict=True):
        await person.taps_data(one.button(scene.goal))
    await asyncio.gather(*(_is_answered(person) for person in people))
    alerts = [person.alert for person in people]
    assert alerts.count("It's yours!") == SLOTS
    stands = scene.rows.do(count, scene.goal.task_id)
    assert (stands.free, stands.held) == (0, SLOTS)
    assert scene.rows.rows(select(func.count()).select_from(assignment)) == [(SLOTS,)]
    assert scene.rows.rows(select(kept_update.c.problem)) == []
    assert scene.rows.do(verify.problems) == []


async def _is_answered(person: Person) -> None:
    async with asyncio.timeout(60):
        while not person.answers:
            await person.world.events.next(person.user.id, 1.0)


@pytest.mark.parametrize("scene", [Mode.WEBHOOK], indirect=True)
async def test_one_update_posted_fifty_times_at_once_is_one_claim_and_one_card(
    scene: Scene,
) -> None:
    person = await scene.person(scene.contenders[0])
    await person.starts()
    carrier = await person.sees("Welcome")
    update = _tap(person, carrier.id, scene.contenders[0].button(scene.goal))
    async with aiohttp.ClientSession() as session:
        answers = await asyncio.gather(*(_post(session, scene, update) for _ in range(TIMES)))
        assert set(answers) == {200}
        assert len(_edits(scene, person)) == 1
        assert await _post(session, scene, update) == 200  # and once more when all is over
    ours = select(func.count()).where(processed_update.c.update_id == update["update_id"])
    assert scene.rows.rows(ours) == [(1,)]
    assert scene.rows.rows(select(func.count()).select_from(assignment)) == [(1,)]
    assert set(_edits(scene, person)) == {carrier.id}


def _edits(scene: Scene, person: Person) -> list[int]:
    """Which messages were made the card, in the order it happened."""
    edits = scene.telegram.log.accepted("editMessageText", chat_id=person.user.id)
    return [entry.message_id for entry in edits]


def _tap(person: Person, message_id: int, data: str) -> dict[str, object]:
    """As Telegram posts it, under an id that it has not used."""
    sender = {"id": person.user.id, "is_bot": False, "first_name": "Creator"}
    chat = {"id": person.user.id, "type": "private", "first_name": "Creator"}
    return {
        "update_id": FIRST_TELEGRAM_ID,
        "callback_query": {
            "id": "1",
            "from": sender,
            "message": {"message_id": message_id, "chat": chat, "date": 0},
            "chat_instance": "1",
            "data": data,
        },
    }


async def _post(session: aiohttp.ClientSession, scene: Scene, update: dict[str, object]) -> int:
    headers = {HEADER: scene.environ["KOC__TELEGRAM__WEBHOOK_SECRET"]}
    url = scene.environ["KOC__TELEGRAM__WEBHOOK_URL"]
    async with session.post(url, json=update, headers=headers) as answer:
        return answer.status
