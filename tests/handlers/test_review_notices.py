"""Decisions reach the creator in their language, and the card in their chat catches up."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Bot

from bot.messenger import Messenger
from bot.transport import Transport
from domain.delivery import DeliveryClass
from domain.locales import EN, ZH
from domain.people import Role
from domain.review import Decision
from handlers import notices
from sandbox import TOKEN, Person
from services import notices as queue
from services import review_calls, reviews, submissions
from services.limits import Pace
from services.review_calls import EVERY
from storage.database import open_database
from storage.tables.delivery import delivery
from storage.tables.work import review
from tests.handed_in import a_link, drafted, handed_in, held
from tests.handlers.conftest import Chat
from tests.handlers.working import reviewer, worker
from tests.world import NOW, World, live_campaign, staff, world_at
from words.speech import speech


@asynccontextmanager
async def messages_going_out(chat: Chat) -> AsyncIterator[None]:
    """The messenger of a running process, on the chat's database and Telegram."""
    db = open_database(chat.world.engine.url.render_as_string(hide_password=False))
    made = Bot(
        TOKEN,
        chat.telegram.api_base_url,
        request=Transport(),
        get_updates_request=Transport(),
    )
    async with made as bot:
        messenger = Messenger(
            db, bot, chat.telegram.clock.now, Pace(), at_once=8, queued=asyncio.Event()
        )
        running = asyncio.create_task(messenger.run())
        try:
            yield
        finally:
            messenger.stop()
            await running
            await db.close()


async def test_a_decision_is_told_and_the_card_catches_up(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    _, rui = await reviewer(any_chat)
    done = any_chat.world.do(handed_in, ming.work)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("a reviewer is looking at your post")
    async with messages_going_out(any_chat):
        any_chat.world.do(
            reviews.decide,
            rui,
            done.submission_id,
            Decision.CHANGES,
            "quality",
            "",
            "Too dark <3",
            now=any_chat.telegram.clock.now(),
        )
        told = await ming.person.sees("needs a change by")
        assert "Too dark <3" in told.text
        redrawn = await ming.person.sees("Correct your post")
    assert redrawn.id == card.id != told.id


async def test_a_message_that_shows_something_else_is_left_alone(chat: Chat) -> None:
    ming = await worker(chat)
    _, rui = await reviewer(chat)
    done = chat.world.do(handed_in, ming.work)
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.taps("‹ Back")
    listed = await ming.person.sees("My work")
    async with messages_going_out(chat):
        approve = (Decision.APPROVE, "", "", "")
        chat.world.do(
            reviews.decide, rui, done.submission_id, *approve, now=chat.telegram.clock.now()
        )
        await ming.person.sees("is approved. Keep the post up")
        await asyncio.sleep(0.2)
    assert "My work" in next(m.text for m in ming.person.messages if m.id == listed.id)


async def test_a_reviewer_opens_the_work_from_its_notice(chat: Chat) -> None:
    rui, _ = await reviewer(chat)
    await rui.starts()
    ming = await worker(chat)
    async with messages_going_out(chat):
        chat.world.do(handed_in, ming.work)
        notice = await rui.sees("A post waits: 听书 · douyin by Ming, Douyin.")
        await rui.taps("Review")
        item = await rui.sees("Review  1/1")
    assert item.id > notice.id


async def test_a_reviewers_next_notice_takes_the_place_of_the_last(any_chat: Chat) -> None:
    rui, _ = await reviewer(any_chat)
    await rui.starts()
    campaign, clock = any_chat.world.do(live_campaign), any_chat.telegram.clock
    for name in ("Ming", "Mei", "Bo"):
        each = await worker(any_chat, name, campaign=campaign)
        any_chat.world.do(handed_in, each.work, now=clock.now())
        if name == "Ming":
            async with messages_going_out(any_chat):
                first = await rui.sees("A post waits")
    clock.advance(EVERY.total_seconds())
    async with messages_going_out(any_chat):
        await rui.sees("3 wait for your review. The next is approved by itself")
        await gone(rui, first.id)
    assert sum("wait" in text for text in rui.screen) == 1


async def gone(person: Person, message_id: int) -> None:
    for _ in range(100):
        if all(each.id != message_id for each in person.messages):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(person.screen)


async def test_a_reviewer_hears_of_a_replaced_link_and_decides_on_the_new_one(chat: Chat) -> None:
    rui, _ = await reviewer(chat)
    ming = await worker(chat)
    done = chat.world.do(handed_in, ming.work)
    await rui.says("/review")
    old = await rui.sees("Review  1/1")
    clock = chat.telegram.clock
    mine = (ming.creator.actor, ming.number, a_link())
    newer = chat.world.do(submissions.replace, *mine, now=clock.now())
    async with messages_going_out(chat):
        await rui.sees("With something new in place of an earlier one: 1")
    await rui.taps("Approve", message=old)
    await rui.sees_alert("The creator has replaced this. Here is the new one.")
    item = await rui.sees("replaced by its creator")
    assert item.id == old.id
    await rui.taps_data(f"1:rev.open:{done.submission_id}", old)
    await rui.sees("Replaced by its creator")
    await rui.taps("The new link")
    await rui.taps("Approve", message=await rui.sees("Review  1/1"))
    await rui.sees("Nothing waits for you")
    assert chat.world.rows(select(review.c.submission_id)) == [(newer.submission_id,)]


@pytest.fixture
def world(migrated_sqlite_url: str) -> Iterator[World]:
    with world_at(migrated_sqlite_url) as made:
        yield made


def test_every_notice_of_a_review_speaks_both_languages(world: World) -> None:
    """Chinese without a word of English but names, English without a word of Chinese but names."""
    rui = world.do(staff, Role.REVIEWER)
    verdicts = [
        (Decision.APPROVE, "", "", ""),
        (Decision.CHANGES, "off_brief", "1", "补光"),
        (Decision.REJECT, "copied", "2", ""),
    ]
    for hand_in, draft_required in ((handed_in, False), (drafted, True)):
        for verdict in verdicts:
            done = world.do(hand_in, world.do(held, draft_required=draft_required))
            world.do(reviews.decide, rui, done.submission_id, *verdict, now=NOW)
    told = world.rows(select(delivery.c.kind, delivery.c.facts))
    told = [(kind, facts) for kind, facts in told if kind != review_calls.KIND]
    assert {kind for kind, _ in told} == {"review_approve", "review_changes", "review_reject"}
    for kind, facts in told:
        speaks_both(kind, facts)


def test_the_call_to_reviewers_speaks_both_languages(world: World) -> None:
    rui = world.do(staff, Role.REVIEWER)
    about = {"reviewer_id": rui.person_id, "since_id": 1}
    for hand_in, draft_required in ((drafted, True), (handed_in, False)):
        work = world.do(held, draft_required=draft_required)
        world.do(hand_in, work)
        speaks_both(review_calls.KIND, world.do(review_calls.as_it_stands, about, now=NOW))
    world.do(submissions.replace, work.actor, work.assignment_id, a_link(), now=NOW)
    speaks_both(review_calls.KIND, world.do(review_calls.as_it_stands, about, now=NOW))


def speaks_both(kind: str, facts: dict[str, Any] | None) -> None:
    assert facts is not None
    for locale in (ZH, EN):
        screen = notices.worded(kind, facts, speech(locale), "Asia/Shanghai", NOW)
        assert "{" not in screen.text
        assert screen.rows
        if locale == ZH:
            assert not re.search(r"[A-Za-z]{4,}", screen.text.replace("douyin", "").striptags())


def test_no_notice_is_queued_twice_for_one_decision(world: World) -> None:
    work = world.do(held)
    rui = world.do(staff, Role.REVIEWER)
    done = world.do(handed_in, work)
    world.do(reviews.decide, rui, done.submission_id, Decision.APPROVE, "", "", "", now=NOW)
    again = world.do(
        queue.queue,
        work.actor.person_id,
        "review_approve",
        {},
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"review:{done.submission_id}",
        now=NOW,
    )
    assert again is None
