"""`koc risk dry-run`: which posts another setting would have flagged, with why; changes nothing."""

from typing import TYPE_CHECKING, Any

from bot.cli_base import OK, Options, Refused, command, config_of, group, say

if TYPE_CHECKING:
    from bot.config import Config
    from domain.risk.thresholds import Thresholds


def add(commands: Any) -> None:
    risk = group(commands, "risk", "oddities of posts")
    dry_run = command(risk, "dry-run", _dry_run, "what a setting would have flagged so far")
    dry_run.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="a key of [risk], as claims_per_hour=5; may come several times",
    )


def _dry_run(options: Options) -> int:
    from bot import risk_report

    config = config_of(options)
    limits = _changed(config, options.changes)
    for line in risk_report.lines(config, limits):
        say(line)
    return OK


def _changed(config: "Config", changes: list[str]) -> "Thresholds":
    """The configured numbers with these in place of theirs, read as variables are."""
    from dataclasses import fields, replace

    from bot.risk_section import Risk
    from bot.values import READ

    known = {each.name: each for each in fields(Risk)}
    told = {}
    for change in changes:
        key, _, value = change.partition("=")
        key = key.strip()
        if key not in known:
            raise Refused(f"--set {key}: is not a key of [risk]")
        try:
            told[key] = known[key].metadata[READ](value.strip())
        except ValueError as wrong:
            raise Refused(f"--set {key}: {wrong}") from None
    return replace(config.risk, **told).thresholds
