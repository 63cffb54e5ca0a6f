"""A broadcast in chat: written, narrowed, tried on oneself, sent to the counted, stopped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from telegram import Bot

from bot.broadcast_progress import BroadcastProgress
from bot.transport import Transport
from domain.delivery import DeliveryStatus
from domain.figures import FloodScope, ProcessFigures
from domain.locales import ZH
from domain.message import Version
from domain.people import Category, Role
from domain.platforms import Platform
from sandbox import TOKEN, Person
from sandbox.messages import Message
from scheduler.jobs import JobHouse
from services import broadcast_drafts, broadcasts, segments
from services.broadcast_progress import EVERY
from services.broadcast_sheets import known_to
from services.limits import Pace
from services.segments import Holder, Place
from storage.database import open_database
from storage.tables.delivery import broadcast, delivery, segment, send_gate
from storage.tables.people import person
from tests.handlers.again import a_tap
from tests.handlers.conftest import LINK_HOST, Chat
from tests.shown import screenshot
from tests.wordings import write_wording
from tests.world import NOW, creator, live_campaign, staff


async def written(owner: Person, *segment: str) -> None:
    """A draft, for accounts of that platform and category."""
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.says("新任务来了 <b>不是标签</b> 🎉")
    await owner.sees("Now the English version.")
    await owner.says("New tasks are out 🎉")
    await owner.sees("All creators")
    if not segment:
        return
    await owner.taps("Audience")
    await owner.sees("• All creators")
    for fact, value in zip(("Platform", "Category"), segment, strict=False):
        await owner.taps(fact)
        await owner.sees(fact)
        await owner.taps(value)
        await owner.sees("will get it.")
        await owner.taps("‹ Back")
        await owner.sees(f"• {fact}: {value}")
    await owner.taps("‹ Back")
    await owner.sees("draft")


async def send_it(owner: Person, count: int) -> None:
    await owner.taps(f"Send to {count}…")
    await owner.sees(f"to {count} now?")
    await owner.taps("Yes, send it")


async def test_it_is_asked_before_it_is_sent_with_who_is_left_out(chat: Chat) -> None:
    owner, _ = await chat.owner("Lin"), await chat.creator("Ming")
    muted = await chat.creator("Mei")
    await muted.taps_data("1:bt.mute:0")
    await muted.sees_alert("No more of these.")
    await written(owner)
    sheet = await owner.sees("1 will get it.")
    await owner.taps("Send to 1…")
    asked = await owner.sees("Send 新任务来了 <b>不是标签</b> 🎉 to 1 now?")
    assert "Matching 2 · muted 1" in asked.text
    assert asked.id == sheet.id
    assert asked.buttons == ["Yes, send it", "‹ Back"]
    await owner.taps("‹ Back")
    await owner.sees("· draft")
    assert chat.world.rows(select(delivery.c.id).where(delivery.c.kind == "broadcast")) == []


async def test_it_reaches_whom_it_counted_and_only_once(chat: Chat) -> None:
    owner, ming = await chat.owner("Lin"), await chat.creator("Ming")  # Douyin, food
    await written(owner, "Douyin", "Food")
    sheet = await owner.sees("1 will get it. Time it takes: less than a minute")
    assert "<b>不是标签</b>" in sheet.text
    await owner.taps("Send to me first")
    mine = await owner.sees("Its English version:\n\nNew tasks are out 🎉")
    assert mine.buttons == ["No more of these"]
    theirs = await owner.sees("Its Chinese version:\n\n新任务来了 <b>不是标签</b> 🎉")
    assert theirs.buttons == ["不再接收这类消息"]
    again = await owner.sees("1 will get it. Time it takes")
    assert again.id > theirs.id > sheet.id
    sheet = again
    await send_it(owner, 1)
    await owner.sees("waiting 1")
    await owner.taps_data(f"1:bc.go:{await number(chat)}", sheet)
    await owner.sees_alert("This has changed in the meantime.")
    told = chat.world.rows(select(delivery.c.kind).where(delivery.c.kind == "broadcast"))
    assert len(told) == 1
    await owner.taps("Pause", message=sheet)
    await owner.taps("Cancel it", message=sheet)
    asked = await owner.sees("Cancel 新任务来了 <b>不是标签</b> 🎉 for good?\nDelivered: 0.")
    assert "will not get it any more: 1." in asked.text
    assert asked.buttons == ["Yes, cancel it", "‹ Back"]
    await owner.taps("‹ Back", message=sheet)
    await owner.sees("paused")
    await owner.taps("Cancel it", message=sheet)
    await owner.taps("Yes, cancel it", message=sheet)
    await owner.sees("cancelled 1")
    assert ming.last is not None


async def test_a_yes_to_another_draft_than_stands_now_is_asked_anew(any_chat: Chat) -> None:
    """A colleague narrowed it and wrote it anew behind the question."""
    owner, _ = await any_chat.owner("Lin"), await any_chat.creator("Ming")
    await any_chat.creator("Mei")
    await written(owner, "Weibo")
    at = await number(any_chat)
    chat = any_chat.world
    chat.do(creator, platform=Platform.WEIBO)
    await owner.taps("‹ Broadcasts")
    await owner.sees("To creators only")
    await owner.taps_data(f"1:bc:{at}")
    await owner.sees("1 will get it.")
    await owner.taps("Send to 1…")
    old = await owner.sees("to 1 now?")
    other, now = chat.do(staff, Role.COORDINATOR), any_chat.telegram.clock.now()
    chat.do(segments.rewrite, other, Place(Holder.BROADCAST, at), "", now=now)
    words = {ZH: Version("别的")}
    chat.do(write_wording, other, at, 0, words, now=now)
    await owner.taps("Yes, send it", message=old)
    await owner.sees_alert("This has changed in the meantime. Here is how it stands now.")
    asked = await owner.sees("Send 别的 to 3 now?")
    assert asked.id == old.id
    assert promotions(any_chat) == 0
    await owner.taps("Yes, send it", message=asked)
    await owner.sees("waiting 3")
    assert promotions(any_chat) == 3


async def test_a_yes_of_a_question_that_knew_no_revision_is_asked_anew(chat: Chat) -> None:
    owner, _ = await chat.owner("Lin"), await chat.creator("Ming")
    await written(owner)
    sheet = await owner.sees("1 will get it.")
    for odd in ("", ":x", ":0:0:0", ":99999:0"):
        await owner.taps_data(f"1:bc.go:{await number(chat)}{odd}", sheet)
    await owner.sees("to 1 now?")
    assert promotions(chat) == 0


def promotions(chat: Chat) -> int:
    return len(chat.world.rows(select(delivery.c.id).where(delivery.c.kind == "broadcast")))


async def test_a_sample_that_fails_is_told_of_and_none_comes_twice(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await written(owner)
    before = len(owner.messages)
    chat.telegram.fault("500_before", "sendMessage", nth=2)
    await owner.taps("Send to me first")
    await owner.sees_alert("1 of 2 may not have arrived. Please tap once more.")
    assert len(owner.messages) == before + 1


async def number(chat: Chat) -> int:
    return int(chat.world.rows(select(broadcast.c.id))[0][0])


async def test_its_button_opens_a_task_that_its_readers_may_fit(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    chat.world.do(live_campaign, platforms=(Platform.DOUYIN, Platform.WEIBO))
    chat.world.do(live_campaign, category=Category.GAMES)
    await written(owner, "Douyin", "Daily life")
    await owner.taps("Buttons")
    await owner.sees("Which buttons stand below it?")
    await owner.taps("A task: —")
    asked = await owner.sees("Which task should its button open?")
    task = "听书 · douyin · Douyin · Daily life · All regions · 上班族 · 地铁"
    assert asked.buttons == ["All tasks of this campaign", task, "No button", "‹ Back"]
    await owner.taps(task)
    await owner.sees("Button: 听书")


async def test_its_button_opens_all_tasks_of_a_campaign_that_its_reader_may_claim(
    any_chat: Chat,
) -> None:
    owner, ming = await any_chat.owner("Lin"), await any_chat.creator("Ming")
    offered = any_chat.world.do(live_campaign, category=Category.FOOD)
    await written(owner)
    await owner.taps("Buttons")
    await owner.sees("Which buttons stand below it?")
    await owner.taps("A task: —")
    await owner.sees("Or all that fit each reader?")
    await owner.taps("All tasks of this campaign")
    sheet = await owner.sees("Button: all tasks of")
    assert "🎯 1 of them fit a task of" in sheet.text
    assert "counting who has claimed one already; slots left: 5." in sheet.text
    await owner.taps("Send to me first", message=sheet)
    assert "See its tasks" in (await owner.sees("Its English version:")).buttons
    await owner.taps("Send to 1…", message=sheet)
    await owner.sees("to 1 now?")
    await owner.taps("Yes, send it", message=sheet)
    await owner.sees("waiting 1")
    any_chat.world.do(live_campaign, category=Category.FOOD)  # of another campaign
    arrived(any_chat, 1)
    card = ming.last
    assert card is not None
    data = f"1:bt.camp:{await number(any_chat)}:{offered.campaign_id}"
    for _ in range(2):
        await ming.taps_data(data, card)
        listed = await ming.sees("Tasks for you  1/1")
        assert listed.buttons == ["1", "All tasks", "Why not the others?", "Menu"]
    await ming.taps("1")
    await ming.sees("Payable 3 days after it is settled")
    await ming.taps("‹ Back")
    assert "2. " not in (await ming.sees("Tasks for you  1/1")).text
    await ming.taps("1")
    await ming.taps("Accept the terms and claim")
    await ming.sees("Claimed")
    await ming.taps_data(data, card)
    await ming.sees("Nothing of this campaign fits your accounts right now.")
    await owner.taps("Refresh", message=sheet)
    await owner.taps("Report", message=sheet)
    await owner.sees("Delivered 1 · tapped 1 (100.0%) · claimed 1 (100.0%)")


async def test_every_open_task_is_found_by_its_campaign_and_page(any_chat: Chat) -> None:
    """However many newer ones there are."""
    owner = await any_chat.owner("Lin")
    old = any_chat.world.do(live_campaign, platforms=tuple(Platform))
    any_chat.world.do(live_campaign, platforms=tuple(Platform))
    await written(owner)
    await owner.taps("Buttons")
    await owner.sees("Which buttons stand below it?")
    await owner.taps("A task: —")
    asked = await owner.sees("Of which campaign is the task")
    assert [each.rpartition(" · ")[2] for each in asked.buttons[:2]] == ["9", "9"]
    await owner.taps(asked.buttons[1])
    first = await owner.sees("Which task should its button open?")
    assert len([each for each in first.buttons if each.startswith("听书")]) == 8
    await owner.taps("▶")
    await owner.sees("Which task should its button open?")
    await owner.taps("听书 · douyin · Douyin · Daily life · All regions · 上班族 · 地铁")
    await owner.sees("None of them fits")
    rows = any_chat.world.rows(select(broadcast.c.task_id))
    assert [row[0] for row in rows] == [old.task_id]


async def test_nobody_is_reached_by_an_empty_segment(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await written(owner, "Weibo", "Games")
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
    await owner.sees("Send the message in Chinese")


async def test_the_rest_of_an_overlong_text_is_no_answer(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.sees("Send the message in Chinese")
    await cut_in_two(chat, owner, "长" * 5_000)
    await owner.says("短")
    await owner.sees("Now the English version.")
    await cut_in_two(chat, owner, "long " * 1_000)
    await owner.says("short")
    sheet = await owner.sees("draft")
    assert "短" in sheet.text
    assert "short" in sheet.text


async def cut_in_two(chat: Chat, owner: Person, text: str) -> None:
    """As apps send what is too long; some time later its writer has read the answer."""
    await owner.says(text[:4_096])
    await owner.says(text[4_096:])
    await owner.sees("Please keep to 3500 characters")
    chat.telegram.clock.advance(10)


async def test_a_draft_is_not_thrown_away_by_one_tap(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await written(owner)
    await owner.taps("Cancel it")
    asked = await owner.sees("Throw away the draft 新任务来了 <b>不是标签</b> 🎉?")
    await owner.taps("‹ Back")
    await owner.sees("· draft")
    await owner.taps("Cancel it")
    await owner.taps("Yes, throw it away")
    assert (await owner.sees("· cancelled")).id == asked.id


@pytest.mark.parametrize("leave", ["Cancel", "/cancel"])
async def test_leaving_a_question_about_a_draft_leads_back_to_where_it_was_asked(
    any_chat: Chat, leave: str
) -> None:
    owner = await any_chat.owner("Lin")
    await written(owner)
    buttons, audience = "Which buttons stand below it?", "• All creators"
    for door, behind, label, question, place in (
        ("Send to me first", "draft", "Write it anew", "Send the message in Chinese", "· draft"),
        ("When", "When shall it", "At a moment…", "Which day and time", "· draft"),
        ("Buttons", buttons, "Add a link", "Send label and address", buttons),
        ("Audience", audience, "Write it", "Write who it is for", audience),
        ("Audience", audience, "Save as…", "Under which name?", audience),
    ):
        await owner.taps(door)
        await owner.sees(behind)
        await owner.taps(label)
        asked = await owner.sees(question)
        await (owner.taps(leave) if leave == "Cancel" else owner.says(leave))
        shown = await owner.sees(place)
        assert shown.id == asked.id
        if place != "· draft":
            await owner.taps("‹ Back")
            await owner.sees("· draft")


async def test_one_is_named_by_its_maker_and_keeps_that_name_when_written_anew(
    any_chat: Chat,
) -> None:
    owner = await any_chat.owner("Lin")
    await written(owner)
    await owner.taps("Name it")
    await owner.sees("What shall it be called in your lists?")
    await owner.says("x" * 65)
    await owner.sees("a name of up to 64 characters")
    await owner.says("12.12, first call")
    await owner.sees("№ 1 · 12.12, first call · draft")
    await owner.taps("Write it anew")
    await owner.sees("Send the message in Chinese")
    await owner.says("{name}，换个说法")
    await owner.sees("Now the English version.")
    await owner.taps("Chinese only")
    await owner.sees("№ 1 · 12.12, first call · draft")


async def test_one_language_of_a_wording_is_changed_and_the_other_left_as_it_is(
    any_chat: Chat,
) -> None:
    owner = await any_chat.owner("Lin")
    await written(owner)
    asked = await owner.sees("All creators")
    assert "English" in asked.text
    await owner.taps("Write it anew")
    asked = await owner.sees("Send the message in Chinese")
    assert "Leave the Chinese as it is" in asked.buttons
    await owner.taps("Leave the Chinese as it is")
    await owner.sees("Now the English version.")
    await owner.says("Out today")
    sheet = await owner.sees("Out today")
    assert "新任务来了 <b>不是标签</b> 🎉" in sheet.text
    await owner.taps("Write it anew")
    await owner.sees("Send the message in Chinese")
    await owner.says("今天开放")
    await owner.sees("Now the English version.")
    await owner.taps("Leave the English as it is")
    sheet = await owner.sees("今天开放")
    assert "Out today" in sheet.text


async def test_a_language_left_as_it_is_of_a_draft_that_changed_meanwhile_is_asked_for(
    any_chat: Chat,
) -> None:
    owner = await any_chat.owner("Lin")
    await written(owner)
    await owner.taps("Write it anew")
    await owner.sees("Send the message in Chinese")
    maker = any_chat.world.do(staff, Role.COORDINATOR)
    any_chat.world.do(broadcast_drafts.rename, maker, 1, "Theirs", now=NOW)
    await owner.taps("Leave the Chinese as it is")
    await owner.sees_alert("This draft was changed while you wrote.")
    await owner.says("我的")
    await owner.sees("Now the English version.")


async def test_what_was_sent_is_copied_into_a_draft_and_no_tap_copies_twice(
    any_chat: Chat,
) -> None:
    owner, _ = await any_chat.owner("Lin"), await any_chat.creator("Ming")
    await written(owner)
    await send_it(owner, 1)
    sheet = await owner.sees("waiting 1")
    tap = a_tap(owner, "1:bc.copy:1", sheet.id)
    await any_chat.intake.receive(tap)
    copy = await owner.sees("№ 2 · 新任务来了")
    assert "· draft" in copy.text
    await any_chat.intake.receive(tap)
    await owner.sees("№ 1 · 新任务来了")
    assert len(any_chat.world.rows(select(broadcast.c.id))) == 2


async def scheduled(owner: Person) -> None:
    await written(owner)
    await owner.taps("When")
    await owner.taps("At a moment…")
    await owner.says("2026-12-01 18:30")
    await owner.taps("Schedule for 1…")
    await owner.taps("Yes, schedule it")


async def test_one_that_is_scheduled_is_taken_back_and_changed(any_chat: Chat) -> None:
    owner, _ = await any_chat.owner("Lin"), await any_chat.creator("Ming")
    await scheduled(owner)
    sheet = await owner.sees("scheduled ·")
    await owner.taps("Take back to change it", message=sheet)
    asked = await owner.sees("Take back № 1 · 新任务来了")
    assert asked.buttons == ["Yes, take it back", "‹ Back"]
    await owner.taps("Yes, take it back")
    draft = await owner.sees("№ 2 · 新任务来了")
    assert "🗓 From Tue 1 Dec, 18:30 on" in draft.text
    stands = any_chat.world.rows(select(broadcast.c.status).order_by(broadcast.c.id))
    assert stands == [("cancelled",), ("draft",)]
    kept = select(delivery.c.status).where(delivery.c.kind == "broadcast")
    assert any_chat.world.rows(kept) == [("cancelled",)]


async def test_one_that_stood_as_its_moment_came_is_not_sent_unasked(any_chat: Chat) -> None:
    owner, _ = await any_chat.owner("Lin"), await any_chat.creator("Ming")
    await scheduled(owner)
    await owner.taps("Pause", message=await owner.sees("scheduled ·"))
    await owner.sees("paused")
    any_chat.telegram.clock.advance(timedelta(days=9).total_seconds())
    await owner.says("/broadcast")
    await owner.taps("№ 1")
    sheet = await owner.sees("paused")
    assert "Take back to change it" in sheet.buttons
    await owner.taps("Resume", message=sheet)
    asked = await owner.sees("nobody has got it. Resumed, it leaves now: 1 wait")
    assert any_chat.world.rows(select(broadcast.c.status)) == [("paused",)]
    assert asked.buttons == ["Yes, send it now", "Take back to change it", "‹ Back"]
    await owner.taps("Yes, send it now", message=asked)
    await owner.sees("being sent")
    assert any_chat.world.rows(select(broadcast.c.status)) == [("sending",)]


async def test_a_segment_is_not_deleted_by_one_tap(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await written(owner)
    await owner.taps("Audience")
    await owner.taps("Save as…")
    await owner.says("All of them")
    await owner.sees("Saved under that name")
    await owner.says("/broadcast")
    await owner.taps("Segments")
    await owner.taps("All of them")
    await owner.taps("Delete")
    asked = await owner.sees("Delete the segment All of them?")
    assert asked.buttons == ["Yes, delete it", "‹ Back"]
    assert len(any_chat.world.rows(select(segment.c.id))) == 1
    await owner.taps("Yes, delete it")
    await owner.sees("Who a broadcast may be for, under a name.")
    assert any_chat.world.rows(select(segment.c.id)) == []


async def test_the_list_says_how_one_stands_behind_however_long_a_title(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.sees("Send the message in Chinese")
    await owner.says("新" * 50)
    await owner.sees("Now the English version.")
    await owner.taps("Chinese only")
    await owner.sees("· draft")
    await owner.says("/broadcast")
    first = (await owner.sees("To creators only")).buttons[0]
    assert first == f"№ 1 · {'新' * 21}… · draft"


async def test_an_album_is_refused_once_and_is_no_version_in_any_language(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.sees("Send the message in Chinese")
    await owner.sends_album([screenshot(1), screenshot(2), screenshot(3)], caption="两张图")
    await owner.sees("An album cannot be broadcast: one message holds one photo, video or file.")
    await done_with(owner)
    refusals = [each for each in owner.messages if "An album cannot" in each.text]
    assert len(refusals) == 1
    await owner.sends_photo(screenshot(1), caption="一张图")
    await owner.sees("Now the English version.")
    await owner.sends_album([screenshot(1), screenshot(2)])
    await owner.sees("An album cannot be broadcast")
    await owner.taps("Chinese only")
    await owner.sees("🖼 一张图")
    assert any_chat.world.rows(select(broadcast.c.title)) == [("一张图",)]


async def test_what_no_broadcast_can_be_is_answered_with_what_one_can_be(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.sees("Send the message in Chinese")
    await owner.shares_contact()  # as little of an answer as a sticker or a voice message
    again = await owner.sees("I cannot take that here: please send text, a photo, a video or a")
    assert "Send the message in Chinese" in again.text


async def test_one_that_is_scheduled_is_found_first_and_an_old_one_on_a_further_page(
    chat: Chat,
) -> None:
    owner = await chat.owner("Lin")
    maker = chat.world.rows(select(person.c.id))[0][0]
    stands = [("scheduled", "sending"), *[(f"n{at}", "done") for at in range(8)]]
    for title, status in stands:
        made = {"title": title, "status": status, "body": {}, "created_by": maker}
        added = insert(broadcast).values(made | {"created_at": NOW, "confirmed_at": NOW})
        chat.world.do(lambda conn, added=added: conn.execute(added))
    await owner.says("/broadcast")
    first = await owner.sees("To creators only")
    assert first.buttons[0].startswith("№ 1 · scheduled · ")
    assert not any("· n0 ·" in each for each in first.buttons)
    await owner.taps("▶")
    second = await owner.sees("To creators only")
    assert second.buttons[:4] == ["№ 2 · n0 · sent out", "◀", "2/2", "▶"]


async def test_one_may_be_in_english_alone_and_says_who_reads_another_language(
    any_chat: Chat,
) -> None:
    owner = await any_chat.owner("Lin")
    await any_chat.creator("Ming")  # reads English
    any_chat.world.do(creator)  # reads Chinese
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.taps("English only")
    asked = await owner.sees("Send the message in English, just as it should look.")
    assert asked.buttons == ["‹ Back", "Cancel"]
    await owner.says("New tasks are out 🎉")
    draft = await owner.sees("🌐 1 of them read Chinese and get it in English.")
    assert "English\nNew tasks are out" in draft.text
    await owner.taps("Send to 2…")
    await owner.sees("🌐 1 of them read Chinese and get it in English.")
    (kept,) = any_chat.world.rows(select(broadcast.c.body))
    assert kept == ([{"en": {"html": "New tasks are out 🎉"}}],)


async def test_a_chinese_version_is_left_behind_by_going_back_to_english_alone(
    chat: Chat,
) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.sees("Send the message in Chinese")
    await owner.says("不要了")
    await owner.sees("Now the English version.")
    await owner.taps("‹ Back")
    await owner.sees("Send the message in Chinese")
    await owner.taps("English only")
    await owner.sees("Send the message in English")
    await owner.says("English")
    assert "不要了" not in (await owner.sees("· draft")).text


class Watch:
    """The job of a running process, called by hand, on the chat's database and Telegram."""

    def __init__(self, chat: Chat, bot: Bot, house: JobHouse) -> None:
        self.bot = bot
        self.figures = ProcessFigures()
        self._chat = chat
        self._progress = BroadcastProgress(house.db, bot, house.now, Pace(), figures=self.figures)
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
            yield Watch(chat, bot, house)
    finally:
        await db.close()


async def sending(chat: Chat) -> tuple[Person, int]:
    """Its maker, and the message of a broadcast to two creators."""
    owner = await chat.owner("Lin")
    for name in ("Ming", "Mei"):
        await chat.creator(name)
    await written(owner, "Douyin", "Food")
    await send_it(owner, 2)
    sheet = await owner.sees("waiting 2")
    return owner, sheet.id


def arrived(chat: Chat, most: int) -> None:
    some = select(delivery.c.id).where(delivery.c.kind == "broadcast").limit(most)
    ended = {"status": DeliveryStatus.SENT, "ended_at": NOW}
    sent = update(delivery).where(delivery.c.id.in_(some)).values(ended)
    chat.world.do(lambda conn: conn.execute(sent))


async def test_progress_shows_by_itself_until_all_are_out(any_chat: Chat) -> None:
    owner, sheet_id = await sending(any_chat)
    async with watching(any_chat) as watch:
        arrived(any_chat, 1)
        await done_with(owner)
        await followed(any_chat, sheet_id)
        assert await watch.looks() == 1
        half = await owner.sees("▰▰▰▰▰▱▱▱▱▱ 1/2")
        assert await watch.looks() == 0  # nothing new: Telegram is left alone
        arrived(any_chat, 2)
        sent = any_chat.world.rows(select(broadcast.c.id))[0][0]
        any_chat.world.do(broadcasts.finish, sent, now=any_chat.telegram.clock.now())
        assert await watch.looks() == 1
        done = await owner.sees("▰▰▰▰▰▰▰▰▰▰ 2/2")
        assert await watch.looks() == 0
    assert half.id == done.id == sheet_id
    assert "sent out" in done.text
    assert done.buttons == ["Report", "Copy", "‹ Broadcasts"]


async def test_progress_takes_its_place_among_all_messages(any_chat: Chat) -> None:
    _, sheet_id = await sending(any_chat)
    async with watching(any_chat) as watch:
        arrived(any_chat, 1)
        await followed(any_chat, sheet_id)
        assert await watch.looks() == 1
    assert any_chat.world.rows(select(send_gate.c.free_given)) == [(1,)]


async def test_silence_that_progress_is_asked_for_is_counted_and_kept_for_all(
    any_chat: Chat,
) -> None:
    owner, sheet_id = await sending(any_chat)
    any_chat.telegram.fault("429", "editMessageText", count=1, retry_after=20)
    async with watching(any_chat) as watch:
        arrived(any_chat, 1)
        await followed(any_chat, sheet_id)
        assert await watch.looks() == 0
        assert watch.figures.floods == {FloodScope.EDIT: 1}
        (until,) = any_chat.world.rows(
            select(send_gate.c.closed_until).where(send_gate.c.scope == str(owner.user.id))
        )
        assert until[0] > any_chat.telegram.clock.now() + timedelta(seconds=15)
        assert await watch.looks() == 0  # nobody asks before its time
        assert await watch.looks(after=timedelta(seconds=20)) == 1
    await owner.sees("1/2")


async def test_quiet_hours_are_said_before_and_after_the_sending(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await any_chat.creator("Ming")
    any_chat.telegram.clock.advance(timedelta(hours=11).total_seconds())  # 23 o'clock in Shanghai
    await written(owner, "Douyin", "Food")
    preview = await owner.sees("1 will get it.")
    held = "1 of them get it at a later hour of theirs, the last about Tue 24 Nov, 08:00."
    assert held in preview.text
    await owner.taps("Send to 1…")
    await owner.sees("to 1? Nobody is reached at once.")
    await owner.taps("Yes, send it")
    sheet = await owner.sees("waiting 1")
    assert held in sheet.text
    any_chat.telegram.clock.advance(timedelta(hours=10).total_seconds())
    await owner.taps("Refresh")
    assert "later hour" not in (await owner.sees("waiting 1")).text


async def test_one_for_a_later_moment_is_scheduled_until_then(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await any_chat.creator("Ming")
    await written(owner)
    await owner.taps("When")
    await owner.sees("When shall it arrive?")
    await owner.taps("At a moment…")
    await owner.sees("Which day and time, on your clock? For example 2026-11-24 10:00")
    await owner.says("soon")
    await owner.sees("Please write it like 2026-11-24 10:00, 11-24 10:00 or tomorrow 10:00.")
    await owner.says("2099-01-01 10:00")
    await owner.sees("A broadcast may be scheduled for a year ahead at most.")
    await owner.says("12-01 15:00")
    preview = await owner.sees("🗓 From Tue 1 Dec, 15:00 on")
    assert "later hour" not in preview.text
    await owner.taps("Schedule for 1…", message=preview)
    await owner.taps("Yes, schedule it", message=preview)
    sheet = await owner.sees("scheduled · Tue 1 Dec, 15:00")
    assert "1 will get it." in sheet.text
    assert "░" not in sheet.text
    assert "later hour" not in sheet.text
    await owner.taps("‹ Broadcasts", message=sheet)
    listed = await owner.sees("To creators only")
    assert listed.buttons[0].endswith("scheduled · Tue 1 Dec, 15:00")
    any_chat.telegram.clock.advance(timedelta(days=9).total_seconds())
    await owner.taps(listed.buttons[0], message=listed)
    assert "being sent" in (await owner.sees("waiting 1")).text


async def test_with_nothing_left_to_send_it_is_finished_at_once(chat: Chat) -> None:
    owner, _ = await sending(chat)
    arrived(chat, 2)
    await owner.taps("Refresh")
    done = await owner.sees("2/2")
    assert "sent out" in done.text
    assert done.buttons == ["Report", "Copy", "‹ Broadcasts"]


async def test_one_that_cannot_be_drawn_stops_no_other(any_chat: Chat) -> None:
    owner, sheet_id = await sending(any_chat)
    await followed(any_chat, sheet_id)
    spoilt = {
        "status": "sending",
        "title": "t",
        "body": {},
        "filter": "platform:nowhere",  # nobody can read that
        "created_by": select(broadcast.c.created_by).scalar_subquery(),
        "created_at": NOW,
        "report_message_id": 1,
        "report_due_at": NOW - timedelta(days=999),
    }
    any_chat.world.do(lambda conn: conn.execute(insert(broadcast).values(spoilt)))
    async with watching(any_chat) as watch:
        arrived(any_chat, 1)
        assert await watch.looks() == 1
        await owner.sees("▰▰▰▰▰▱▱▱▱▱ 1/2")
        of_spoilt = select(broadcast.c.report_due_at).where(broadcast.c.report_message_id == 1)
        assert any_chat.world.rows(of_spoilt)[0][0] > any_chat.telegram.clock.now()


async def test_many_that_stand_keep_nobody_elses_progress_waiting(chat: Chat) -> None:
    owner, sheet_id = await sending(chat)
    await followed(chat, sheet_id)
    standing = {
        "status": "sending",
        "title": "t",
        "body": select(broadcast.c.body).limit(1).scalar_subquery(),
        "created_by": select(broadcast.c.created_by).limit(1).scalar_subquery(),
        "created_at": NOW,
        "frozen_to": 0,
        "freeze_to": 99,
        "report_due_at": NOW - timedelta(days=999),
    }
    async with watching(chat) as watch:
        for _ in range(20):
            shows = (await watch.bot.send_message(owner.user.id, "t")).message_id
            row = standing | {"report_message_id": shows}
            chat.world.do(lambda conn, row=row: conn.execute(insert(broadcast).values(row)))
        assert await watch.looks() == 20
        assert await watch.looks() == 1  # its first
        arrived(chat, 1)
        assert sum([await watch.looks() for _ in range(2)]) == 1
    assert (await owner.sees("1/2")).id == sheet_id


async def test_what_another_resumes_goes_on_in_its_makers_chat(chat: Chat) -> None:
    owner, sheet_id = await sending(chat)
    await followed(chat, sheet_id)
    other = chat.world.do(staff, Role.COORDINATOR)
    async with watching(chat) as first, watching(chat) as second:
        assert await first.looks() == 1
        for moves, watch, shows in (
            (broadcasts.pause, second, "paused"),
            (broadcasts.resume, first, "being sent"),
        ):
            chat.world.do(moves, other, await number(chat), now=chat.telegram.clock.now())
            assert await watch.looks() == 1
            await owner.sees(shows)
    arrived(chat, 1)
    async with watching(chat) as watch:
        assert await watch.looks() == 1
    assert (await owner.sees("1/2")).id == sheet_id


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


async def test_each_language_of_a_draft_says_which_it_is(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await written(owner)
    shown = await owner.sees("draft")
    assert "简体中文\n新任务来了" in shown.text
    assert "English\nNew tasks are out" in shown.text


async def test_a_long_text_fits_its_sheet_in_both_languages(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.says("长" * 3_500)
    await owner.sees("Now the English version.")
    await owner.says("word " * 690)
    await owner.sees("0 will get it.")


async def test_a_line_in_words_is_taken_and_kept_under_a_name(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await any_chat.creator("Ming")  # Douyin, food, 12,000
    await written(owner)
    await owner.taps("Audience")
    await owner.sees("• Ming (Douyin · ming, 12,000 followers)")
    await owner.taps("Write it")
    await owner.sees("Write who it is for")
    await owner.says("platform:douyin followers:many")
    await owner.sees("I cannot read “followers:many” in that line.\nWrite it like followers:1..99,")
    await owner.says("region:beijing")
    await owner.sees("It may be: north (North China), northeast (Northeast China),")
    await owner.says("followers:5000..1000")
    await owner.sees("The least stands above the most: please turn them round.")
    await owner.says("seen:99999999d")
    await owner.sees("Write it like seen:30d, 9999d at most, or seen:ever.")
    await owner.says("platform:douyin followers:20000..")
    await owner.sees("0 will get it.")
    await owner.taps("Followers")
    await owner.sees("Followers")
    await owner.taps("10000 to 99999")
    await owner.sees("1 will get it.")
    await owner.taps("‹ Back")
    await owner.sees("platform:douyin followers:10000..99999")
    await owner.taps("Save as…")
    await owner.sees("Under which name?")
    await owner.says("Douyin, middle")
    saved = await owner.sees("✓ Saved under that name.")
    await owner.taps("‹ Back", message=saved)  # the broadcast being planned is not lost
    await owner.sees("新任务来了")
    await owner.taps("‹ Broadcasts")
    await written(owner)
    await owner.taps("Audience")
    await owner.sees("• All creators")
    await owner.taps("Use a saved one")
    await owner.sees("Which segment?")
    await owner.taps("Douyin, middle")
    await owner.sees("• Platform: Douyin\n• Followers: 10000 to 99999")


async def test_days_zones_inviters_and_amounts_are_chosen_by_buttons(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await any_chat.creator("Ming")
    await written(owner)
    for fact, choice, asked in (
        ("Time zone", "Shanghai", "• Time zone: Shanghai"),
        ("Joined", "since 2026-11-01", "• Joined: since 2026-11-01"),
        ("Settled in all", "¥1,000.00 or more", "• Settled in all: ¥1,000.00 or more"),
    ):
        await owner.taps("Audience")
        await owner.sees("will get it.")
        await owner.taps(fact)
        await owner.sees(fact)
        await owner.taps(choice)
        await owner.sees("✓" if asked == "" else "will get it.")
        await owner.taps("‹ Back")
        await owner.sees(asked)
        await owner.taps("‹ Back")
        await owner.sees("draft")


async def test_a_forged_condition_is_out_of_date(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await written(owner)
    sheet = await owner.sees("draft")
    for data in (
        "1:sg.t:b1:platform:0:nowhere",
        "1:sg.t:b1:nothing:0:x",
        "1:sg.p:b1:followers:0:9..1",
        "1:sg.p:b1:settled:0:cny/x..",
        "1:sg.t:b1:zone:0:Mars",
        "1:sg.t:b1:sent:0:any",
        "1:sg:x1",
    ):
        await owner.taps_data(data, sheet)
        await owner.sees_alert("This button is out of date.")


async def test_a_photo_with_a_caption_is_sent_as_it_came(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.sees("Send the message in Chinese")
    await owner.sends_photo(screenshot(), caption="你好 {name} {account}")
    await owner.sees("Now the English version.")
    await owner.taps("Chinese only")
    await owner.sees("🖼 你好 {name} {account}")
    await owner.taps("Send to me first")
    mine = await owner.sees("你好 Lin （你的账号）")
    assert mine.content.kind == "photo"


async def test_who_tries_it_finds_fields_filled_with_their_own_and_with_examples(
    chat: Chat,
) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/broadcast")
    await owner.taps("New broadcast")
    await owner.sees("{invite} (the link by which they invite others)")
    await owner.taps("English only")
    await owner.sees("Send the message in English")
    await owner.says("{name}, {works} works, on {platform} {followers}: {invite}")
    sheet = await owner.sees("🏷 Filled in for each reader, for you:")
    assert "{name}: Lin\n{platform}: (its platform)\n{followers}: (its followers)" in sheet.text
    await owner.taps("Send to me first")
    mine = await owner.sees("Lin, 0 works, on (its platform) (its followers): https://t.me/")
    assert "{name}, {platform}, {followers}, {works}, {invite}: filled as for you" in mine.text
    assert "?start=ref-" in mine.text


async def test_links_are_listed_and_removed_one_by_one(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await written(owner)
    await owner.taps("Buttons")
    for label in ("One", "Two", "Three"):
        page = await owner.sees("Which buttons stand below it?")
        await owner.taps("Add a link", message=page)
        await owner.says(f"{label} | https://example.com/{label}")
    page = await owner.sees("Link: Three → https://example.com/Three")
    assert "Add a link" not in page.buttons
    ((at, revision),) = any_chat.world.rows(select(broadcast.c.id, broadcast.c.revision))
    for _ in range(2):  # a double tap removes no other one
        await owner.taps_data(f"1:bc.unlink:{at}:1:{revision}", page)
    page = await owner.sees_any(lambda each: "Two" not in each.text and "Three" in each.text)
    assert {"Add a link", "Remove: One", "Remove: Three"} <= set(page.buttons)
    ((links,),) = any_chat.world.rows(select(broadcast.c.links))
    assert [each["url"] for each in links] == [f"https://example.com/{n}" for n in ("One", "Three")]


async def test_buttons_moment_and_a_second_wording_are_edited_in_the_draft(
    any_chat: Chat,
) -> None:
    owner = await any_chat.owner("Lin")
    await any_chat.creator("Ming")
    await written(owner)
    await owner.taps("Buttons")
    await owner.sees("Which buttons stand below it?")
    await owner.taps("All tasks")
    await owner.sees("Which buttons stand below it?")
    await owner.taps("Add a link")
    await owner.sees("Send label and address")
    await owner.says("看看 | https://example.com/?u={name}")
    await owner.sees("A button is the same for everybody: please write it without words in braces")
    await owner.says("https://example.com/")
    await owner.sees("Please send it as label | address")
    await owner.says("看看 | http://example.com/")
    await owner.sees("The address has to begin with https://")
    await owner.says("看看 | See more | https://example.com/tea")
    await owner.sees("Which buttons stand below it?")
    await owner.taps("‹ Back")
    await owner.sees("Link: See more → https://example.com/tea")
    await owner.taps("When")
    await owner.sees("When shall it arrive?")
    await owner.taps("At one time of each reader's day…")
    await owner.sees("Which day and time")
    await owner.says("2026-12-01")
    await owner.sees("Please say the time, too.")
    await owner.says("2026-11-20 10:00")
    await owner.sees("That moment has passed already.")
    await owner.says("2026-12-01 10:00")
    await owner.sees("🗓 At 2026-12-01 10:00 on each reader's own clock")
    await owner.taps("Try another wording")
    await owner.sees("Wording B")
    sheet = await said(owner, "另一种说法")
    assert "Wordings" in sheet.buttons
    await owner.taps("Send to me first", message=sheet)
    shown = await owner.sees("Wording B, its Chinese version:")
    assert shown.buttons == ["全部任务", "看看", "不再接收这类消息"]
    await owner.taps("Schedule for 1…", message=sheet)
    await owner.taps("Yes, schedule it", message=sheet)
    scheduled = await owner.sees("scheduled · 2026-12-01 10:00 on each reader's own clock")
    assert "later hour" not in scheduled.text
    await owner.taps("Report", message=scheduled)
    await owner.sees("B Delivered 0 · tapped 0")


async def said(owner: Person, words: str) -> Message:
    """One wording, in Chinese alone."""
    await owner.says(words)
    await owner.sees("Now the English version.")
    await owner.taps("Chinese only")
    return await owner.sees(words)


async def test_up_to_four_wordings_are_added_changed_tried_and_dropped(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await any_chat.creator("Ming")
    await written(owner)
    await owner.taps("Try another wording")
    await owner.sees("Wording B")
    await said(owner, "说法二")
    for place, words in (("C", "说法三"), ("D", "说法四")):
        await owner.taps("Wordings")
        await owner.sees("drawn by chance: each goes to about 1/")
        await owner.taps("One more wording")
        await owner.sees(f"Wording {place}")
        await said(owner, words)
    await owner.taps("Wordings")
    page = await owner.sees("drawn by chance: each goes to about 1/4 of them")
    assert "One more wording" not in page.buttons
    await owner.taps("Change B", message=page)
    await owner.sees("Wording B")
    sheet = await said(owner, "说法二，改过")
    await owner.taps("Send to me first", message=sheet)
    for label, words in (("B", "说法二，改过"), ("C", "说法三"), ("D", "说法四")):
        assert words in (await owner.sees(f"Wording {label}, its Chinese version:")).text
    await owner.taps("Wordings", message=sheet)
    page = await owner.sees("drawn by chance: each goes to about 1/4 of them")
    await owner.taps("Drop B", message=page)
    page = await owner.sees("C · 简体中文\n说法四")
    assert "B · 简体中文\n说法三" in page.text
    assert "One more wording" in page.buttons


async def test_words_for_a_draft_that_a_colleague_changed_are_kept_and_asked_where_they_stand(
    any_chat: Chat,
) -> None:
    owner, now = await any_chat.owner("Lin"), any_chat.telegram.clock.now()
    world = any_chat.world
    colleague = world.do(staff, Role.COORDINATOR)
    await written(owner)
    at = await number(any_chat)
    await owner.taps("Try another wording")
    await owner.sees("Wording B")
    world.do(write_wording, colleague, at, 1, {ZH: Version("同事的说法")}, now=now)
    await owner.says("我的说法")
    await owner.sees("Now the English version.")
    await owner.says("My wording")
    asked = await owner.sees("This draft was changed while you wrote. Your words are kept")
    assert "B · 简体中文\n同事的说法" in asked.text
    assert asked.buttons == ["In place of A", "In place of B", "As one more wording", "Cancel"]
    await owner.says("再说一句")
    asked = await owner.sees("Please choose with the buttons.")
    world.do(write_wording, colleague, at, 2, {ZH: Version("又一种")}, now=now)
    await owner.taps("As one more wording", message=asked)
    asked = await owner.sees("C · 简体中文\n又一种")
    await owner.taps("As one more wording", message=asked)
    await owner.sees("D · English\nMy wording")
    kept = world.do(known_to, colleague, at).body
    assert [each[ZH].html for each in kept[1:]] == ["同事的说法", "又一种", "我的说法"]


async def test_a_wording_that_was_dropped_behind_the_question_is_not_written_over_the_next(
    any_chat: Chat,
) -> None:
    owner, now = await any_chat.owner("Lin"), any_chat.telegram.clock.now()
    world = any_chat.world
    colleague = world.do(staff, Role.COORDINATOR)
    await written(owner)
    at = await number(any_chat)
    for place, words in ((1, "说法二"), (2, "说法三")):
        world.do(write_wording, colleague, at, place, {ZH: Version(words)}, now=now)
    await owner.taps("Try another wording")  # of the sheet as it was
    await owner.sees_alert("This has changed in the meantime. Here is how it stands now.")
    await owner.taps("Change B")
    await owner.sees("Wording B")
    revision = world.do(known_to, colleague, at).revision
    world.do(broadcast_drafts.drop_variant, colleague, at, 0, revision, now=now)
    await owner.says("说法二，改过")
    await owner.sees("Now the English version.")
    await owner.taps("Chinese only")
    asked = await owner.sees("This draft was changed while you wrote.")
    await owner.taps("In place of A", message=asked)
    await owner.sees("A · 简体中文\n说法二，改过")
    kept = world.do(known_to, colleague, at).body
    assert [each[ZH].html for each in kept] == ["说法二，改过", "说法三"]


async def test_a_button_to_write_words_that_knows_no_revision_shows_the_draft_as_it_stands(
    chat: Chat,
) -> None:
    """One of old; and one of a draft that is none any more."""
    owner, _ = await chat.owner("Lin"), await chat.creator("Ming")
    await written(owner)
    sheet = await owner.sees("1 will get it.")
    at = await number(chat)
    changed = "This has changed in the meantime. Here is how it stands now."
    await owner.taps_data(f"1:bc.words:{at}:0", sheet)
    await owner.sees_alert(changed)
    revision = chat.world.rows(select(broadcast.c.revision))[0][0]
    await send_it(owner, 1)
    sheet = await owner.sees("waiting 1")
    await owner.taps_data(f"1:bc.words:{at}:0:{revision}", sheet)
    await owner.sees_alert(changed)
    assert "Send the message in Chinese" not in (owner.last or sheet).text


async def test_a_link_is_counted_where_it_may_go_by_way_of_ours(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await any_chat.creator("Ming")
    await written(owner)
    await owner.taps("Buttons")
    for label, host in (("Shop", LINK_HOST), ("Elsewhere", "elsewhere.example")):
        await owner.sees("Which buttons stand below it?")
        await owner.taps("Add a link")
        await owner.sees("Send label and address")
        await owner.says(f"{label} | https://{host}/")
    shown = await owner.sees("The link to elsewhere.example goes as it is, uncounted")
    assert "Count clicks: Elsewhere" not in shown.buttons
    await owner.taps("Count clicks: Shop", message=shown)
    shown = await owner.sees("Which buttons stand below it?")
    assert "✓ Count clicks: Shop" in shown.buttons
    await owner.taps("‹ Back", message=shown)
    sheet = await owner.sees(f"Link, counted: Shop → https://{LINK_HOST}/")
    await owner.taps("Send to 1…", message=sheet)
    await owner.taps("Yes, send it", message=sheet)
    await owner.taps("Report", message=sheet)
    await owner.sees("🔗 Shop: clicks 0 · people, about 0 · programs 0")


async def test_a_reader_taps_and_mutes_below_it_and_both_are_counted(any_chat: Chat) -> None:
    owner, ming = await any_chat.owner("Lin"), await any_chat.creator("Ming")
    await written(owner)
    await owner.taps("Buttons")
    await owner.sees("Which buttons stand below it?")
    await owner.taps("All tasks")
    await owner.sees("Which buttons stand below it?")
    await owner.taps("‹ Back")
    await owner.sees("Button: All tasks")
    await send_it(owner, 1)
    await owner.sees("waiting 1")
    arrived(any_chat, 1)
    at = await number(any_chat)
    card = ming.last
    assert card is not None
    for data in (f"1:bt.page:{at}:tasks", f"1:bt.page:{at}:tasks"):
        await ming.taps_data(data, card)
        await ming.sees("Nothing fits your accounts right now.")
    await ming.taps_data(f"1:bt.mute:{at}", card)
    await ming.sees_alert("No more of these.")
    await owner.taps("Refresh")
    await owner.sees("1/1")
    await owner.taps("Report")
    await owner.sees("Delivered 1 · tapped 1 (100.0%) · muted 1 (100.0%)")
