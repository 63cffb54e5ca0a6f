"""The chat as people have it: our application on a local Telegram, over HTTP, on a new database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from telegram.ext import Application

from bot.deferred import Deferred
from bot.intake import Intake
from bot.lanes import Lanes
from bot.polling import Poller
from bot.transport import Transport
from bot.turn import Alone
from domain.payout_rules import PLAIN, PayoutRules
from domain.tracking_target import AllowedHosts
from handlers.desk import ChatHouse
from handlers.router import Router
from sandbox import TOKEN, Clock, Person, Sandbox, serve
from services import team
from services.vault import Vault
from storage.database import open_database
from tests.world import NOW, World, world_at

ZH, EN = "zh-hans", "en"
VAULT_KEY = "a secret of the house"
PUBLIC_URL = "https://koc.example"
LINK_HOST = "shop.example.com"
MESSAGES_KEPT_DAYS = 123
CONSOLE_URL = f"{PUBLIC_URL}/console"


class Chat:
    """A bot that can be restarted, the Telegram it talks to, its rows for what no chat shows."""

    def __init__(self, migrated_url: str, telegram: Sandbox, world: World) -> None:
        self.telegram = telegram
        self.world = world
        self.rules = PLAIN  # how the house pays; another one counts from the next restart
        self._url = migrated_url
        self._process = AsyncExitStack()

    async def start(self) -> None:
        self.intake = await self._process.enter_async_context(
            _process(self._url, self.telegram, self.rules)
        )

    async def stop(self) -> None:
        await self._process.aclose()

    async def restart(self) -> None:
        """Another process on the same rows: nothing of the first one's memory is left."""
        await self.stop()
        await self.start()

    async def person(
        self, name: str = "Ming", *, username: str = "", language_code: str = EN, id_: int = 0
    ) -> Person:
        about = {"username": username, "language_code": language_code}
        return await self.telegram.person(name, id_=id_, **about)

    async def creator(self, name: str = "Ming") -> Person:
        """Signed up in English, with a Douyin account called after them."""
        person = await self.person(name)
        await sign_up(person, handle=name.lower())
        return person

    async def owner(self, name: str = "Lin") -> Person:
        """Named in the configuration, and in the menu."""
        person = await self.person(name)
        self.world.do(team.ensure_owners, [person.user.id], now=NOW)
        await person.starts()
        await person.sees("What would you like to do?")
        return person


async def sign_up(person: Person, *, handle: str, payload: str = "") -> None:
    """The whole of it in English, from Start to the first account."""
    await to_the_first_question(person, payload)
    await person.taps("Douyin")
    await person.sees("What is the account called")
    await person.says(handle)
    await person.taps("Without a link")
    await person.sees("How many followers")
    await person.says("1.2万")
    await person.sees("What is it about?")
    await person.taps("Food")
    await person.taps("Done")
    await person.taps("East China")
    await person.sees("All set!")


async def to_the_first_question(person: Person, payload: str = "") -> None:
    await person.starts(payload)
    await person.taps("Get started")
    await person.taps("I agree")
    await person.sees("Which platform")


@asynccontextmanager
async def _process(
    migrated_url: str, telegram: Sandbox, rules: PayoutRules
) -> AsyncIterator[Intake]:
    """What the bot's process runs, with the real transport, poller and lanes."""
    application = _application(telegram)
    await application.initialize()
    db, now = open_database(migrated_url), telegram.clock.now
    vault = Vault(VAULT_KEY)
    hosts = AllowedHosts(frozenset({LINK_HOST}))
    house = ChatHouse(
        *(db, application.bot, now, CONSOLE_URL, vault),
        links_at=PUBLIC_URL,
        link_hosts=hosts,
        payouts=rules,
        messages_kept_days=MESSAGES_KEPT_DAYS,
    )
    lanes = Lanes(at_once=16)
    intake = Intake(application, db, now, lanes, vault)
    Router(house, intake.answers).install(application)
    deferred = Deferred(intake, db, now, vault)
    polling = asyncio.create_task(Poller(application.bot, intake, Alone(), deferred).run())
    try:
        yield intake
    finally:
        polling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await polling
        await lanes.drain()
        await deferred.settle()
        await db.close()
        await application.shutdown()


def _application(telegram: Sandbox) -> Application[Any, Any, Any, Any, Any, Any]:
    return (
        Application.builder()
        .token(TOKEN)
        .base_url(telegram.api_base_url)
        .base_file_url(telegram.file_base_url)
        .request(Transport())
        .get_updates_request(Transport())
        .updater(None)
        .build()
    )


@asynccontextmanager
async def running(migrated_url: str) -> AsyncIterator[Chat]:
    clock = Clock(NOW.timestamp() - Clock().timestamp())  # whatever day it is outside
    with world_at(migrated_url) as world:
        async with serve(clock=clock) as telegram:
            telegram.register(TOKEN, "KOC Dispatch", "koc_dispatch_bot")
            chat = Chat(migrated_url, telegram, world)
            await chat.start()
            try:
                yield chat
            finally:
                await chat.stop()


@pytest.fixture
async def chat(migrated_sqlite_url: str) -> AsyncIterator[Chat]:
    async with running(migrated_sqlite_url) as made:
        yield made


@pytest.fixture
async def any_chat(migrated_url: str) -> AsyncIterator[Chat]:
    """The same on both databases."""
    async with running(migrated_url) as made:
        yield made
