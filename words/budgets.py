"""How a budget that was raised reads, and why one cannot be; decides nothing."""

from collections.abc import Sequence
from datetime import datetime

from domain.budget import LARGEST_BUDGET_MINOR, NotARaise, Raise
from words import times
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech


def raised(each: Raise, currency: str, timezone: str, say: Speech, now: datetime) -> Html:
    """One line of a campaign's history."""
    return say(
        "📈 Budget raised from {before} to {after} on {day} by {name}: {reason}",
        before=amount(each.before_minor, currency),
        after=amount(each.after_minor, currency),
        day=times.day(each.at, timezone, say.locale, now),
        name=called(each.by),
        reason=each.reason,
    )


def history(
    found: Sequence[Raise], currency: str, timezone: str, say: Speech, now: datetime
) -> Html:
    return Html("\n").join(raised(each, currency, timezone, say, now) for each in found)


def no_raise(refusal: NotARaise, say: Speech) -> Html:
    if refusal.is_too_large:
        most = amount(LARGEST_BUDGET_MINOR, refusal.currency)
        return say("That is beyond any budget: at most {most}, please.", most=most)
    return say(
        "A budget can only be raised: more than {present}, please.",
        present=amount(refusal.present_minor, refusal.currency),
    )
