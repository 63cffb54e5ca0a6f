"""`koc demo`: one process with everything, until Ctrl-C; a fresh world each time."""

import asyncio
import base64
import random
import secrets
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from bot.app import Process, build
from bot.config import Config
from bot.demo import history, life
from bot.demo.cast import OWNER, STAFF, TO_BE, VETERAN, creators
from bot.endings import CannotGoOn
from bot.logs import set_up
from bot.settings import made
from sandbox import gestures
from sandbox.app import TOKEN, Sandbox, serve
from sandbox.clock import Clock
from sandbox.limits import Limits
from sandbox.world import Settings
from services.vault import Vault
from storage.database import open_database
from storage.migrate import upgrade

log = structlog.get_logger()

WHERE: Final = Path("var/demo")
WHOSE_TIME: Final = "Asia/Shanghai"  # the bot's, wherever the browser is


async def run(port: int) -> None:
    """The local Telegram at `port`, the console at the next one."""
    _ensure_free(port, port + 1)
    async with world(port) as process:
        await process.ended()


def _ensure_free(*ports: int) -> None:
    """Before anything of an earlier demo is thrown away: it may still be running."""
    for port in ports:
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except PermissionError:
            raise CannotGoOn(f"port {port} is not for you: DEMO_PORT=9000 make demo") from None
        except OSError:
            raise CannotGoOn(
                f"port {port} is in use, perhaps by another demo: DEMO_PORT=9000 make demo"
            ) from None


@asynccontextmanager
async def world(port: int) -> AsyncIterator[Process]:
    if (WHERE / str(port)).exists():
        _say("The world of the demo before is thrown away: each start makes a fresh one.")
        shutil.rmtree(WHERE / str(port), ignore_errors=True)
    clock = Clock()
    settings = Settings(limits=Limits(), real_time_callbacks=True, timezone=WHOSE_TIME)
    async with serve(port, clock=clock, settings=settings) as sandbox:
        sandbox.register(TOKEN, "KOC Dispatch", "koc_dispatch_bot")
        config = _config(sandbox, port)
        _say("Living through the last weeks …")
        await _live(config, clock)
        await _enter(sandbox)
        process = build(config, clock.now)
        await process.start()
        sandbox.link("Console", f"http://127.0.0.1:{port + 1}/console")
        going_on = asyncio.create_task(_go_on(process, clock))
        _say(_welcome(sandbox, port))
        try:
            yield process
        finally:
            going_on.cancel()
            await asyncio.gather(going_on, return_exceptions=True)
            await process.stop()


def _config(sandbox: Sandbox, port: int) -> Config:
    """What config.toml would say; the token opens the local Telegram and nothing else."""
    set_up("warning", "text")
    return made(
        {
            "telegram": {"token": TOKEN, "api_base_url": sandbox.base_url},
            "database": {"url": f"sqlite:///{WHERE / str(port) / 'koc.sqlite3'}"},
            "web": {"port": port + 1},
            "checks": {"open_posts": False},  # its posts are of no real platform
            # A broadcast may be paid for, in Stars that nobody has.
            "limits": {"messages_per_second": 100},
            "broadcasts": {"most_stars": 3},
            "staff": {"owners": [OWNER.telegram_id]},
            # What statements and transfers name; no such house is registered, no such bank exists.
            "payer": {
                "name": "示范传媒有限公司 (demo)",
                "address": "深圳市示范路 1 号",
                "account": "4400 1000 0000 0000 0018",
                "bic": "DEMOCNBJ",
            },
            "payouts": {"forms": {"bank": "cn-bank-batch"}},
            "secrets": {"encryption_key": base64.b64encode(secrets.token_bytes(32)).decode()},
        }
    )


async def _live(config: Config, clock: Clock) -> None:
    upgrade(config.database.url)
    db = open_database(config.database.url)
    try:
        vault = Vault(config.secrets.encryption_key.reveal())
        await history.live(db, vault, now=clock.now())
    finally:
        await db.close()


async def _enter(sandbox: Sandbox) -> None:
    """Everybody is in Telegram; those with a history have a chat with the bot."""
    world, bot = sandbox.world, sandbox.world.bot()
    for member in (*TO_BE, *creators()):
        user = world.add_person(
            member.name, language_code=member.language_code, id_=member.telegram_id
        )
        if member in (VETERAN, *STAFF):
            gestures.start(gestures.hands_of(world, bot, user))
        elif member in creators():
            world.private_chat(bot, user).started = True


async def _go_on(process: Process, clock: Clock) -> None:
    """As the clock moves, by itself or by the buttons, the others live on."""
    rng = random.Random()  # noqa: S311  (a story, not a secret)
    lived = clock.now()
    moved = asyncio.Event()
    clock.on_advance(moved.set)
    while True:
        moved.clear()
        while clock.now() - lived >= life.STEP:
            lived += life.STEP
            await _live_on(process, rng, lived)
            await _catch_up(process)
        try:
            await asyncio.wait_for(moved.wait(), timedelta(seconds=30).total_seconds())
        except TimeoutError:
            continue
        await _catch_up(process)


async def _live_on(process: Process, rng: random.Random, now: datetime) -> None:
    """A step that breaks is not the end of the story."""
    try:
        await process.db.write(life.step, rng, now=now, played=TO_BE)
    except Exception:
        log.exception("the others stood still")


async def _catch_up(process: Process) -> None:
    """The clock was moved: what fell due meanwhile happens now, not at the next tick."""
    if process.worker is not None:
        await process.worker.ticker.run_all()


def _welcome(sandbox: Sandbox, port: int) -> str:
    return f"""
  KOC Dispatch is running.

  Chat      {sandbox.base_url}/
            the local Telegram: be a creator, a coordinator, a reviewer, finance, the owner
  Console   http://127.0.0.1:{port + 1}/console
            to sign in, send /console in the chat of anybody on staff: each sees what is theirs

  Nothing leaves this machine. Ctrl-C ends it all; the next start makes a fresh world.
"""


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  (a command speaks)
