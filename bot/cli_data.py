"""The commands about what is stored: checking it, keeping it, bringing in, writing out."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli_base import FAILED, OK, Options, Refused, command, config_of, group, say
from domain.spreadsheet import write
from domain.terms import MEASURED, Source

if TYPE_CHECKING:
    from bot.commands import Said


def add(commands: Any) -> None:
    command(commands, "verify", _verify, "check every invariant; exit 1 names what is broken")
    backup = command(commands, "backup", _backup, "copy a SQLite database while it is in use")
    backup.add_argument("file", type=Path, help="must not exist yet")
    restore = command(commands, "restore", _restore, "put a backup back; the old one is kept")
    restore.add_argument("file", type=Path, help="what `koc backup` wrote")
    campaign = group(commands, "campaign", "campaigns as files")
    load = command(campaign, "load", _load_campaign, "load a campaign as a draft")
    load.add_argument("file", type=Path, help="TOML; mistakes are named by line and key")
    metrics = group(commands, "metrics", "what posts brought")
    _describe_import(
        command(metrics, "import", _import_metrics, "import readings: counted, asked, stored")
    )
    payouts = group(commands, "payouts", "money going out")
    export = command(payouts, "export", _export_payouts, "write the bank's file of a batch")
    export.add_argument("batch", type=int, help="the number of an approved batch")
    export.add_argument("--output", type=Path, help="where to; else a name of its own")
    export.add_argument(
        "--format", choices=["csv", "xlsx", "xml"], default="csv", help="of the file"
    )
    export.add_argument("--method", default="", help="one method's items, in its own form")
    export.add_argument(
        "--gone",
        action="append",
        default=[],
        metavar="KEY",
        help="a key that is lost for ever: what it sealed is payable again, to new details",
    )
    export.add_argument(
        "--again",
        action="store_true",
        help="although another file of the batch asks for the same payouts",
    )


def _describe_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV or XLSX")
    parser.add_argument("--dry-run", action="store_true", help="count only; store nothing")
    parser.add_argument(
        "--yes", "-y", action="store_true", help="store at once, without counting and asking first"
    )
    parser.add_argument("--refused", type=Path, help="a CSV for every refused row and its reason")
    sources = [source.value for source in MEASURED]
    parser.add_argument(
        "--source", choices=sources, default=Source.COORDINATOR.value, help="who says so"
    )


def _verify(options: Options) -> int:
    from bot import commands

    broken = commands.verify(config_of(options))
    for line in broken or ["every invariant holds"]:
        say(line)
    return FAILED if broken else OK


def _backup(options: Options) -> int:
    from bot import backups

    _kept(backups.backup, options)
    say(f"kept in {options.file}")
    return OK


def _restore(options: Options) -> int:
    from bot import backups

    aside = _kept(backups.restore, options)
    say(f"restored; what was there is now {aside}" if aside else "restored")
    return OK


def _kept(work: Callable[[str, Path], Any], options: Options) -> Any:
    from bot.backups import CannotKeep

    try:
        return work(config_of(options).database.url, options.file)
    except CannotKeep as error:
        raise Refused(str(error), FAILED) from None


def _load_campaign(options: Options) -> int:
    from bot import commands

    content = _content(options.file)
    return _told(commands.load_campaign(config_of(options), content, str(options.file)))


def _import_metrics(options: Options) -> int:
    from bot import commands

    if not options.file.is_file():
        _content(options.file)  # says why
    config, source = config_of(options), Source(options.source)
    file = commands.opened(config, options.file)
    if isinstance(file, commands.Said):
        return _told(file)
    if options.dry_run or not options.yes:
        _told(commands.count_metrics(config, file, source))
        if options.dry_run or not _agreed("Store the new ones?"):
            return OK
    done = _told(commands.import_metrics(config, file, source))
    if options.refused:
        _write_refused(options.refused, commands.refusals_of(config, file, source))
    return done


def _write_refused(path: Path, rows: list[tuple[str, ...]]) -> None:
    path.write_bytes(write([("line", "reason", "field", "value"), *rows]))
    say(f"{len(rows)} refused rows are in {path}")


def _export_payouts(options: Options) -> int:
    from bot import commands

    return _told(
        commands.export_payouts(
            config_of(options),
            options.batch,
            options.output,
            options.format,
            options.method,
            options.gone,
            again=options.again,
        )
    )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}") from None


def _told(said: "Said") -> int:
    for line in said.lines:
        say(line)
    return OK if said.done else FAILED


def _agreed(question: str) -> bool:
    """Only a clear yes is one; nobody there is a no."""
    try:
        return input(f"{question} [y/N] ").strip().lower() in {"y", "yes", "是"}
    except EOFError:
        return False
