"""A message that asked something shows what came of it, however it was answered."""

import asyncio
from datetime import timedelta

import pytest

from domain.people import Role
from domain.review import Decision
from sandbox import Person
from sandbox.messages import Message
from services import asking, assignments, reviews
from tests.handed_in import a_link, handed_in
from tests.handlers.conftest import Chat
from tests.handlers.earning import member
from tests.handlers.test_deadlines import DUE, HOUR, reminded
from tests.handlers.test_payouts import payable
from tests.handlers.test_review_notices import messages_going_out
from tests.handlers.working import Worker, reviewer, worker
from tests.services.reminded import pass_time

APPROVED = (Decision.APPROVE, "", "", "")


async def reminded_again(chat: Chat, ming: Worker) -> Message:
    clock = chat.telegram.clock
    clock.advance((DUE - 2 * HOUR - clock.now()).total_seconds() + 1)
    pass_time(chat.world, clock.now())
    async with messages_going_out(chat):
        return await ming.person.sees("Almost time")


def pass_on(chat: Chat) -> None:
    """Until what follows an answer may leave."""
    chat.telegram.clock.advance(asking.AFTER + timedelta(seconds=1))


def labels(ming: Worker, message: Message) -> list[str]:
    return labels_of(ming.person, message)


async def test_a_link_that_comes_closes_every_reminder_of_its_work(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    first, second = await reminded(any_chat, ming), await reminded_again(any_chat, ming)
    await ming.person.taps("Hand in now", message=second)
    await ming.person.sees("Publish it on Douyin as ming")
    await ming.person.says(a_link())
    await ming.person.sees("Link received")
    pass_on(any_chat)
    async with messages_going_out(any_chat):
        for told in (first, second):
            await shows(ming, told, "You have handed")
            assert labels(ming, told) == ["Open the task"]


async def shows(ming: Worker, message: Message, text: str) -> None:
    await shown_to(ming.person, message, text)


async def test_more_time_closes_the_other_reminders_and_the_answer_asks_on(chat: Chat) -> None:
    ming = await worker(chat)
    first, second = await reminded(chat, ming), await reminded_again(chat, ming)
    await ming.person.taps("More time, until", message=first)
    await shows(ming, first, "you have until Fri 27 Nov, 12:00 now")
    pass_on(chat)
    async with messages_going_out(chat):
        await shows(ming, second, "you have until Fri 27 Nov, 12:00 now")
    assert labels(ming, second) == ["Open the task"]
    assert "Hand in now" in labels(ming, first)
    await ming.person.says(a_link())
    await ming.person.sees("Link received")
    pass_on(chat)
    async with messages_going_out(chat):
        await shows(ming, first, "You have handed")
    assert labels(ming, first) == ["Open the task"]


async def test_work_given_back_elsewhere_closes_its_reminder(chat: Chat) -> None:
    ming = await worker(chat)
    told = await reminded(chat, ming)
    chat.world.do(assignments.release, ming.work.actor, ming.number, now=chat.telegram.clock.now())
    pass_on(chat)
    async with messages_going_out(chat):
        await shows(ming, told, "back. No harm done")


async def test_a_reminder_that_became_the_card_is_left_to_it(chat: Chat) -> None:
    ming = await worker(chat)
    told = await reminded(chat, ming)
    await ming.person.taps("Open the task", message=told)
    await shows(ming, told, "Publish it on Douyin")
    await ming.person.taps("‹ Back", message=told)
    await shows(ming, told, "My work")
    chat.world.do(handed_in, ming.work, now=chat.telegram.clock.now())
    pass_on(chat)
    async with messages_going_out(chat):
        await asyncio.sleep(0.3)
    await shows(ming, told, "My work")


@pytest.mark.parametrize("verb", ["due.sub", "due.more", "due.give"])
async def test_a_button_that_outlived_its_work_says_so_in_a_sentence(chat: Chat, verb: str) -> None:
    ming = await worker(chat)
    told = await reminded(chat, ming)
    chat.world.do(handed_in, ming.work, now=chat.telegram.clock.now())
    await ming.person.taps_data(f"1:{verb}:{ming.number}", told)
    assert await ming.person.sees_alert(" ")
    await shows(ming, told, "a reviewer is looking at your post")


async def test_a_call_to_reviews_says_when_nothing_waits_any_more(any_chat: Chat) -> None:
    rui, _ = await reviewer(any_chat)
    await rui.starts()
    ming = await worker(any_chat)
    clock = any_chat.telegram.clock
    async with messages_going_out(any_chat):
        any_chat.world.do(handed_in, ming.work, now=clock.now())
        told = await rui.sees("A post waits")
        await rui.taps("Review", message=told)
        await rui.sees("Review  1/1")
        await rui.taps("Approve")
        await rui.sees("Nothing waits for you")
    pass_on(any_chat)
    async with messages_going_out(any_chat):
        closed = await rui.sees("Nothing of this waits for you any more")
    assert (closed.id, list(closed.buttons)) == (told.id, [])


async def test_a_call_that_a_colleague_has_answered_says_so_where_it_stands(chat: Chat) -> None:
    rui, _ = await reviewer(chat)
    _, colleague = await reviewer(chat, "Bo")
    await rui.starts()
    ming = await worker(chat)
    async with messages_going_out(chat):
        done = chat.world.do(handed_in, ming.work, now=chat.telegram.clock.now())
        told = await rui.sees("A post waits")
    chat.world.do(
        reviews.decide, colleague, done.submission_id, *APPROVED, now=chat.telegram.clock.now()
    )
    await rui.taps("Review", message=told)
    said = await rui.sees("Nothing waits for you")
    assert (said.id, list(said.buttons)) == (told.id, [])


async def called_to_approve(chat: Chat) -> tuple[Person, dict[str, tuple[Person, Message]]]:
    """Who prepared batch 1, and whoever is called to approve it, each with the call."""
    await payable(chat)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    jin, _ = await member(chat, "Jin", Role.FINANCE)
    called = {"Lin": await chat.owner("Lin"), "Jin": jin}
    await jin.starts()
    async with messages_going_out(chat):
        await fei.says("/payouts")
        await fei.taps("Prepare ¥80.00")
        told = {name: await each.sees("prepared payout batch 1") for name, each in called.items()}
    return fei, {name: (called[name], told[name]) for name in called}


async def test_a_call_to_approve_a_batch_says_who_has(any_chat: Chat) -> None:
    _, called = await called_to_approve(any_chat)
    lin, call = called["Lin"]
    await lin.taps("Look and approve", message=call)
    below = await lin.sees("Batch 1: waits for your approval")
    assert below.id > call.id
    await lin.taps("Approve…", message=below)
    await lin.taps("Yes, approve")
    await lin.sees("Approved by")
    pass_on(any_chat)
    async with messages_going_out(any_chat):
        for person, told in called.values():
            await shown_to(person, told, "has approved payout batch 1.")
            assert labels_of(person, told) == ["Open the batch"]
    await shown_to(lin, below, "Approved by")


async def test_a_call_to_approve_a_batch_says_that_it_was_withdrawn(chat: Chat) -> None:
    fei, called = await called_to_approve(chat)
    await fei.taps("Withdraw the batch…")
    await fei.taps("Yes, withdraw it")
    await fei.sees("Batch 1: withdrawn")
    pass_on(chat)
    async with messages_going_out(chat):
        for person, told in called.values():
            await shown_to(person, told, "has withdrawn payout batch 1.")


async def test_a_call_that_shows_what_came_of_it_already_is_left_alone(chat: Chat) -> None:
    """As one of an earlier version, in which the batch opened in place."""
    _, called = await called_to_approve(chat)
    jin, told = called["Jin"]
    await jin.taps_data("1:pay:1", told)
    await jin.taps("Approve…", message=told)
    await jin.taps("Yes, approve")
    await jin.sees("Approved by")
    pass_on(chat)
    async with messages_going_out(chat):
        await shown_to(*called["Lin"], "has approved payout batch 1.")
        await asyncio.sleep(0.3)
    await shown_to(jin, told, "Approved by")


async def shown_to(person: Person, message: Message, text: str) -> None:
    for _ in range(250):
        if any(each.id == message.id and text in each.text for each in person.messages):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(person.screen)


def labels_of(person: Person, message: Message) -> list[str]:
    return next(list(each.buttons) for each in person.messages if each.id == message.id)
