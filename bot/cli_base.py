"""What every command shares: how it is declared, reads its configuration, speaks and ends."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.config import Config

OK, FAILED, WRONG_USE = 0, 1, 2
OUTGROWN = 3  # this release is too old for the tables
Options = argparse.Namespace


class Refused(Exception):
    """A command ends here, with these words on standard error."""

    def __init__(self, words: str, code: int = WRONG_USE) -> None:
        super().__init__(words)
        self.code = code


def command(
    commands: Any, name: str, do: Callable[[Options], int], does: str, *, configured: bool = True
) -> argparse.ArgumentParser:
    """`do` gets the options and gives the exit code."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=does, description=does)
    parser.set_defaults(do=do)
    if configured:
        parser.add_argument(
            "--config", type=Path, help="the configuration; config.toml if there is one"
        )
    return parser


def group(commands: Any, name: str, does: str) -> Any:
    made = commands.add_parser(name, help=does, description=does)
    return made.add_subparsers(title="commands", required=True, metavar="COMMAND")


def config_of(options: Options, *, talks: bool = False) -> "Config":
    """`talks`: with all that the chat needs; what works on rows alone asks for no bot's token."""
    from bot.settings import BadConfig, load

    try:
        return load(options.config, talks=talks)
    except BadConfig as error:
        raise Refused(str(error)) from None


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def forever(work: Coroutine[Any, Any, None]) -> int:
    """Ctrl-C is the usual end."""
    import uvloop

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work)
    except KeyboardInterrupt:
        return OK
    return OK
