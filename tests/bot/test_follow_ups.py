"""What follows a notice over real HTTP: in Telegram's pace like any message, and never lost."""

from dataclasses import dataclass
from typing import Any, Final

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs
from telegram import Bot

from bot.transport import Transport
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.figures import FloodScope, ProcessFigures
from sandbox.app import Sandbox
from sandbox.limits import Limits
from sandbox.log import Accepted
from sandbox.person import Person
from services import cards, notices
from services.deliveries import Wave
from services.limits import Pace
from storage.database import Database
from storage.tables.delivery import delivery, send_gate
from storage.tables.people import person
from storage.tables.work import assignment
from tests.bot.conftest import bot_of
from tests.bot.test_messenger import FAST, messenger, now, until
from tests.handed_in import held
from tests.world import CampaignFixture, World, creator, live_campaign

T, F = DeliveryClass.TRANSACTIONAL, DeliveryClass.FOLLOW_UP
S = DeliveryStatus
TOLD: Final = 45


@dataclass(frozen=True, slots=True)
class Holder:
    """A creator whose chat shows the card of their work, as it was long ago."""

    phone: Person
    person_id: int
    assignment_id: int
    card_id: int


@pytest.fixture
def house_url(migrated_url: str) -> str:
    """Both databases."""
    return migrated_url


async def holders(sandbox: Sandbox, world: World, count: int = 1) -> list[Holder]:
    sandbox.limit(Limits.off())
    campaign = world.do(live_campaign, slots=count)
    async with bot_of(sandbox, Transport()) as bot:
        found = [await holder(sandbox, world, campaign, bot) for _ in range(count)]
    with world.engine.begin() as conn:
        conn.execute(update(person).values(quiet_from_hour=0, quiet_to_hour=0))
    sandbox.log.entries.clear()
    return found


async def holder(sandbox: Sandbox, world: World, campaign: CampaignFixture, bot: Bot) -> Holder:
    phone = await sandbox.person("Ann")
    await phone.starts()
    shown = await bot.send_message(phone.user.id, "the card")
    made = world.do(creator, telegram_id=phone.user.id)
    work = world.do(held, campaign, made)
    world.do(cards.keep, made.actor.person_id, work.assignment_id, shown.message_id, now=now())
    return Holder(phone, made.actor.person_id, work.assignment_id, shown.message_id)


def tell(world: World, to: Holder, key: str, **more: int) -> None:
    facts = {"assignment_id": to.assignment_id, "title": "听书"} | more
    world.do(notices.queue, to.person_id, "expired", facts, cls=T, dedupe_key=key, now=now())


def ends(world: World, cls: DeliveryClass = F) -> list[str]:
    return [
        row[0] for row in world.rows(select(delivery.c.status).where(delivery.c["class"] == cls))
    ]


def asked(sandbox: Sandbox, *methods: str) -> list[Accepted]:
    names = [each.lower() for each in methods]
    return [each for each in sandbox.log.entries if each.method.lower() in names]


async def test_cards_drawn_behind_their_notices_earn_no_flood_and_are_all_drawn(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    everybody = await holders(sandbox, world, TOLD)
    for each in everybody:
        tell(world, each, f"{each.person_id}")
    sandbox.limit(Limits(overall_per_second=30.0, per_chat_per_second=1.0, per_chat_burst=2.0))
    async with messenger(sandbox, db, Pace(per_second=30)):
        await until(lambda: len(asked(sandbox, "editMessageText")) == TOLD, 60)
    assert ends(world) == [S.SENT] * TOLD
    edits, sent = asked(sandbox, "editMessageText"), asked(sandbox, "sendMessage")
    assert sandbox.world.limiter.refused == 0
    assert {each.message_id for each in edits} >= {each.card_id for each in everybody}
    assert (len(sent), len(edits)) == (TOLD, TOLD)
    times = sorted(each.at.timestamp() for each in (*edits, *sent))
    assert all(times[at + 30] - times[at] >= 1 for at in range(len(times) - 30))
    told_at = {each.chat_id: each.at for each in sent}
    assert all(each.at > told_at[each.chat_id] for each in edits)


async def test_a_flood_of_a_drawing_is_waited_out_and_closes_its_chat(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    (ann,) = await holders(sandbox, world)
    sandbox.fault("429", "editMessageText", count=1, retry_after=1)
    tell(world, ann, "a")
    figures = ProcessFigures()
    async with messenger(sandbox, db, FAST, figures=figures):
        await until(lambda: tries(world) == 1 and ends(world) == [S.QUEUED])
        closed = world.rows(select(send_gate.c.scope).where(send_gate.c.closed_at.is_not(None)))
        assert closed == [(str(ann.phone.user.id),)]
        await until(lambda: ends(world) == [S.SENT])
    assert [each.message_id for each in asked(sandbox, "editMessageText")] == [ann.card_id]
    assert figures.floods == {FloodScope.EDIT: 1}


async def test_a_drawing_whose_answer_was_lost_is_asked_for_again(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    (ann,) = await holders(sandbox, world)
    sandbox.fault("reset_before", "editMessageText", count=1)
    tell(world, ann, "a")
    async with messenger(sandbox, db):
        await until(lambda: ends(world) == [S.SENT], 10)
    assert len(asked(sandbox, "editMessageText")) == 1


async def test_a_card_whose_reader_deleted_it_is_none_and_no_news(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    (ann,) = await holders(sandbox, world)
    async with bot_of(sandbox, Transport()) as bot:
        await bot.delete_message(ann.phone.user.id, ann.card_id)
    tell(world, ann, "a")
    with capture_logs() as logs:
        async with messenger(sandbox, db):
            await until(lambda: ends(world) == [S.CANCELLED])
    assert world.rows(select(assignment.c.card_message_id)) == [(None,)]
    assert world.rows(select(person.c.reachable).where(person.c.id == ann.person_id)) == [(True,)]
    assert not [each for each in logs if each["log_level"] in ("warning", "error")]


class Meanwhile:
    """A database whose reader opens a list in the card once what draws that is taken."""

    def __init__(self, db: Database, world: World, of: Holder) -> None:
        self._db, self._world, self._of = db, world, of
        self.read, self.figures, self.close = db.read, db.figures, db.close
        self.moves_to: int | None = None  # or the card's other message

    async def write(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        found = await self._db.write(work, *args, **kwargs)
        wave = found[0] if isinstance(found, tuple) else found  # and whether anything was queued
        if isinstance(wave, Wave) and any(each.card for each in wave.parcels):
            self._open_list() if self.moves_to is None else self._move(self.moves_to)
        return found

    def _open_list(self) -> None:
        self._world.do(cards.leave, self._of.person_id, self._of.card_id)

    def _move(self, message_id: int) -> None:
        kept = (self._of.person_id, self._of.assignment_id, message_id)
        self._world.do(cards.keep, *kept, now=now())


async def test_no_card_is_drawn_over_what_its_reader_opened_there_since_it_was_taken(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    (ann,) = await holders(sandbox, world)
    tell(world, ann, "a")
    async with messenger(sandbox, Meanwhile(db, world, ann)):
        await until(lambda: ends(world) == [S.CANCELLED])
    assert asked(sandbox, "editMessageText") == []


async def test_a_card_that_moved_since_it_was_taken_is_drawn_where_it_is(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    (ann,) = await holders(sandbox, world)
    async with bot_of(sandbox, Transport()) as bot:
        newer = await bot.send_message(ann.phone.user.id, "the card")
    meanwhile = Meanwhile(db, world, ann)
    meanwhile.moves_to = newer.message_id
    tell(world, ann, "a")
    async with messenger(sandbox, meanwhile):
        await until(lambda: ends(world) == [S.SENT])
    assert [each.message_id for each in asked(sandbox, "editMessageText")] == [newer.message_id]


async def test_what_a_notice_replaces_goes_and_a_flood_only_puts_it_off(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    (ann,) = await holders(sandbox, world)
    sandbox.fault("429", "deleteMessage", count=1, retry_after=1)
    tell(world, ann, "a", replaces_message=ann.card_id)
    async with messenger(sandbox, db):
        await until(lambda: len(ends(world)) == 2 and set(ends(world)) <= {S.SENT, S.CANCELLED})
    assert [each.message_id for each in asked(sandbox, "deleteMessage")] == [ann.card_id]


def tries(world: World) -> int:
    found = select(delivery.c.attempts).where(delivery.c["class"] == F)
    return sum(row[0] for row in world.rows(found))
