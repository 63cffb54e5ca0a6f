"""How work that waits for its settlement reads; who may settle it, services say."""

from datetime import datetime

from domain.settlement_waits import Unsettled, WaitsFor
from domain.terms import MissingData
from words import times
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech, msg

_RULES = {
    MissingData.FLOOR: msg("the floor is paid after 14 days"),
    MissingData.ASK: msg("waits for data or for your word"),
    MissingData.WAIT: msg("waits for data"),
}
_MARKS = {
    WaitsFor.CASE: "⏸",
    WaitsFor.LOOK: "⏸",
    WaitsFor.PERSON: "✋",
    WaitsFor.DATA: "📭",
    WaitsFor.POT: "⏳",
}


def why(each: Unsettled, timezone: str, say: Speech, now: datetime) -> Html:
    """What it waits for."""
    match each.waits_for:
        case WaitsFor.CASE:
            return say("held by a risk case")
        case WaitsFor.LOOK:
            return say("its latest reading is not checked for oddities yet")
        case WaitsFor.PERSON:
            return _left_out(each, timezone, say, now)
        case WaitsFor.POT:
            return say("its pot is split once every post in it is counted")
        case WaitsFor.DATA if not each.is_split:
            return say("missing data; its pot waits for them until 14 days after the cut-off")
        case WaitsFor.DATA:
            return say("missing data, {rule}", rule=say(_RULES[each.missing]))


def _left_out(each: Unsettled, timezone: str, say: Speech, now: datetime) -> Html:
    assert each.left_out is not None  # it waits for that
    return say(
        "left out by {name} until {day}: {reason}",
        name=called(each.left_out.by),
        day=times.day(each.left_out.until, timezone, say.locale, now),
        reason=each.left_out.reason,
    )


def ask_floor(each: Unsettled, say: Speech) -> Html:
    """Whose money, for what, how much; it is final."""
    assert each.floor is not None  # a person may pay it
    return say(
        "Pay {amount} to {name} for <b>{title}</b>, #{number}, {campaign}, and wait for no data "
        "any more? What comes later changes nothing.",
        amount=floor(each),
        name=called(each.name),
        title=each.title,
        number=each.assignment_id,
        campaign=each.campaign,
    )


def floor(each: Unsettled) -> str:
    assert each.floor is not None  # a person may pay it
    return amount(each.floor.amount_minor, each.floor.currency)


def comes_to(each: Unsettled) -> str:
    """What settling one that was left out would pay now."""
    assert each.comes_to is not None  # it was left out
    return amount(each.comes_to.amount_minor, each.comes_to.currency)


def exception(each: Unsettled, timezone: str, say: Speech, now: datetime) -> Html:
    return say(
        "{mark} {title} · {name} · #{number}, {campaign}, since {day}: {why}",
        mark=_MARKS[each.waits_for],
        title=each.title,
        name=called(each.name),
        number=each.assignment_id,
        campaign=each.campaign,
        day=times.day(each.since, timezone, say.locale, now),
        why=why(each, timezone, say, now),
    )
