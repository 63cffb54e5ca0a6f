"""Silence that Telegram asks of replies: counted, logged once, kept for the messenger too."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs
from telegram import Bot
from telegram.error import RetryAfter

from bot.floods import Floods
from bot.transport import Transport
from domain.delivery import DeliveryStatus
from domain.figures import FloodScope, ProcessFigures
from sandbox.app import Sandbox
from storage.database import Database
from storage.tables.delivery import delivery, send_gate
from tests.bot.conftest import bot_of
from tests.bot.test_messenger import messenger, now, queue, reader, statuses, until
from tests.world import World


class Replies:
    """A bot that answers, patient for so many seconds."""

    def __init__(self, sandbox: Sandbox, db: Database, patience: float = 2.0) -> None:
        self.figures = ProcessFigures()
        self.floods = Floods(db, now, self.figures)
        transport = Transport(patience=patience, flooded=self.floods.heard)
        self.bot: Bot = bot_of(sandbox, transport)


def closed(world: World) -> list[str]:
    return [row[0] for row in world.rows(select(send_gate.c.scope)) if row[0] != "slots"]


async def test_each_429_of_a_reply_is_counted_and_logged_once_and_closes_its_chat(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    ann, _ = await reader(sandbox, world)
    sandbox.fault("429", "sendMessage", count=2, retry_after=1)
    replies = Replies(sandbox, db, patience=3.0)
    with capture_logs() as logs:
        async with replies.bot:
            await replies.bot.send_message(ann.user.id, "here you are")
        await replies.floods.settle()
    assert replies.figures.floods == {FloodScope.REPLY: 2}
    told = [each for each in logs if each["event"] == "Telegram wants silence"]
    assert [each["scope"] for each in told] == ["reply", "reply"]
    assert closed(world) == [str(ann.user.id)]


async def test_the_messenger_keeps_the_silence_that_a_reply_was_asked_for(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    ann, ann_id = await reader(sandbox, world)
    sandbox.fault("429", "sendMessage", count=1, retry_after=1)
    replies = Replies(sandbox, db, patience=0.0)
    async with replies.bot:
        with pytest.raises(RetryAfter):
            await replies.bot.send_message(ann.user.id, "here you are")
    await replies.floods.settle()
    began = now()
    queue(world, ann_id, "a")
    async with messenger(sandbox, db):
        await until(lambda: statuses(world) == {"a": DeliveryStatus.SENT})
    assert now() - began > timedelta(seconds=0.5)
    assert world.rows(select(delivery.c.attempts)) == [(1,)]


async def test_two_chats_at_once_close_them_all(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    people = [(await reader(sandbox, world))[0] for _ in range(2)]
    sandbox.fault("429", "sendMessage", count=2, retry_after=1)
    replies = Replies(sandbox, db)
    async with replies.bot:
        await asyncio.gather(*(replies.bot.send_message(each.user.id, "x") for each in people))
    await replies.floods.settle()
    assert "all" in closed(world)


async def test_what_goes_to_no_chat_is_counted_and_closes_none(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    sandbox.fault("429", "setMyCommands", count=1, retry_after=1)
    replies = Replies(sandbox, db)
    async with replies.bot:
        await replies.bot.set_my_commands([("start", "Start")])
    await replies.floods.settle()
    assert replies.figures.floods == {FloodScope.OTHER: 1}
    assert closed(world) == []
