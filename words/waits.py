"""Why approved work past its cut-off is not settled, as its creator reads it: no staff named."""

from datetime import datetime
from typing import Final

from domain import pricing
from domain.settlement_waits import Unsettled, WaitsFor
from domain.terms import MissingData, Terms
from words import times
from words.amounts import amount
from words.speech import Html, Speech, msg

_BY_A_PERSON: Final = {
    MissingData.ASK: msg("our team is asked for them; a person may pay {least} instead."),
    MissingData.WAIT: msg("it waits until they come; a person may pay {least} instead."),
}


def past_cutoff(
    each: Unsettled, terms: Terms, currency: str, timezone: str, say: Speech, now: datetime
) -> Html:
    """What it waits for, until when, and what comes of it then."""
    day = times.day(each.since, timezone, say.locale, now)
    head = say("So far. Its cut-off was on {day}:", day=day)
    return say("{head} {why}", head=head, why=_why(each, terms, currency, timezone, say, now))


def _why(
    each: Unsettled, terms: Terms, currency: str, timezone: str, say: Speech, now: datetime
) -> Html:
    match each.waits_for:
        case WaitsFor.CASE:
            return say("a person looks at it first.")
        case WaitsFor.LOOK:
            return say("its latest figures are looked at first.")
        case WaitsFor.PERSON:
            return _left_out(each, timezone, say, now)
        case WaitsFor.POT:
            return say("the pot is split once every post in it is counted.")
        case WaitsFor.DATA:
            return _no_data(each, terms, currency, timezone, say, now)


def _left_out(each: Unsettled, timezone: str, say: Speech, now: datetime) -> Html:
    assert each.left_out is not None  # it waits for that
    return say(
        "it was left out of settlement, until {day} at the latest, because: {reason}",
        day=times.day(each.left_out.until, timezone, say.locale, now),
        reason=each.left_out.reason,
    )


def _no_data(
    each: Unsettled, terms: Terms, currency: str, timezone: str, say: Speech, now: datetime
) -> Html:
    """An earlier cut-off loses nothing by it."""
    day = times.day(each.waited_until, timezone, say.locale, now)
    if not each.is_last:
        return say("no data came yet. The next cut-off pays the difference.")
    if not each.is_split:
        return say("no data came yet; its pot waits for them until {day}.", day=day)
    least = amount(pricing.least_minor(terms), currency)
    if each.missing is MissingData.FLOOR:
        return say("no data came yet. Without any, {least} is paid on {day}.", least=least, day=day)
    return say("no data came yet; {rule}", rule=say(_BY_A_PERSON[each.missing], least=least))
