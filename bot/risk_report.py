"""A dry run of the rules of risk in plain lines: assignments that would be flagged, and why."""

from collections.abc import Iterator

from bot import cli_database
from bot.config import Config
from domain.locales import EN
from domain.risk.thresholds import Thresholds
from services import risk
from words import risk as words
from words.speech import speech


def lines(config: Config, limits: Thresholds) -> Iterator[str]:
    """Reads only, so that a running service is not held up."""
    flagged = cli_database.read(config, risk.would_flag, limits)
    say = speech(EN)
    yield f"this setting would have flagged {len(flagged)}"
    for assignment_id, evidence in flagged.items():
        yield f"#{assignment_id}"
        for each in evidence:
            told = words.line(each, say).striptags()
            yield f"  {told} [{each.signal}, {each.strength:.2f}]"
