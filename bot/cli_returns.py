"""`koc returns`: how stable data return is, and which posts wait for figures; changes nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.cli_base import OK, Options, command, config_of, group, say

if TYPE_CHECKING:
    from domain.returns import CampaignReturns, MissingPost, Stability

_NOTHING = "no return has been due yet"
_ALL_CAME = "no figures are missing"
_MOST = 1_000  # of a campaign


def add(commands: Any) -> None:
    returns = group(commands, "returns", "how readings come back")
    command(returns, "report", _report, "on time, late, missing, by campaign and by source")
    command(returns, "missing", _missing, "the posts without figures that were due, by name")


def _report(options: Options) -> int:
    from datetime import UTC, datetime

    from bot import cli_database
    from services import return_reports

    now = datetime.now(UTC)
    found = cli_database.read(config_of(options), return_reports.every, now=now)
    for each in found:
        for line in _lines(each):
            say(line)
    if not found:
        say(_NOTHING)
    return OK


def _missing(options: Options) -> int:
    from datetime import UTC, datetime

    from bot import cli_database
    from services import return_reports

    now = datetime.now(UTC)
    found = cli_database.read(config_of(options), return_reports.every_missing, now=now, most=_MOST)
    for campaign_id, each in found:
        say(_post(campaign_id, each))
    if not found:
        say(_ALL_CAME)
    return OK


def _post(campaign_id: int, each: "MissingPost") -> str:
    days = ",".join(map(str, each.days)) or "past cut-off"
    waits = "waits" if each.is_wanted else "over"
    where = f"{each.platform} @{each.handle}"
    return f"#{campaign_id} work {each.assignment_id} day {days} {waits} {where} {each.url}"


def _lines(found: "CampaignReturns") -> Iterator[str]:
    from domain.locales import EN
    from domain.wording import read_title
    from words import returns
    from words.speech import speech

    english = speech(EN)
    yield f"#{found.campaign_id} {read_title(found.title, EN)}: {_told(found.whole)}"
    for each in found.feeds:
        yield f"  {returns.way(each, english).striptags()}: {_told(each.stability)}"


def _told(stability: "Stability") -> str:
    hours = stability.median_lag_hours
    lag = "-" if hours is None else f"{hours:g} h"
    return (
        f"{stability.on_time} on time, {stability.late} late, {stability.missing} missing "
        f"of {stability.due}, median lag {lag}"
    )
