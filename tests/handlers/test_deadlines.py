"""A reminder is answered where it stands; one that outlived its work shows how that stands now."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.assignment import AssignmentStatus
from domain.locales import EN, ZH
from domain.people import Role
from handlers import notices
from sandbox.messages import Message
from storage.tables.people import person
from storage.tables.work import assignment
from tests.handed_in import a_link, handed_in, status
from tests.handlers.again import a_tap
from tests.handlers.conftest import Chat
from tests.handlers.test_review_notices import messages_going_out
from tests.handlers.working import Worker, cards_are, worker
from tests.services.reminded import pass_time
from tests.world import NOW, staff
from words.speech import speech

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = NOW + 72 * HOUR


async def reminded(chat: Chat, ming: Worker, *, says: str = "is due") -> Message:
    """A day before the deadline, in the chat."""
    if not ming.person.messages:
        await ming.person.starts()
    chat.telegram.clock.advance((DUE - DAY - chat.telegram.clock.now()).total_seconds() + 1)
    pass_time(chat.world, chat.telegram.clock.now())
    async with messages_going_out(chat):
        return await ming.person.sees(says)


async def tapped_twice(ming: Worker, data: str, message: Message, says: str) -> tuple[str, str]:
    """What the message shows once the second tap is answered, and what popped up."""
    for _ in range(2):
        await ming.person.taps_data(data, message)
        await until(lambda: bool(ming.person.answers))
        await until(lambda: says in shown(ming, message))
    return shown(ming, message), ming.person.alert


def shown(ming: Worker, message: Message) -> str:
    return next(each.text for each in ming.person.messages if each.id == message.id)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(250):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that")


def due_at(chat: Chat):  # type: ignore[no-untyped-def]
    ((at,),) = chat.world.rows(select(assignment.c.due_at))
    return at


async def test_handing_in_is_asked_for_below_the_reminder(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    told = await reminded(any_chat, ming)
    assert "· Daily life · Douyin · ming is due" in told.text
    await ming.person.taps("Hand in now", message=told)
    asked = await ming.person.sees("Publish it on Douyin as ming")
    assert asked.id > told.id
    await ming.person.says(a_link())
    await ming.person.sees("Link received")
    assert any_chat.world.do(status, ming.number) is AssignmentStatus.SUBMITTED


async def test_more_time_is_granted_at_once_and_the_card_catches_up(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on Douyin")
    await cards_are(any_chat, card.id)
    told = await reminded(any_chat, ming)
    assert "More time, until Fri 27 Nov, 12:00" in told.buttons
    await ming.person.taps("More time, until", message=told)
    said = await ming.person.sees("you have until Fri 27 Nov, 12:00 now")
    assert said.id == told.id
    assert not any("More time" in label for label in said.buttons)
    assert due_at(any_chat) == DUE + DAY
    redrawn = await ming.person.sees("By Fri 27 Nov, 12:00")
    assert redrawn.id == card.id


async def test_one_tap_below_it_turns_reminders_off_and_leaves_it(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    told = await reminded(any_chat, ming)
    await ming.person.taps("No more of these", message=told)
    await ming.person.sees_alert("No more of these. /settings turns them on again.")
    wishes = select(person.c.wants_reminders).where(person.c.telegram_id == ming.person.user.id)
    assert any_chat.world.rows(wishes) == [(False,)]
    assert ming.person.messages[-1].text == told.text


async def test_a_double_tap_shows_the_time_that_was_given(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    told = await reminded(any_chat, ming)
    says = "you have until Fri 27 Nov, 12:00 now"
    text, alert = await tapped_twice(ming, f"1:due.more:{ming.number}", told, says)
    assert says in text
    assert alert == ""
    assert due_at(any_chat) == DUE + DAY


async def test_a_double_tap_gives_back_once(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    told = await reminded(any_chat, ming)
    await ming.person.taps("Give back", message=told)
    says = "You gave it back"
    text, alert = await tapped_twice(ming, f"1:work.drop:{ming.number}", told, says)
    assert says in text
    assert alert == ""


async def test_a_later_tap_on_an_old_button_shows_the_card_and_says_why(chat: Chat) -> None:
    ming = await worker(chat)
    told = await reminded(chat, ming)
    await ming.person.taps_data(f"1:due.more:{ming.number}", told)
    await ming.person.sees("you have until")
    chat.telegram.clock.advance(61)
    await ming.person.taps_data(f"1:due.more:{ming.number}", told)
    await ming.person.sees_alert("has had its extra time")
    card = await ming.person.sees("Publish it on Douyin")
    assert card.id == told.id
    assert due_at(chat) == DUE + DAY


async def test_the_same_tap_for_more_time_again_shows_what_was_granted(chat: Chat) -> None:
    """As after a kill between the commit and the reply."""
    ming = await worker(chat)
    told = await reminded(chat, ming)
    tap = a_tap(ming.person, f"1:due.more:{ming.number}", told.id)
    for _ in range(2):
        await chat.intake.receive(tap)
        said = await ming.person.sees("you have until Fri 27 Nov, 12:00 now")
        assert said.id == told.id
        await cards_are(chat, None)
    assert due_at(chat) == DUE + DAY


async def test_the_same_tap_to_hand_in_again_asks_once_more(chat: Chat) -> None:
    ming = await worker(chat)
    told = await reminded(chat, ming)
    tap = a_tap(ming.person, f"1:due.sub:{ming.number}", told.id)
    for _ in range(2):
        await chat.intake.receive(tap)
        question = await ming.person.sees("Publish it on Douyin as ming")
        assert "just paste it here" in question.text
        assert (await ming.person.sees("is due")).id == told.id


@pytest.mark.parametrize("verb", ["due.sub", "due.more", "due.give"])
async def test_buttons_that_outlived_their_work_show_how_it_stands(chat: Chat, verb: str) -> None:
    ming = await worker(chat)
    told = await reminded(chat, ming)
    chat.world.do(handed_in, ming.work, now=chat.telegram.clock.now())
    await ming.person.taps_data(f"1:{verb}:{ming.number}", told)
    card = await ming.person.sees("a reviewer is looking at your post")
    assert card.id == told.id
    assert chat.world.do(status, ming.number) is AssignmentStatus.SUBMITTED
    assert due_at(chat) == DUE


async def test_giving_back_is_confirmed_in_place(chat: Chat) -> None:
    ming = await worker(chat)
    told = await reminded(chat, ming)
    await ming.person.taps("Give back", message=told)
    asked = await ming.person.sees("It costs you nothing")
    assert asked.id == told.id
    await ming.person.taps("Give it back")
    await ming.person.sees("You gave it back")
    assert chat.world.do(status, ming.number) is AssignmentStatus.RELEASED


async def test_nobody_answers_for_somebody_else(chat: Chat) -> None:
    ming, mallory = await worker(chat), await worker(chat, "Mallory")
    await mallory.person.says("/my")
    shown = await mallory.person.sees("My work")
    for verb in ("due.sub", "due.more", "due.give"):
        await mallory.person.taps_data(f"1:{verb}:{ming.number}", shown)
        await mallory.person.sees_alert("not yours")


async def test_forged_numbers_get_an_answer(chat: Chat) -> None:
    ming = await worker(chat)
    told = await reminded(chat, ming)
    for forged in ("1:due.more:x", "1:due.more", "1:due.give:1:2", "1:due.sub:9" + "9" * 30):
        await ming.person.taps_data(forged, told)
        await ming.person.sees_alert(" ")
    assert due_at(chat) == DUE


async def test_it_speaks_chinese(chat: Chat) -> None:
    ming = await worker(chat, locale=ZH)
    told = await reminded(chat, ming, says="截止")
    assert [label for label in told.buttons if label.startswith("延期到")]
    await ming.person.taps("延期到", message=told)
    await ming.person.sees("截止时间延到 11月27日 周五 12:00")


async def test_a_coordinator_says_that_they_have_seen_what_lapsed(chat: Chat) -> None:
    boss = await chat.person("Lin")
    chat.world.do(staff, Role.COORDINATOR, telegram_id=boss.user.id, locale=EN)
    await boss.starts()
    ming = await worker(chat)
    clock = chat.telegram.clock
    for at in (DUE, DUE + 23 * HOUR):  # it lapses; ten in the morning, Shanghai, is 22 hours later
        clock.advance((at - clock.now()).total_seconds() + 1)
        pass_time(chat.world, clock.now())
    async with messages_going_out(chat):
        told = await boss.sees("works that nobody handed in since yesterday: 1")
    await boss.taps("Seen", message=told)
    await boss.sees("Nobody above you is called")
    assert pass_time(chat.world, DUE + 9 * DAY) == []
    await ming.person.taps_data(f"1:lapsed.seen:{ming.work.campaign.campaign_id}", 9_999)
    await ming.person.sees_alert(" ")


async def test_an_owner_opens_the_review_that_is_nearly_over(chat: Chat) -> None:
    owner, ming = await chat.owner(), await worker(chat)
    boss = await chat.person("Boss")
    chat.world.do(staff, Role.COORDINATOR, telegram_id=boss.user.id, locale=EN)
    clock = chat.telegram.clock
    done = chat.world.do(handed_in, ming.work, now=clock.now())
    for left in (13 * HOUR, 3 * HOUR):
        clock.advance((done.review_due_at - left - clock.now()).total_seconds())
        pass_time(chat.world, clock.now())
    async with messages_going_out(chat):
        told = await owner.sees("Nobody has reviewed")
    assert f"by {ming.person.user.first_name}" in told.text
    await owner.taps("Review", message=told)
    await owner.sees("Review  1/1")


KINDS = ["works_lapsed", "lapsed_unseen", "readings_unanswered", "payout_waiting", "payout_stuck"]


REVIEWS = ["review_overdue", "review_nearly_over"]


@pytest.mark.parametrize("kind", [*KINDS, *REVIEWS, "due_in_24h", "due_in_2h"])
@pytest.mark.parametrize("waiting", [1, 2])
def test_every_step_speaks_both_languages(kind: str, waiting: int) -> None:
    of_first = {"creator": "M", "platform": "douyin", "handle": "m", "waiting": waiting}
    facts = of_first | {
        "title": "T",
        "works": 2,
        "posts": 2,
        "campaign_id": 1,
        "batch_id": 1,
        "assignment_id": 1,
        "prepared_at": NOW.isoformat(),
        "review_due_at": DUE.isoformat(),
        "due_at": DUE.isoformat(),
        "more_until": DUE.isoformat(),
    }
    shown = [
        notices.worded(kind, facts, speech(locale), "Asia/Shanghai", NOW) for locale in (EN, ZH)
    ]
    labels = [[str(b.label) for row in each.rows for b in row] for each in shown]
    assert all(sign.isascii() or sign in "⌛❗🕒⏳⏰·" for sign in str(shown[0].text))
    assert any("\u4e00" <= sign <= "\u9fff" for sign in str(shown[1].text))
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in label) for label in labels[1]), labels[
        1
    ]
