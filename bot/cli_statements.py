"""`koc statements`: what a month or a year brought each creator, or a campaign cost, as files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from bot.cli_base import FAILED, OK, Options, Refused, command, config_of, group, say


def add(commands: Any) -> None:
    statements = group(commands, "statements", "what was earned by whom, and paid to whom")
    year = command(statements, "year", _creators, "a page and a table for each creator of a year")
    year.add_argument("period", metavar="YEAR", help="like 2026")
    year.set_defaults(is_month=False)
    month = command(
        statements, "month", _creators, "a page and a table for each creator of a month"
    )
    month.add_argument("period", metavar="MONTH", help="like 2026-11")
    month.set_defaults(is_month=True)
    for each in (year, month):
        each.add_argument("--person", type=int, help="the number of one creator; else all of them")
        each.add_argument(
            "--zone",
            default="",
            help="like Asia/Shanghai; else locale.timezone, as in chat",
        )
    campaign = command(
        statements, "campaign", _campaign, "a page and a table of what a campaign cost"
    )
    campaign.add_argument("campaign_id", type=int, metavar="CAMPAIGN", help="its number")
    for each in (year, month, campaign):
        each.add_argument("--output", type=Path, default=Path(), help="the folder to write into")


def _creators(options: Options) -> int:
    from bot import cli_database
    from services import statement_parties
    from services.vault import Vault
    from words import statement_files as files
    from words.speech import speech

    config, of = config_of(options), _period(options)
    vault = Vault(config.secrets.encryption_key.reveal())
    naming = statement_parties.Naming(config.payout_rules.payer, vault)
    language = speech(config.locale.default)
    zone = _zone(options.zone) or config.locale.timezone

    def gathered(conn: Any) -> list[Any]:
        found = statement_parties.every(conn, of, zone, naming, now=datetime.now(UTC))
        return [each for each in found if options.person in {None, each.person_id}]

    found = cli_database.read(config, gathered)
    if not found:
        raise Refused(f"nobody's money moved in {of.code}", FAILED)
    for each in found:
        stem = f"statement-{of.code}-{each.person_id}"
        _write(options.output / f"{stem}.csv", files.as_csv(each, language))
        _write(options.output / f"{stem}.html", files.as_html(each, language))
    clock = f"by the clock of {zone}"
    say(f"{len(found)} creators of {of.code} {clock}, two files each, in {options.output}")
    return OK


def _zone(name: str) -> str:
    """Empty: that of the house."""
    if name and name not in available_timezones():
        raise Refused(f"{name}: is no time zone; one is like Asia/Shanghai")
    return name


def _period(options: Options) -> Any:
    from domain.errors import NotFound
    from domain.period import period

    try:
        of = period(options.period)
    except NotFound:
        raise Refused(f"{options.period}: is no time we could tell of") from None
    if bool(of.month) is not options.is_month:
        raise Refused(f"{options.period}: a year is like 2026, a month like 2026-11")
    return of


def _campaign(options: Options) -> int:
    from bot import cli_database
    from domain.errors import NotFound
    from services import campaign_statements
    from words import campaign_files as files
    from words.speech import speech

    config = config_of(options)
    language, zone = speech(config.locale.default), config.locale.timezone
    asked = (options.campaign_id, zone)
    try:
        found = cli_database.read(config, campaign_statements.of_campaign, *asked)
    except NotFound:
        raise Refused(f"there is no campaign {options.campaign_id}", FAILED) from None
    for name, content in (
        (files.name(found, "csv"), files.as_csv(found, language)),
        (files.name(found, "html"), files.as_html(found, language)),
    ):
        _write(options.output / name, content)
    say(f"{len(found.lines)} settlements, a page and a table, in {options.output}")
    return OK


def _write(path: Path, content: bytes) -> None:
    """Amounts of people: for the owner of the file alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_bytes(content)
