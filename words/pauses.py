"""How a pause is told: to its creator, to staff; no button, no rows."""

from datetime import datetime

from domain.pauses import Pause, PauseKind, PauseLine
from domain.people import Standing
from words import times
from words.people import called
from words.speech import Html, Speech, msg

STANDINGS = {
    Standing.ACTIVE: msg("active"),
    Standing.PAUSED: msg("paused"),
}


def standing(of: Standing, say: Speech) -> Html:
    return say(STANDINGS[of])


def own(pause: Pause, timezone: str, say: Speech, now: datetime) -> Html:
    """To the creator."""
    if pause.kind is PauseKind.STAFF:
        return say("⏸ New tasks are paused for you: {reason}", reason=pause.reason)
    return say("🏖 You are on a break until {until}.", until=_until(pause, timezone, say, now))


def line(each: PauseLine, timezone: str, say: Speech, now: datetime) -> Html:
    """To staff: what, when, by whom, how it ended."""
    began = times.moment(each.pause.began_at, timezone, say.locale, now)
    what = (
        say("Paused by {name}, {at}: {reason}", name=called(each.began_by), at=began,
            reason=each.pause.reason)
        if each.pause.kind is PauseKind.STAFF
        else say("On a break of their own since {at}, until {until}", at=began,
                 until=_until(each.pause, timezone, say, now))
    )  # fmt: skip
    return Html(" · ").join([what, _end(each, timezone, say, now)])


def _until(pause: Pause, timezone: str, say: Speech, now: datetime) -> str:
    return times.end(pause.until, timezone, say.locale, now) if pause.until else ""


def _end(each: PauseLine, timezone: str, say: Speech, now: datetime) -> Html:
    if each.ended_at is None:
        return say("still so")
    at = times.moment(each.ended_at, timezone, say.locale, now)
    if not each.ended_by:
        return say("over since {at}", at=at)
    return say("ended by {name}, {at}", name=called(each.ended_by), at=at)
