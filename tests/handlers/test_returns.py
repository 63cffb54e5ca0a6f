"""Data return in chat: who owes figures is asked, and coordinators see how punctually they come."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.delivery import ReminderKind
from domain.locales import EN, ZH
from domain.people import Role
from domain.terms import Source
from sandbox import Person
from sandbox.messages import Message
from services import returns
from storage.tables.metrics import metric_snapshot
from tests.approved import Approved, approved, read_in, reading
from tests.handlers.conftest import Chat
from tests.handlers.earning import CPE, document, member
from tests.handlers.test_review_notices import messages_going_out
from tests.services.reminded import pass_time
from tests.world import NOW, creator, live_campaign

DAY = timedelta(days=1)
ASKED = replace(CPE, returns=(1, 3, 7))


@dataclass(frozen=True, slots=True)
class Owed:
    """A creator at their phone, whose post was published `at`: a noon in Shanghai."""

    person: Person
    work: Approved
    at: datetime


async def owed(chat: Chat, weakest: Source, locale: str = EN) -> Owed:
    """Ming's approved post, with its returns planned as the approval does it."""
    person = await chat.person("Ming")
    maker = chat.world.do(creator, telegram_id=person.user.id, name="Ming", locale=locale)
    await person.starts()
    at = NOW + ((chat.telegram.clock.now() - NOW) // DAY + 1) * DAY
    pass_to(chat, at)
    campaign = chat.world.do(live_campaign, agreed=replace(ASKED, weakest_source=weakest), now=at)
    work = chat.world.do(approved, campaign, maker, now=at)
    chat.world.do(
        returns.plan,
        work.assignment_id,
        campaign.terms_id,
        work.post_id,
        published_at=at,
        now=at,
    )
    return Owed(person, work, at)


def pass_to(chat: Chat, at: datetime) -> None:
    clock = chat.telegram.clock
    clock.advance(max(0.0, at.timestamp() - clock.timestamp()))


@pytest.mark.parametrize(
    ("locale", "asked", "button", "form"),
    [
        (EN, "please send in the figures of your post", "Enter the figures", "What does"),
        (ZH, "提交这条作品的数据", "填写数据", "平台现在显示多少"),
    ],
)
async def test_a_creator_is_asked_for_their_figures_and_led_to_the_form_of_that_post(
    any_chat: Chat, locale: str, asked: str, button: str, form: str
) -> None:
    ming = await owed(any_chat, Source.CREATOR, locale)
    async with messages_going_out(any_chat):
        pass_to(any_chat, ming.at + DAY)
        assert ReminderKind.RETURN_DUE in pass_time(any_chat.world, ming.at + DAY)
        told = await ming.person.sees(asked)
        assert ("Open the card" if locale == EN else "打开任务卡") in told.buttons
        await ming.person.taps(button, message=told)
        await ming.person.sees(form)
        await ming.person.says("1.2万 356 28 91 17")
        await ming.person.taps(
            "Save without a screenshot" if locale == EN else "不附截图，直接保存"
        )
        await ming.person.sees("📊")
    assert any_chat.world.rows(select(metric_snapshot.c.post_id, metric_snapshot.c.likes)) == [
        (ming.work.post_id, 356)
    ]


async def called_for_figures(chat: Chat) -> tuple[Owed, Message]:
    ming = await owed(chat, Source.CREATOR)
    async with messages_going_out(chat):
        pass_to(chat, ming.at + DAY)
        pass_time(chat.world, ming.at + DAY)
        of_work = "听书 · douyin · Daily life · Douyin · xiaoming"
        return ming, await ming.person.sees(f"Day 1 of {of_work}")


async def stands_again(ming: Owed, told: Message) -> None:
    again = await ming.person.sees("please send in the figures")
    assert (again.id, again.text, again.buttons) == (told.id, told.text, told.buttons)
    asked = "What does the platform show now?"
    assert not any(asked in each.text for each in ming.person.messages if each.id == told.id)


@pytest.mark.parametrize("by_command", [True, False])
async def test_a_question_that_is_left_gives_the_call_back(
    any_chat: Chat, by_command: bool
) -> None:
    ming, told = await called_for_figures(any_chat)
    await ming.person.taps("Enter the figures", message=told)
    question = await ming.person.sees("What does the platform show now?")
    assert question.id == told.id
    await (ming.person.says("/cancel") if by_command else ming.person.taps("Cancel"))
    if by_command:
        await ming.person.sees("Cancelled. Nothing was changed.")
    await stands_again(ming, told)


async def test_the_call_comes_back_from_a_later_question_too(chat: Chat) -> None:
    ming, told = await called_for_figures(chat)
    for leave in ("Cancel", "/cancel"):
        await ming.person.taps("Enter the figures", message=told)
        await ming.person.says("12k 356 28 91 17")
        await ming.person.sees("I read: views 12,000")
        await (ming.person.says(leave) if leave[0] == "/" else ming.person.taps(leave))
        await stands_again(ming, told)


async def test_what_is_left_of_a_cancelled_form_says_so_calmly(chat: Chat) -> None:
    ming, told = await called_for_figures(chat)
    await ming.person.taps("Enter the figures", message=told)
    first = await ming.person.sees("What does the platform show now?")
    await ming.person.says("many")
    second = await ming.person.sees_any(lambda message: message.id > first.id, "the question again")
    (cancel,) = second.buttons
    await ming.person.says("/cancel")
    await stands_again(ming, told)
    for _ in range(2):
        await ming.person.taps(cancel, message=second)
        await ming.person.sees_alert("There is nothing to cancel.")
        assert not ming.person.answers[-1]["show_alert"]


async def test_a_question_that_another_replaced_gives_its_message_back(chat: Chat) -> None:
    ming, told = await called_for_figures(chat)
    await ming.person.taps("Enter the figures", message=told)
    question = await ming.person.sees("What does the platform show now?")
    (cancel,) = question.buttons
    await ming.person.says("/earnings")
    await ming.person.taps("Add payout details")
    await ming.person.taps(cancel, message=question)
    await ming.person.sees_alert("That question is not asked any more.")
    await stands_again(ming, told)


async def test_the_digest_leads_to_the_posts_and_a_table_that_comes_back_as_an_import(
    any_chat: Chat,
) -> None:
    lin, _ = await member(any_chat, "Lin", Role.COORDINATOR)
    await lin.starts()
    ming = await owed(any_chat, Source.COORDINATOR)
    async with messages_going_out(any_chat):
        pass_to(any_chat, ming.at + 2 * DAY)
        pass_time(any_chat.world, ming.at + 2 * DAY)
        told = await lin.sees("posts without figures: 1.")
        await lin.taps("Which posts", message=told)
        named = await lin.sees("posts without the figures that were due: 1")
        for said in ("1. Ming · ", f"#{ming.work.assignment_id}", "day 1 · late since"):
            assert said in named.text
        assert ming.work.link in named.text
        await lin.taps("As a table to fill in")
        table = await lin.sees("send the file back to me")
    rows = list(csv.reader(io.StringIO(document(any_chat, table))))
    assert (rows[0][0], rows[1][0], rows[1][7]) == ("link", ming.work.link, "Ming")
    at = any_chat.telegram.clock.now()
    rows[1][1:7] = [at.strftime("%Y-%m-%d %H:%M"), "12000", "356", "28", "91", "17"]
    filled = "\n".join(",".join(row) for row in rows)
    await lin.sends_document("figures-to-fill-in.csv", filled.encode())
    await lin.sees("1 new")


@pytest.mark.parametrize(
    ("locale", "asked", "sheet"),
    [
        (EN, "posts without figures: 1.", "Data return: 50 % on time, 0 % late, 50 % missing"),
        (ZH, "有 1 条作品到了回传时间", "到期 2 次，按时 50 %，迟到 0 %，缺失 50 %"),
    ],
)
async def test_coordinators_get_a_digest_and_see_how_stable_the_return_is(
    any_chat: Chat, locale: str, asked: str, sheet: str
) -> None:
    lin, _ = await member(any_chat, "Lin", Role.COORDINATOR, locale=locale)
    await lin.starts()
    ming = await owed(any_chat, Source.COORDINATOR)
    async with messages_going_out(any_chat):
        pass_to(any_chat, ming.at + 2 * DAY)
        assert ReminderKind.RETURNS_MISSING in pass_time(any_chat.world, ming.at + 2 * DAY)
        told = await lin.sees(asked)
        at = ming.at + 3 * DAY
        any_chat.world.do(read_in, reading(ming.work, at, likes=9), now=at)
        pass_to(any_chat, at)
        await lin.taps("Campaign" if locale == EN else "活动", message=told)
        await lin.sees(sheet)
