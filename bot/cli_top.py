"""`koc top`: what waits, what is late and which processes run, drawn anew every few seconds."""

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from bot.cli_base import OK, Options, command, config_of

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console, RenderableType
    from sqlalchemy import Connection

    from domain.broadcast_rules import BroadcastRules
    from storage.database import Database
    from words.speech import Speech
    from words.top import House

_EVERY_SECONDS: Final = 2.0
_TIMES_AS_LONG: Final = 10  # the pause as the look: with a million rows that wait it counts long
_PLAIN_WIDTH: Final = 132  # where nobody's window says how wide


def add(commands: Any) -> None:
    top = command(commands, "top", _top, "the running house: queues, lateness, processes")
    top.add_argument("--once", action="store_true", help="print it once, plainly, and end")
    top.add_argument(
        "--every", type=float, default=_EVERY_SECONDS, help="seconds between two looks"
    )
    top.add_argument("--language", choices=("en", "zh"), help="locale.default unless said")


def _top(options: Options) -> int:
    from bot import cli_database
    from domain.locales import EN, ZH
    from words.speech import speech

    config = config_of(options)
    said = {"en": EN, "zh": ZH}.get(options.language, config.locale.default)
    rules = config.broadcast_rules
    show = _once if options.once else _on_and_on
    cli_database.reading(config, lambda db: show(db, rules, speech(said), max(0.2, options.every)))
    return OK


async def _once(db: "Database", rules: "BroadcastRules", say: "Speech", every: float) -> None:
    _plain_console().print(await _drawn(db, rules, say))


async def _on_and_on(db: "Database", rules: "BroadcastRules", say: "Speech", every: float) -> None:
    from rich.live import Live

    with Live(await _drawn(db, rules, say), screen=True, auto_refresh=False) as live:
        pause = every
        while True:
            await asyncio.sleep(pause)
            began = perf_counter()
            live.update(await _drawn(db, rules, say), refresh=True)
            pause = max(every, _TIMES_AS_LONG * (perf_counter() - began))


async def _drawn(db: "Database", rules: "BroadcastRules", say: "Speech") -> "RenderableType":
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    return _picture(await db.read(_house, rules, now), say, now)


def _house(conn: "Connection", rules: "BroadcastRules", now: "datetime") -> "House":
    from services import health, processes
    from words.top import House

    found = health.gauges(conn, rules, now=now)
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
    )


def _picture(house: "House", say: "Speech", now: "datetime") -> "RenderableType":
    from rich.console import Group
    from rich.table import Table

    from words import top

    drawn: list[RenderableType] = [f"{now:%Y-%m-%d %H:%M:%S} UTC", top.totals(house, say, now)]
    for sheet in top.sheets(house, say, now):
        table = Table(title=sheet.title, title_justify="left", box=None, pad_edge=False)
        for number, head in enumerate(sheet.heads):
            table.add_column(head, justify="left" if number == 0 else "right", no_wrap=True)
        for row in sheet.rows:
            table.add_row(*row)
        drawn += ["", table]
    return Group(*drawn)


def _plain_console() -> "Console":
    import sys

    from rich.console import Console

    width = None if sys.stdout.isatty() else _PLAIN_WIDTH
    return Console(highlight=False, markup=False, no_color=True, width=width)
