"""How a draft reads before it leaves: whom it reaches, what it costs, the last question."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from domain.broadcast_rules import stars
from domain.coming_moments import Example, NoTime
from domain.field_slips import meant
from domain.message import Body, unknown_fields
from domain.moments import BadMoment
from domain.segment import AudiencePreview
from words import broadcasts, times
from words.punctuation import listed
from words.speech import Html, Speech


def numbers(of: AudiencePreview, eta: timedelta, say: Speech) -> Html:
    return say(
        "<b>{reached}</b> will get it. Time it takes: {eta}\n"
        "Matching {matching} · muted {opted_out} · unreachable {unreachable} · had enough "
        "this week {capped}",
        reached=of.reached,
        eta=times.left(eta, say),
        matching=of.matching,
        opted_out=of.opted_out,
        unreachable=of.unreachable,
        capped=of.capped,
    )


def price(messages: int, eta_paid: timedelta, say: Speech) -> Html:
    paid = times.left(eta_paid, say)
    return say(
        "⭐ Paid for it takes {eta}; Stars at most: {stars}.", eta=paid, stars=stars(messages)
    )


def warnings(body: Body, foreign: Mapping[str, int], say: Speech) -> list[Html]:
    """Words in braces that nobody fills, readers of a language it is not written in."""
    told = [broadcasts.in_another_language(body, *each, say) for each in foreign.items()]
    if odd := unknown_fields(body):
        stay = say("⚠️ These words in braces stay as they are: {words}", words=listed(odd, say))
        told.append(stay + _meant(odd, say))
    return told


def _meant(odd: Iterable[str], say: Speech) -> Html:
    """Of slips of the pen, what they stand near."""
    near = [f"{{{each}}}" for each in meant(odd)]
    return Html("\n") + say("Did you mean {fields}?", fields=listed(near, say)) if near else Html()


def fitting(title: str, fit: int, free: int, say: Speech, *, of_campaign: bool) -> Html:
    """Who taps a button to a task they may not claim is let down: said before it leaves.

    Of a campaign with several tasks nobody asks who has claimed which: that is said, too.
    """
    told: dict[str, Any] = {"title": title, "free": free, "fit": fit}
    if not fit:
        return say("⚠️ None of them fits <b>{title}</b>: nobody could claim it.", **told)
    if of_campaign:
        return say(
            "🎯 {fit} of them fit a task of <b>{title}</b> now, counting who has claimed one "
            "already; slots left: {free}.",
            **told,
        )
    return say("🎯 {fit} of them fit <b>{title}</b> now; slots left: {free}.", **told)


def no_moment(refusal: BadMoment | NoTime, like: Example, say: Speech) -> Html:
    if isinstance(refusal, NoTime):
        return say("Please say the time, too.")
    return say(
        "I did not understand that time. Please write it like {whole}, {short} or tomorrow 10:00.",
        whole=like.whole,
        short=like.short,
    )


def whether(title: str, count: int, held: int, say: Speech, *, later: bool) -> Html:
    """Now is said of those alone whom it reaches now: `held` are reached at a later hour."""
    told: dict[str, Any] = {"title": title, "count": count, "now": count - held}
    if later:
        return say("Schedule <b>{title}</b> for {count}?", **told)
    if not held:
        return say("Send <b>{title}</b> to {count} now?", **told)
    if held >= count:
        return say("Send <b>{title}</b> to {count}? Nobody is reached at once.", **told)
    return say("Send <b>{title}</b> to {count}, {now} of them now?", **told)


def for_good(say: Speech) -> Html:
    return say("From then on its words and its readers are fixed; what has left cannot be undone.")


def yes(say: Speech, *, later: bool) -> Html:
    return say("Yes, schedule it") if later else say("Yes, send it")
