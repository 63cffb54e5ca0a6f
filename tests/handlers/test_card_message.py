"""One work, one live card: wherever it is opened, the message that was it before is closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram import Bot

from bot.transport import Transport
from domain.review import Decision
from handlers import card_message
from handlers.card_message import Holder
from sandbox import TOKEN, Person
from sandbox.messages import Message
from services import reviews
from storage.database import Database, open_database
from tests.handed_in import a_link, handed_in
from tests.handlers.again import a_tap
from tests.handlers.conftest import Chat
from tests.handlers.test_review_notices import messages_going_out
from tests.handlers.working import cards_are, reviewer, worker
from tests.world import creator, live_campaign


def now_of(person: Person, message: Message) -> Message:
    return next(each for each in person.messages if each.id == message.id)


async def test_the_card_opened_elsewhere_leaves_the_old_message_without_buttons(
    any_chat: Chat,
) -> None:
    ming = await worker(any_chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    old = await ming.person.sees("Publish it on Douyin")
    await ming.person.says(a_link())
    received = await ming.person.sees("Link received")
    await ming.person.taps("Open the card", message=received)
    card = await ming.person.sees("a reviewer is looking at your post")
    closed = await ming.person.sees("This card has moved to a newer message.")
    assert (card.id, closed.id) == (received.id, old.id)
    assert "听书" in closed.text
    assert closed.buttons == []
    await cards_are(any_chat, card.id)


async def test_a_decision_redraws_the_newer_card_and_leaves_the_closed_one_alone(
    chat: Chat,
) -> None:
    ming = await worker(chat)
    _, rui = await reviewer(chat)
    done = chat.world.do(handed_in, ming.work)
    for _ in range(2):
        await ming.person.says("/my")
        await ming.person.taps("1", message=await ming.person.sees("My work"))
        card = await ming.person.sees("a reviewer is looking at your post")
    await cards_are(chat, card.id)
    verdict = (Decision.CHANGES, "quality", "", "Too dark")
    async with messages_going_out(chat):
        now = chat.telegram.clock.now()
        chat.world.do(reviews.decide, rui, done.submission_id, *verdict, now=now)
        redrawn = await ming.person.sees("Correct your post")
    assert redrawn.id == card.id
    assert sum("Correct your post" in text for text in ming.person.screen) == 1


async def test_an_older_message_may_become_the_card_again(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.says("/my")
    above = await ming.person.sees("My work")
    await ming.person.says("/my")
    await ming.person.taps("1", message=await ming.person.sees("My work"))
    below = await ming.person.sees("Publish it on Douyin")
    await cards_are(chat, below.id)
    await ming.person.taps("1", message=above)
    await ming.person.sees("This card has moved further up.")
    await cards_are(chat, above.id)


async def test_where_the_message_is_gone_the_new_one_is_the_card(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    old = await ming.person.sees("Publish it on Douyin")
    await cards_are(any_chat, old.id)
    await deleted(any_chat, old)
    await ming.person.taps_data(f"1:work:{ming.number}", old)
    card = await ming.person.sees("Publish it on Douyin")
    assert card.id > old.id
    await cards_are(any_chat, card.id)


async def test_a_claim_from_a_message_that_is_gone_has_its_card_too(any_chat: Chat) -> None:
    campaign = any_chat.world.do(live_campaign)
    person = await any_chat.person("Ming")
    ming = any_chat.world.do(creator, telegram_id=person.user.id, locale="en")
    await person.taps_data(
        f"1:claim:{campaign.task_id}:{ming.account_id}:{campaign.terms_id}", 9_999
    )
    card = await person.sees("Publish it on Douyin")
    await cards_are(any_chat, card.id)


async def test_the_same_tap_again_closes_what_the_first_one_did_not_come_to(chat: Chat) -> None:
    """As after a kill between the reply and the record of it."""
    ming = await worker(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    old = await ming.person.sees("Publish it on Douyin")
    await cards_are(chat, old.id)
    await ming.person.says("/my")
    listed = await ming.person.sees("My work")
    tap = a_tap(ming.person, f"1:work:{ming.number}", listed.id)
    for _ in range(2):
        await chat.intake.receive(tap)
        await cards_are(chat, listed.id)
        assert "moved" in now_of(ming.person, old).text


async def test_what_a_card_leads_to_leads_back_to_it(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on Douyin")
    await ming.person.taps("Why this sum?")
    why = await ming.person.sees("So far")
    assert (why.id, why.buttons) == (card.id, ["Something is wrong?", "‹ Back"])
    await ming.person.taps("‹ Back")
    await ming.person.sees("Publish it on Douyin")
    await cards_are(chat, card.id)


@pytest.mark.parametrize("is_there", [True, False])
async def test_a_card_that_cannot_be_redrawn_is_none_any_more(chat: Chat, is_there: bool) -> None:
    ming = await worker(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on Douyin")
    await cards_are(chat, card.id)
    if not is_there:
        await deleted(chat, card)
    chat.world.do(handed_in, ming.work)
    holder = Holder(ming.creator.actor.person_id, ming.person.user.id, "en", "Asia/Shanghai")
    async with a_bot(chat) as bot, rows_of(chat) as db:
        await card_message.redraw(db, bot, holder, ming.number, chat.telegram.clock.now())
    await cards_are(chat, card.id if is_there else None)


async def test_a_card_that_telegram_would_not_draw_with_the_answer_is_drawn_in_its_turn(
    chat: Chat,
) -> None:
    ming = await worker(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on Douyin")
    await cards_are(chat, card.id)
    chat.telegram.fault("429", "editMessageText", count=2)
    chat.world.do(handed_in, ming.work)
    holder = Holder(ming.creator.actor.person_id, ming.person.user.id, "en", "Asia/Shanghai")
    async with a_bot(chat) as bot, rows_of(chat) as db:
        for _ in range(2):
            await card_message.redraw(db, bot, holder, ming.number, chat.telegram.clock.now())
    async with messages_going_out(chat):
        redrawn = await ming.person.sees("a reviewer is looking at your post")
    assert redrawn.id == card.id


@asynccontextmanager
async def rows_of(chat: Chat) -> AsyncIterator[Database]:
    db = open_database(chat.world.engine.url.render_as_string(hide_password=False))
    yield db
    await db.close()


def a_bot(chat: Chat) -> Bot:
    return Bot(TOKEN, chat.telegram.api_base_url, request=Transport())


async def deleted(chat: Chat, message: Message) -> None:
    """As by its reader, in their own chat."""
    async with a_bot(chat) as bot:
        await bot.delete_message(message.chat_id, message.id)
