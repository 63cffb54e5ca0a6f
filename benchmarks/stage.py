"""A local Telegram on one core, a bot on the other, taps in between; measures nothing itself."""

import asyncio
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp

from benchmarks.world import ClaimTap
from sandbox import gestures, taps
from sandbox.app import TOKEN, Sandbox, serve
from sandbox.gestures import Hands, hands_of

TELEGRAMS_CORE: Final = 0
BOTS_CORE: Final = 1
START_SECONDS: Final = 30
FIRST_SCREEN: Final = "Terms"


@dataclass(frozen=True, slots=True)
class BotCommand:
    """How to start a bot, given the Bot API's address and its database's URL."""

    name: str
    argv: Callable[[Path], list[str]]
    fill: Callable[[str, int, int], list[ClaimTap]]


class Stage:
    """The world before the curtain: everybody holds a message with the button they will tap."""

    def __init__(self, sandbox: Sandbox, people: list[Hands], message_ids: list[int]) -> None:
        self.sandbox = sandbox
        self.people = people
        self._message_ids = message_ids

    def tap(self, number: int, data: str) -> None:
        taps.tap(self.people[number], self._message_ids[number], data)

    def edits(self) -> int:
        return sum(1 for entry in self.sandbox.log if entry.method == "editMessageText")


@asynccontextmanager
async def stage(creators: list[ClaimTap]) -> AsyncIterator[Stage]:
    os.sched_setaffinity(0, {TELEGRAMS_CORE})
    async with serve() as sandbox, aiohttp.ClientSession() as client:
        bot = sandbox.register()
        world = sandbox.world
        people = []
        for creator in creators:
            user = world.add_person("Creator", id_=creator.telegram_id)
            people.append(hands_of(world, bot, user))
            gestures.start(people[-1])
        await _call(client, sandbox, "deleteWebhook", drop_pending_updates=True)
        message_ids = [await _offer(client, sandbox, creator) for creator in creators]
        _let_the_instrument_run_through()
        yield Stage(sandbox, people, message_ids)


def _let_the_instrument_run_through() -> None:
    """Its own collector would stop it for 0.1 s now and then, and the bot would look slow."""
    gc.collect()
    gc.freeze()
    gc.disable()


async def _offer(client: aiohttp.ClientSession, sandbox: Sandbox, creator: ClaimTap) -> int:
    keyboard = {"inline_keyboard": [[{"text": "Claim", "callback_data": creator.data}]]}
    sent = await _call(
        client,
        sandbox,
        "sendMessage",
        chat_id=creator.telegram_id,
        text=FIRST_SCREEN,
        reply_markup=keyboard,
    )
    return int(sent["message_id"])


async def _call(
    client: aiohttp.ClientSession, sandbox: Sandbox, method: str, **params: object
) -> dict[str, object]:
    url = f"{sandbox.api_base_url}{TOKEN}/{method}"
    async with client.post(url, json=params) as answer:
        body = await answer.json()
    assert body["ok"], body
    result = body["result"]
    return result if isinstance(result, dict) else {}


@asynccontextmanager
async def bot_process(
    stage: Stage,
    argv: list[str],
    database_url: str,
    folder: Path,
    *,
    webhook_port: int = 0,
    per_second: float = 1000,
) -> AsyncIterator[subprocess.Popen[bytes]]:
    """A bot on its own core, listening by the time this enters: polling, or at that port."""
    with (folder / "bot.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: ASYNC220  (once, before the measurement)
            argv,
            env=os.environ | _settings(stage, database_url, webhook_port, per_second),
            stdout=log,
            stderr=log,
            preexec_fn=lambda: os.sched_setaffinity(0, {BOTS_CORE}),  # noqa: PLW1509
        )
        try:
            await _listens(stage, process, folder)
            yield process
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 20)


def _settings(
    stage: Stage, database_url: str, webhook_port: int, per_second: float
) -> dict[str, str]:
    """Ours and the peers', each under the names it reads."""
    settings = {
        "BOT_TOKEN": TOKEN,
        "API_BASE_URL": stage.sandbox.api_base_url,
        "DATABASE_URL": _async_url(database_url),
        "KOC__TELEGRAM__TOKEN": TOKEN,
        "KOC__TELEGRAM__API_BASE_URL": stage.sandbox.base_url,
        "KOC__DATABASE__URL": database_url,
        "KOC__WEB__PORT": "0",
        "KOC__LOG__LEVEL": "error",
        "KOC__LIMITS__MESSAGES_PER_SECOND": str(per_second),
        "KOC__CHECKS__OPEN_POSTS": "false",
    }
    if webhook_port:
        settings |= {
            "KOC__WEB__PORT": str(webhook_port),
            "KOC__TELEGRAM__MODE": "webhook",
            "KOC__TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{webhook_port}/telegram/webhook",
            "KOC__TELEGRAM__WEBHOOK_SECRET": "benchmark",
        }
    return settings


async def _listens(stage: Stage, process: subprocess.Popen[bytes], folder: Path) -> None:
    began, bot = time.monotonic(), stage.sandbox.world.bot()
    while not (bot.poller.polls or bot.webhook):
        if process.poll() is not None or time.monotonic() - began > START_SECONDS:
            raise RuntimeError(
                (folder / "bot.log").read_text()[-2000:] or "the bot does not listen"
            )
        await asyncio.sleep(0.002)


def _async_url(url: str) -> str:
    return url.replace("sqlite://", "sqlite+aiosqlite://", 1)


@contextmanager
def one_core() -> Iterator[None]:
    """For us, the programs and the servers we start."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {BOTS_CORE})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def scratch() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="koc-bench-")


PYTHON: Final = sys.executable
__all__ = ["PYTHON", "BotCommand", "Stage", "bot_process", "one_core", "scratch", "stage"]
