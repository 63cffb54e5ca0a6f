"""How the readings that do not pay are told, beside the one that does."""

from datetime import datetime
from typing import Final

from domain.passed_over import PassedOver, WhyNot, most_telling
from words import times
from words.names import name
from words.speech import Html, Speech, msg

MOST_SHOWN: Final = 8
_WHY: Final = {
    WhyNot.TOO_LATE: msg("it came after the amount was fixed"),
    WhyNot.AFTER_CUTOFF: msg("taken after the cut-off"),
    WhyNot.WEAK_SOURCE: msg("this campaign does not pay by this source"),
    WhyNot.WEAKER: msg("a stronger source read at the same moment"),
    WhyNot.OLDER: msg("older than the one that counts"),
}


def block(found: tuple[PassedOver, ...], timezone: str, say: Speech, now: datetime) -> Html:
    """Empty where no other reading came."""
    if not found:
        return Html()
    shown = most_telling(found, MOST_SHOWN)
    lines = [say("🗂 These came too, but do not count:")]
    lines += [_line(each, timezone, say, now) for each in shown]
    if len(found) > len(shown):
        lines.append(say("and {count} more", count=len(found) - len(shown)))
    return Html("\n").join(lines)


def _line(each: PassedOver, timezone: str, say: Speech, now: datetime) -> Html:
    return say(
        "· {moment} ({source}): {why}",
        moment=times.moment(each.observed_at, timezone, say.locale, now),
        source=name(each.source, say),
        why=say(_WHY[each.why]),
    )
