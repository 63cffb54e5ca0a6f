"""`koc statements year`: what a year brought each creator, as files for them and the tax office."""

from pathlib import Path
from typing import Any

from bot.cli_base import FAILED, OK, Options, Refused, command, config_of, group, say


def add(commands: Any) -> None:
    statements = group(commands, "statements", "what was paid to whom")
    year = command(statements, "year", _year, "a page and a table for each creator of a year")
    year.add_argument("year", type=int, help="like 2026, by locale.timezone")
    year.add_argument("--person", type=int, help="the number of one creator; else all of them")
    year.add_argument("--output", type=Path, default=Path(), help="the folder to write into")


def _year(options: Options) -> int:
    from bot import cli_database
    from domain.errors import NotFound
    from services import year_statements
    from words import year_statements as words
    from words.speech import speech

    config = config_of(options)
    language, zone = speech(config.locale.default), config.locale.timezone

    def gathered(conn: Any) -> list[Any]:
        found = year_statements.every(conn, options.year, zone)
        return [each for each in found if options.person in {None, each.person_id}]

    try:
        found = cli_database.read(config, gathered)
    except NotFound:
        raise Refused(f"{options.year}: is no year we could tell of") from None
    if not found:
        raise Refused(f"nobody was paid in {options.year}", FAILED)
    options.output.mkdir(parents=True, exist_ok=True)
    for each in found:
        stem = options.output / f"payouts-{each.year}-{each.person_id}"
        for path, content in (
            (stem.with_suffix(".csv"), words.as_csv(each)),
            (stem.with_suffix(".html"), words.as_html(each, language)),
        ):
            path.touch(0o600)
            path.write_bytes(content)
    say(f"{len(found)} creators of {options.year}, a page and a table each, in {options.output}")
    return OK
