"""`koc ledger export`: the whole ledger for a bookkeeping program; changes nothing."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from bot.cli_base import OK, Options, Refused, command, config_of, group, say
from domain.journal.books import JournalFormat


def add(commands: Any) -> None:
    ledger = group(commands, "ledger", "every movement of money")
    export = command(ledger, "export", _export, "write the books, for beancount or hledger")
    export.add_argument("file", type=Path, help="where to; written anew if it is there")
    export.add_argument(
        "--format",
        type=JournalFormat,
        choices=list(JournalFormat),
        default=JournalFormat.BEANCOUNT,
        metavar=" | ".join(JournalFormat),
        help="beancount unless said",
    )
    _add_day(export, "--from", "first_day", "first day; else the first posting's")
    _add_day(export, "--to", "last_day", "last day; else the last posting's")


def _add_day(parser: ArgumentParser, option: str, name: str, means: str) -> None:
    parser.add_argument(option, dest=name, type=_day, metavar="YYYY-MM-DD", help=means)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day, as 2026-11-30 is") from None


def _export(options: Options) -> int:
    from bot import books

    if options.first_day and options.last_day and options.first_day > options.last_day:
        raise Refused("--from is after --to")
    config, days = config_of(options), (options.first_day, options.last_day)
    try:
        postings = books.export(config, options.file, options.format, days)
    except OSError as error:
        raise Refused(f"{options.file}: {error.strerror}") from None
    say(f"{postings} postings are in {options.file}: amounts of people, by number and not by name")
    return OK
