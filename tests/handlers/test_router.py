"""What the process hears of an update's way: only when all of it is done is its reply to come."""

import asyncio

from sandbox import Person
from tests.handlers.conftest import Chat


async def newest(chat: Chat, person: Person, text: str) -> int:
    await person.says(text)
    return chat.telegram.world.bot().queue.waiting()[-1].id


async def test_it_hears_when_only_the_reply_is_to_come(chat: Chat) -> None:
    ming = await chat.creator()
    chat.telegram.fault("slow", "sendMessage", count=1, ms=1_000)
    number = await newest(chat, ming, "/help")
    async with asyncio.timeout(0.9):
        while not chat.intake.is_answering(number):  # noqa: ASYNC110  (it has no event)
            await asyncio.sleep(0.01)
    await ming.sees("You publish, we count")
    await asyncio.sleep(0.05)
    assert not chat.intake.is_answering(number)


async def test_what_is_still_being_brought_is_not_answered_yet(chat: Chat) -> None:
    lin = await chat.owner()
    chat.telegram.fault("slow", "getFile", count=1, ms=600)
    await lin.sends_document("readings.csv", b"post,views\n")
    number = chat.telegram.world.bot().queue.waiting()[-1].id
    await asyncio.sleep(0.4)
    assert not chat.intake.is_answering(number)
    await lin.sees("a header and at least one row")
