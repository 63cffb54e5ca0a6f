"""An application with one handler, polled from the local Telegram; no test lives here."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from telegram import Bot, Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from bot.deferred import Deferred
from bot.intake import Intake
from bot.lanes import Lanes
from bot.polling import Poller
from bot.turn import Alone
from sandbox.app import Sandbox
from sandbox.person import Person
from services.vault import Vault
from storage import updates as stored_updates
from storage.database import Database
from storage.tables.chat import kept_update
from tests.world import World

Handler = Callable[[Update], Any]
VAULT = Vault("a key of the tests' own")


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def polling(
    bot: Bot, db: Database, handler: Handler, vault: Vault = VAULT
) -> AsyncIterator[Intake]:
    """An application with one handler, fed by our poller."""
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()

    async def handle(update: Update, _: object) -> None:
        await handler(update)

    application.add_handler(MessageHandler(filters.ALL, handle))
    lanes = Lanes(16)
    taken = Intake(application, db, now, lanes, vault)
    deferred = Deferred(taken, db, now, vault)
    poller = Poller(bot, taken, Alone(), deferred)
    async with application:
        task = asyncio.create_task(poller.run())
        try:
            yield taken
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await lanes.drain()
            await deferred.settle()
            await poller.acknowledge()


def kept(world: World) -> list[Any]:
    return world.rows(select(kept_update.c.update_id, kept_update.c.problem))


def waiting(sandbox: Sandbox) -> int:
    return len(sandbox.world.bot().queue.waiting())


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  (what is looked at has no event)
            await asyncio.sleep(0.005)


async def persons(sandbox: Sandbox, count: int) -> list[Person]:
    return [await sandbox.person(f"p{number}") for number in range(count)]


def mark(conn: Any, update_id: int) -> None:
    if not stored_updates.is_marked(conn, update_id):  # a second try finds the first one's
        stored_updates.mark(conn, update_id, now())
