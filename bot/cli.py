"""The command line: `koc COMMAND`; each command imports what it needs when it runs.

argparse, not a friendlier library: what the service weighs and how soon it answers is paid by all.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from typing import Final, NoReturn

from bot import (
    cli_data,
    cli_kept,
    cli_keys,
    cli_ledger,
    cli_local,
    cli_returns,
    cli_risk,
    cli_statements,
    cli_top,
    cli_webhooks,
    memory,
)
from bot.cli_base import FAILED, OK, OUTGROWN, Options, Refused, command, config_of, forever, say
from bot.endings import CannotGoOn, Outgrown
from bot.single import InUse, hold_database

_NOUNS: Final = (  # as --help tells them
    *(cli_data, cli_kept, cli_ledger, cli_keys, cli_statements, cli_returns, cli_risk, cli_top),
    cli_webhooks,
)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Ends the process: 0 done, 1 failed, 2 wrong use, 3 too old for the tables."""
    options = _parser().parse_args(argv)
    try:
        sys.exit(options.do(options))
    except Refused as refused:
        _end(str(refused), refused.code)
    except Outgrown as outgrown:
        _end(str(outgrown), OUTGROWN)
    except CannotGoOn as error:
        _end(str(error), FAILED)
    except InUse as used:
        _end(f"{used}: stop the service first", FAILED)


def _end(words: str, code: int) -> NoReturn:
    sys.stderr.write(f"{words}\n")
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="koc",
        description="KOC Dispatch: hands out tasks in chat, checks, measures and pays the work.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    run = command(commands, "run", _run, "run the service until SIGTERM or Ctrl-C")
    run.add_argument(
        "--roles",
        default="bot,web,worker",
        help="what this process does: bot, web, worker, with commas between",
    )
    cli_local.add(commands)
    command(commands, "migrate", _migrate, "bring the database to the present tables")
    command(commands, "check-config", _check_config, "name every mistake in the configuration")
    for nouns in _NOUNS:
        nouns.add(commands)
    return parser


def _run(options: Options) -> int:
    memory.begin()
    from bot import app, logs
    from bot.settings import secrets_of

    known = [duty.value for duty in app.Duty]
    roles = [role.strip() for role in options.roles.split(",")]
    for role in roles:
        if role not in known:
            raise Refused(f"--roles: {role!r} is none of {', '.join(known)}")
    config = config_of(options, talks=True)
    logs.set_up(config.log.level, config.log.format, secrets_of(config))
    return forever(app.run(config, duties=map(app.Duty, roles)))


def _migrate(options: Options) -> int:
    from bot.tables import bring_up
    from storage.migrate import HEAD

    url = config_of(options).database.url
    with hold_database(url):
        brought = bring_up(url)
    if brought.is_newer:
        say(f"at {brought.revision}, a newer release's, which this one ({HEAD}) works with as well")
    else:
        say(f"{'now' if brought.changed else 'already'} at {HEAD}")
    return OK


def _check_config(options: Options) -> int:
    from sqlalchemy import make_url

    config = config_of(options, talks=True)
    owners = ", ".join(map(str, config.staff.owners)) or "none"
    say(f"telegram        {config.telegram.mode} at {config.telegram.api_base_url}")
    say(f"database        {make_url(config.database.url).render_as_string()}")  # no password
    say(f"console         {config.console_url}")
    say(f"owners          {owners}")
    for each in fields(config.secrets):
        is_set = bool(getattr(config.secrets, each.name))
        say(f"{each.name:<15} {'set' if is_set else 'not set'}")
    if not config.staff.owners:
        raise Refused(
            "staff.owners: names nobody: put your Telegram id there, else nobody can begin", FAILED
        )
    return OK


if __name__ == "__main__":
    main()
