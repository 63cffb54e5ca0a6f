"""`koc top`: what waits, what is late and which processes run, drawn anew every few seconds."""

import asyncio
import sys
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from bot.cli_base import OK, Options, command, config_of

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console, RenderableType
    from sqlalchemy import Connection

    from bot.config import Config
    from storage.database import Database
    from words.speech import Speech
    from words.top import House

_EVERY_SECONDS: Final = 2.0
_TIMES_AS_LONG: Final = 10  # the pause as the look: with a million rows that wait it counts long
_PLAIN_WIDTH: Final = 200  # where nobody's window says how wide


def add(commands: Any) -> None:
    top = command(
        commands, "top", _top, "the running house: queues, processes, lateness; Ctrl-C ends it"
    )
    top.add_argument(
        "--once", action="store_true", help="print all of it once and end, as into a pipe"
    )
    top.add_argument(
        "--every", type=float, default=_EVERY_SECONDS, help="seconds between two looks"
    )
    top.add_argument("--language", choices=("en", "zh"), help="locale.default unless said")


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at the house, in a language."""

    db: "Database"
    config: "Config"
    say: "Speech"

    async def drawn(self, console: "Console", height: int | None = None) -> "RenderableType":
        from datetime import UTC, datetime

        from bot import top_screen

        now = datetime.now(UTC)
        house = await self.db.read(_house, self.config, now)
        return top_screen.picture(house, self.say, now, console, height)


def _top(options: Options) -> int:
    from bot import cli_database
    from domain.locales import EN, ZH
    from words.speech import speech

    config = config_of(options)
    say = speech({"en": EN, "zh": ZH}.get(options.language, config.locale.default))
    every = max(0.2, options.every)

    def shown(db: "Database") -> Awaitable[None]:
        look = _Look(db, config, say)
        return _once(look) if _is_plain(options) else _on_and_on(look, every)

    with suppress(KeyboardInterrupt):
        cli_database.reading(config, shown)
    return OK


def _is_plain(options: Options) -> bool:
    """What reads us through a pipe waits for our end."""
    return options.once or not sys.stdout.isatty()


async def _once(look: _Look) -> None:
    console = _plain_console()
    console.print(await look.drawn(console))


async def _on_and_on(look: _Look, every: float) -> None:
    from rich.console import Console
    from rich.live import Live

    console = Console(highlight=False, markup=False)
    first = await look.drawn(console, console.height)
    with Live(first, console=console, screen=True, auto_refresh=False) as live:
        live.refresh()
        pause = every
        while True:
            await asyncio.sleep(pause)
            began = perf_counter()
            live.update(await look.drawn(console, console.height), refresh=True)
            pause = max(every, _TIMES_AS_LONG * (perf_counter() - began))


def _house(conn: "Connection", config: "Config", now: "datetime") -> "House":
    from services import health, processes
    from words.top import House

    found = health.gauges(conn, config.broadcast_rules, config.switched_off, now=now)
    totals = found.totals
    return House(
        found.queues,
        found.running,
        found.late_seconds,
        found.set_back,
        totals.in_doubt,
        totals.dead,
        totals.kept_updates,
        processes.every(conn),
        totals.standing,
    )


def _plain_console() -> "Console":
    from rich.console import Console

    width = None if sys.stdout.isatty() else _PLAIN_WIDTH
    return Console(highlight=False, markup=False, no_color=True, width=width)
