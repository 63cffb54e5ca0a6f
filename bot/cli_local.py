"""`koc demo` and `koc sandbox`: the local Telegram, with a small living world or alone."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bot.cli_base import OK, Options, Refused, command, forever

DEMO_PORT: Final = 8080
SANDBOX_PORT: Final = 8081
LAST_PORT: Final = 65_535


def add(commands: Any) -> None:
    _add_demo(commands)
    _add_sandbox(commands)


def _add_demo(commands: Any) -> None:
    demo = command(
        commands, "demo", _demo, "a small living world; needs no token", configured=False
    )
    demo.add_argument(
        "--port",
        type=_port(LAST_PORT - 1),
        default=DEMO_PORT,
        help="where to open the demo; the console takes the port after it",
    )


def _add_sandbox(commands: Any) -> None:
    sandbox = command(commands, "sandbox", _sandbox, "the local Telegram alone", configured=False)
    sandbox.add_argument(
        "--port", type=_port(LAST_PORT), default=SANDBOX_PORT, help="where it listens"
    )
    sandbox.add_argument(
        "--host",
        help="this machine alone, unless an address is named, as 0.0.0.0 in a container. Whoever "
        "reaches it reads every chat and writes as anybody, without a password: never on a network "
        "that others are on",
    )
    sandbox.add_argument("--no-limits", dest="limits", action="store_false", help="no rates")
    sandbox.add_argument("--log", type=Path, help="write what is accepted here too")


def _port(last: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isdecimal() and 1 <= int(text) <= last):
            raise argparse.ArgumentTypeError(f"{text} is no port: 1 to {last}")
        return int(text)

    return read


def _demo(options: Options) -> int:
    from bot.demo.run import run

    return forever(run(options.port))


def _sandbox(options: Options) -> int:
    from sandbox.__main__ import main as serve
    from sandbox.app import HOST

    host = options.host or HOST
    try:
        serve(options.port, host=host, limits=options.limits, log_path=options.log)
    except OSError as error:
        raise Refused(f"nothing can listen at {host}, port {options.port}: {error}") from None
    return OK
