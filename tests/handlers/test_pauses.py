"""A coordinator pauses a creator, a creator takes a break; what they hold goes on."""

from typing import Any

from sqlalchemy import Connection, select

from domain.notices import NoticeKind
from domain.people import Category, Role
from handlers.notices import worded
from services import pauses
from storage.tables.delivery import delivery
from tests.handlers.conftest import Chat
from tests.handlers.earning import member
from tests.world import live_campaign
from words.speech import speech


async def test_a_paused_creator_is_told_why_is_offered_nothing_and_goes_on(any_chat: Chat) -> None:
    ming = await any_chat.creator("Ming")
    lin, _ = await member(any_chat, "Lin", Role.COORDINATOR)
    any_chat.world.do(live_campaign, category=Category.FOOD)
    any_chat.world.do(live_campaign, category=Category.FOOD)
    await ming.says("/tasks")
    await ming.taps("1", message=await ming.sees("Tasks for you"))
    await ming.taps("Accept the terms and claim")
    await ming.sees("Claimed")
    await ming.says("/tasks")
    listed = await ming.sees("Tasks for you")
    await lin.says("/creators @MIN")
    await lin.taps("Ming", message=await lin.sees("Found by “MIN”: 1"))
    await lin.taps("Pause…", message=await lin.sees("Open work: 1"))
    await lin.sees("They read it word for word")
    await lin.says("字" * 501)
    await lin.sees("Please say why, in at most 500 characters.")
    await lin.says("Three posts in a row <b>without</b> the label")
    card = await lin.sees("still so")
    assert "Paused by " in card.text
    notice = told(any_chat, NoticeKind.CREATOR_PAUSED)
    assert "for you: Three posts in a row &lt;b&gt;without&lt;/b&gt; the label" in notice
    await ming.taps("1", message=listed)
    await ming.taps("Why can't I claim it?")
    await ming.sees_alert("New tasks are paused for you")
    await ming.says("/tasks")
    shown = await ming.sees("New tasks are paused for you: Three posts")
    assert "I am back" not in shown.buttons
    await ming.says("/my")
    await ming.sees("Claimed")
    await lin.taps("Let them go on", message=card)
    await lin.sees("ended by ")
    assert "lets you go on" in told(any_chat, NoticeKind.CREATOR_RESUMED)
    await ming.says("/tasks")
    await ming.sees("Tasks for you")


async def test_a_break_is_taken_and_ended_in_settings(any_chat: Chat) -> None:
    ming = await any_chat.creator("Ming")
    any_chat.world.do(live_campaign, category=Category.FOOD)
    await ming.says("/settings")
    await ming.taps("Take a break…", message=await ming.sees("Settings"))
    await ming.sees("or send a date such as 2026-12-23.")
    await ming.says("2020-01-01")
    await ming.sees("a day to come")
    await ming.says("soon")
    await ming.sees("I did not understand that day. Please write it like 2026-12-23.")
    await ming.says("2026-11-30")
    await ming.sees("You are on a break until Mon 30 Nov, 23:59.")
    await ming.says("/settings")
    await ming.taps("I am back", message=await ming.sees("You are on a break"))
    await ming.sees("Welcome back.")
    await ming.says("/tasks")
    await ming.sees("Tasks for you")


async def test_a_break_ends_by_the_clock_and_its_creator_is_told(any_chat: Chat) -> None:
    ming = await any_chat.creator("Ming")
    await ming.says("/settings")
    await ming.taps("Take a break…", message=await ming.sees("Settings"))
    asked = await ming.sees("or send a date such as 2026-12-23.")
    await ming.taps(asked.buttons[0], message=asked)
    await ming.sees("You are on a break until")
    any_chat.telegram.clock.advance(4 * 86_400)
    assert any_chat.world.do(pauses.end_breaks, now=any_chat.telegram.clock.now()) == 1
    assert any_chat.world.do(pauses.end_breaks, now=any_chat.telegram.clock.now()) == 0
    assert "Your break is over" in told(any_chat, NoticeKind.BREAK_OVER)
    await ming.says("/tasks")
    await ming.sees("Nothing fits your accounts right now.")


async def test_creators_are_not_for_reviewers(chat: Chat) -> None:
    fang, _ = await member(chat, "Fang", Role.REVIEWER)
    await fang.says("/creators")
    await fang.sees("That is not for your role.")


def told(chat: Chat, kind: NoticeKind) -> str:
    """The one notice of this kind, as it is worded in English."""
    facts = chat.world.do(_facts, kind)
    return worded(kind, facts, speech("en"), "Asia/Shanghai", chat.telegram.clock.now()).text


def _facts(conn: Connection, kind: NoticeKind) -> dict[str, Any]:
    found: dict[str, Any] = conn.execute(
        select(delivery.c.facts).where(delivery.c.kind == kind)
    ).scalar_one()
    return found
