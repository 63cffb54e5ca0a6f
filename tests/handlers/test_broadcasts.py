"""A broadcast in chat: written, narrowed, tried on oneself, sent to the counted, stopped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import insert, select, update
from telegram import Bot

from bot.broadcast_reports import BroadcastReports
from bot.transport import Transport
from domain.delivery import DeliveryStatus
from domain.people import Category
from domain.platforms import Platform
from sandbox import TOKEN, Person
from scheduler.jobs import JobHouse
from services import broadcasts
from services.broadcast_reports import EVERY
from storage.database import open_database
from storage.tables.delivery import broadcast, delivery
from tests.handlers.conftest import Chat
from tests.world import NOW, live_campaign


async def written(owner: Person, *segment: str) -> None:
    """Up to the question of the task."""
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.says("新任务来了 <b>不是标签</b> 🎉")
    await owner.sees("Now the English version.")
    await owner.says("New tasks are out 🎉")
    for question, choice in zip(
        ("on which platform?", "Of which category?", "From which region?"), segment, strict=True
    ):
        await owner.sees(question)
        await owner.taps(choice)
    await owner.sees("Which task should its button open?")


async def test_it_reaches_whom_it_counted_and_only_once(chat: Chat) -> None:
    owner, ming = await chat.owner("Lin"), await chat.creator("Ming")  # Douyin, food
    await written(owner, "Douyin", "Food", "Any")
    await owner.taps("No button")
    sheet = await owner.sees("1 will get it. Time it takes: less than a minute")
    assert "<b>不是标签</b>" in sheet.text
    await owner.taps("Send to me first")
    mine = await owner.sees("Its English version:\n\nNew tasks are out 🎉")
    assert mine.buttons == ["No more of these"]
    theirs = await owner.sees("Its 简体中文 version:\n\n新任务来了 <b>不是标签</b> 🎉")
    assert theirs.buttons == ["不再接收这类消息"]
    await owner.taps("Send to 1", message=sheet)
    await owner.sees("waiting 1")
    await owner.taps_data(f"1:bc.go:{await number(chat)}", sheet)
    await owner.sees_alert("This has changed in the meantime.")
    told = chat.world.rows(select(delivery.c.kind).where(delivery.c.kind == "broadcast"))
    assert len(told) == 1
    await owner.taps("Pause", message=sheet)
    await owner.taps("Cancel it", message=sheet)
    await owner.sees("cancelled 1")
    assert ming.last is not None


async def number(chat: Chat) -> int:
    return int(chat.world.rows(select(broadcast.c.id))[0][0])


async def test_its_button_opens_a_task_that_its_readers_may_fit(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    chat.world.do(live_campaign, platforms=(Platform.DOUYIN, Platform.WEIBO))
    chat.world.do(live_campaign, category=Category.GAMES)
    await written(owner, "Douyin", "Daily life", "East China")
    asked = await owner.sees("Which task should its button open?")
    assert asked.buttons == [
        "听书 · douyin · Douyin · Daily life · All regions",
        "No button",
        "‹ Back",
        "Cancel",
    ]


async def test_nobody_is_reached_by_an_empty_segment(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await written(owner, "Weibo", "Games", "Any")
    await owner.taps("No button")
    sheet = await owner.sees("0 will get it.")
    assert not any(label.startswith("Send to 0") for label in sheet.buttons)


async def test_an_overlong_text_is_asked_for_again(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.says("长" * 4_096)
    await owner.sees("Please keep to")
    await owner.says("🎉" * 2_000)  # two units each
    await owner.sees("Please keep to")
    await owner.sees("Write the message in Chinese.")


class Watch:
    """The job of a running process, called by hand, on the chat's database and Telegram."""

    def __init__(self, chat: Chat, progress: BroadcastReports, house: JobHouse) -> None:
        self._chat = chat
        self._progress = progress
        self._house = house

    async def looks(self, *, after: timedelta = EVERY) -> int:
        self._chat.telegram.clock.advance(after.total_seconds())
        return await self._progress.run(self._house)


@asynccontextmanager
async def watching(chat: Chat) -> AsyncIterator[Watch]:
    db = open_database(chat.world.engine.url.render_as_string(hide_password=False))
    house = JobHouse(db, chat.telegram.clock.now)
    try:
        async with Bot(TOKEN, chat.telegram.api_base_url, request=Transport()) as bot:
            yield Watch(chat, BroadcastReports(db, bot, house.now), house)
    finally:
        await db.close()


async def sending(chat: Chat) -> tuple[Person, int]:
    """Its maker, and the message of a broadcast to two creators."""
    owner = await chat.owner("Lin")
    for name in ("Ming", "Mei"):
        await chat.creator(name)
    await written(owner, "Douyin", "Food", "Any")
    await owner.taps("No button")
    await owner.taps("Send to 2")
    sheet = await owner.sees("waiting 2")
    return owner, sheet.id


def arrived(chat: Chat, most: int) -> None:
    some = select(delivery.c.id).where(delivery.c.kind == "broadcast").limit(most)
    sent = update(delivery).where(delivery.c.id.in_(some)).values(status=DeliveryStatus.SENT)
    chat.world.do(lambda conn: conn.execute(sent))


async def test_progress_shows_by_itself_until_all_are_out(any_chat: Chat) -> None:
    owner, sheet_id = await sending(any_chat)
    async with watching(any_chat) as watch:
        arrived(any_chat, 1)
        await done_with(owner)
        await followed(any_chat, sheet_id)
        assert await watch.looks() == 1
        half = await owner.sees("▓▓▓▓▓░░░░░ 1/2")
        assert await watch.looks() == 0  # nothing new: Telegram is left alone
        arrived(any_chat, 2)
        sent = any_chat.world.rows(select(broadcast.c.id))[0][0]
        any_chat.world.do(broadcasts.finish, sent, now=any_chat.telegram.clock.now())
        assert await watch.looks() == 1
        done = await owner.sees("▓▓▓▓▓▓▓▓▓▓ 2/2")
        assert await watch.looks() == 0
    assert half.id == done.id == sheet_id
    assert "sent out" in done.text
    assert done.buttons == ["‹ Broadcasts"]


async def test_quiet_hours_are_said_before_and_after_the_sending(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await any_chat.creator("Ming")
    any_chat.telegram.clock.advance(timedelta(hours=11).total_seconds())  # 23 o'clock in Shanghai
    await written(owner, "Douyin", "Food", "Any")
    await owner.taps("No button")
    preview = await owner.sees("1 will get it.")
    held = "Quiet hours hold it back for 1 of them, the last until about Tue 24 Nov, 08:00."
    assert held in preview.text
    await owner.taps("Send to 1")
    sheet = await owner.sees("waiting 1")
    assert held in sheet.text
    any_chat.telegram.clock.advance(timedelta(hours=10).total_seconds())
    await owner.taps("Refresh")
    assert "Quiet hours" not in (await owner.sees("waiting 1")).text


async def test_with_nothing_left_to_send_it_is_finished_at_once(chat: Chat) -> None:
    owner, _ = await sending(chat)
    arrived(chat, 2)
    await owner.taps("Refresh")
    done = await owner.sees("2/2")
    assert "sent out" in done.text
    assert done.buttons == ["‹ Broadcasts"]


async def test_one_that_cannot_be_drawn_stops_no_other(any_chat: Chat) -> None:
    owner, sheet_id = await sending(any_chat)
    await followed(any_chat, sheet_id)
    spoilt = {
        "status": "sending",
        "title": "t",
        "body": {},
        "segment": {},  # nobody can read that
        "created_by": select(broadcast.c.created_by).scalar_subquery(),
        "created_at": NOW,
        "report_message_id": 1,
        "report_due_at": NOW - timedelta(days=999),
    }
    any_chat.world.do(lambda conn: conn.execute(insert(broadcast).values(spoilt)))
    async with watching(any_chat) as watch:
        arrived(any_chat, 1)
        assert await watch.looks() == 1
        await owner.sees("▓▓▓▓▓░░░░░ 1/2")
        of_spoilt = select(broadcast.c.report_due_at).where(broadcast.c.report_message_id == 1)
        assert any_chat.world.rows(of_spoilt)[0][0] > any_chat.telegram.clock.now()


async def followed(chat: Chat, *message_ids: int | None) -> None:
    asked = select(broadcast.c.report_message_id)
    for _ in range(100):
        if [row[0] for row in chat.world.rows(asked)] == list(message_ids):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(chat.world.rows(asked))


async def done_with(person: Person) -> None:
    """One's updates run in order: the one before is done with, what it shows is written down."""
    await person.says("/help")
    await person.sees("You publish, we count, you are paid")


async def test_progress_goes_on_in_another_process(chat: Chat) -> None:
    owner, sheet_id = await sending(chat)
    await followed(chat, sheet_id)
    await chat.restart()
    await done_with(owner)  # a tap whose end Telegram had not heard of comes once more
    arrived(chat, 1)
    async with watching(chat) as watch:
        assert await watch.looks() == 1
    assert (await owner.sees("1/2")).id == sheet_id


async def test_nothing_is_drawn_over_what_the_message_shows_now(chat: Chat) -> None:
    owner, sheet_id = await sending(chat)
    await followed(chat, sheet_id)
    await owner.taps("‹ Broadcasts")
    listed = await owner.sees("To creators only")
    await followed(chat, None)
    arrived(chat, 1)
    async with watching(chat) as watch:
        assert await watch.looks() == 0
    assert listed.id == sheet_id


async def test_a_paused_one_rests_and_a_deleted_message_is_let_go(chat: Chat) -> None:
    owner, sheet_id = await sending(chat)
    await followed(chat, sheet_id)
    await owner.taps("Pause")
    await owner.sees("paused")
    await done_with(owner)
    async with watching(chat) as watch:
        assert await watch.looks() == 1  # what was on its way
        assert await watch.looks() == 0
        await owner.taps("Resume")
        sheet = await owner.sees("being sent")
        await done_with(owner)
        async with Bot(TOKEN, chat.telegram.api_base_url, request=Transport()) as bot:
            await bot.delete_message(sheet.chat_id, sheet.id)
        arrived(chat, 1)
        assert await watch.looks() == 0
    await followed(chat, None)


async def test_a_long_text_fits_its_sheet_in_both_languages(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.says("长" * 3_500)
    await owner.sees("Now the English version.")
    await owner.says("word " * 690)
    for question in ("on which platform?", "Of which category?", "From which region?"):
        await owner.sees(question)
        await owner.taps("Any")
    await owner.sees("Which task should its button open?")
    await owner.taps("No button")
    await owner.sees("0 will get it.")
