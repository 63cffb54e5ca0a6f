"""How what came of a broadcast reads: its wordings against each other, why some did not arrive."""

from datetime import datetime
from typing import Final

from domain.arrival import Arrival
from domain.broadcast import VariantOutcome
from domain.delivery import DeliveryStatus
from words import times
from words.speech import Html, Speech, msg

_ENDS: Final = {
    DeliveryStatus.DEAD: msg("not reached"),
    DeliveryStatus.IN_DOUBT: msg("in doubt"),
    DeliveryStatus.CANCELLED: msg("not sent"),
}
_REASONS: Final = {
    "": msg("cancelled"),
    "unreachable": msg("has blocked the bot"),
    "wants no broadcasts": msg("muted them meanwhile"),
    "had as many promotions this week as anybody gets": msg("had enough this week"),
    "erased": msg("has left"),
}
_BLOCKED: Final = "bot was blocked by the user"


def letter(place: int) -> str:
    """A, B … of a wording."""
    return chr(ord("A") + place)


def scheduled(arrival: Arrival, timezone: str, now: datetime, say: Speech) -> Html:
    """With the moment that it waits for."""
    if arrival.local:
        local = f"{arrival.local:%Y-%m-%d %H:%M}"
        return say("scheduled · {moment} on each reader's own clock", moment=local)
    moment = times.moment(arrival.at or now, timezone, say.locale, now)
    return say("scheduled · {moment}", moment=moment)


def outcome(place: int, of: VariantOutcome, variants: int, say: Speech) -> Html:
    """One line; with shares of who got it where somebody did."""
    told = say(
        "Delivered {delivered} · tapped {tapped} · claimed {claimed} · muted {muted}",
        delivered=of.delivered,
        tapped=_share(of.tapped, of.delivered),
        claimed=_share(of.claimed, of.delivered),
        muted=_share(of.muted, of.delivered),
    )
    return Html("<b>{}</b> {}").format(letter(place), told) if variants > 1 else told


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if part and whole else str(part)


def reason(status: DeliveryStatus, problem: str, say: Speech) -> Html:
    """Ours in words, Telegram's as it said it."""
    known = "unreachable" if _BLOCKED in problem.lower() else problem
    why = say(_REASONS[known]) if known in _REASONS else Html("{}").format(problem)
    return Html("{}, {}").format(say(_ENDS[status]), why)
