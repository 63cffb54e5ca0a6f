"""How what came of a broadcast reads: its wordings against each other, why some did not arrive."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from domain.arrival import Arrival
from domain.broadcast import BroadcastFacts, Reason, VariantOutcome
from domain.broadcast_rules import stars
from domain.contest import Deed, Finding, Verdict
from domain.delivery import DeliveryStatus
from domain.message import (
    Body,
    MediaKind,
)
from domain.quiet_hours import Held
from domain.refusals import About, about
from words import names, times
from words.names import LANGUAGES
from words.punctuation import labelled, listed
from words.speech import Html, Speech, msg

_ENDS: Final = {
    DeliveryStatus.DEAD: msg("undeliverable"),
    DeliveryStatus.IN_DOUBT: msg("in doubt"),
    DeliveryStatus.CANCELLED: msg("not sent"),
}
_REASONS: Final = {
    "": msg("cancelled"),
    "unreachable": msg("has blocked the bot"),
    "wants no broadcasts": msg("muted them meanwhile"),
    "had as many promotions this week as anybody gets": msg("had enough this week"),
    "erased": msg("has left"),
    "the process ended while it was being sent": msg("we were interrupted while sending"),
}
MEDIA: Final = {
    MediaKind.PHOTO: msg("🖼 A photo"),
    MediaKind.VIDEO: msg("🎬 A video"),
    MediaKind.DOCUMENT: msg("📎 A file"),
}
# What Telegram says, by a part of it that stays the same; anything else is quoted.
_TELEGRAMS: Final = {
    "bot was blocked by the user": _REASONS["unreachable"],
    "bot can't initiate conversation": msg("has never opened a chat with the bot"),
    "user is deactivated": msg("has no Telegram account any more"),
    "chat not found": msg("is not known to Telegram"),
    "user not found": msg("is not known to Telegram"),
    "peer_id_invalid": msg("is not known to Telegram"),
    "timed out": msg("Telegram did not answer"),
}


_BY: Final = {Deed.TAPPED: msg("By taps"), Deed.CLAIMED: msg("By claims")}


def letter(place: int) -> str:
    """A, B … of a wording."""
    return chr(ord("A") + place)


def version(place: int | None, locale: str) -> Html:
    """Which wording, where there are several, in which language: `A · English`."""
    return Html(" · ").join([*([letter(place)] if place is not None else []), LANGUAGES[locale]])


def in_another_language(body: Body, locale: str, readers: int, say: Speech) -> Html:
    """So many read a language that not every wording is written in.

    Which wording each gets is drawn by chance, so of these there is a guess, never nobody.
    """
    lacking = [place for place, versions in enumerate(body) if locale not in versions]
    told: dict[str, Any] = {
        "count": readers,
        "language": names.language(locale, say),
        "other": names.language(next(iter(body[lacking[0]])), say),
    }
    if len(lacking) == len(body):
        return say("🌐 {count} of them read {language} and get it in {other}.", **told)
    told["label"] = listed(map(letter, lacking), say)
    told["some"] = max(1, round(readers * len(lacking) / len(body)))
    return say(
        "🌐 {count} of them read {language}: about {some} of these get wording {label}, in "
        "{other}.",
        **told,
    )


def missed_its_moment(say: Speech) -> Html:
    """Beside what resumes it."""
    return say(
        "⚠️ Its moment has passed while it was paused, and nobody has got it: resumed, it leaves at "
        "once."
    )


def arrival(of: Arrival, timezone: str, now: datetime, say: Speech) -> list[Html]:
    """Nothing for at once."""
    lines = []
    if of.at:
        moment = times.moment(of.at, timezone, say.locale, now)
        lines.append(say("🗓 From {moment} on", moment=moment))
    if of.local:
        local = f"{of.local:%Y-%m-%d %H:%M}"
        lines.append(say("🗓 At {moment} on each reader's own clock", moment=local))
    return lines


def held(of: Held | None, timezone: str, now: datetime, say: Speech) -> list[Html]:
    """Whom it does not reach at once, and why nothing seems to move."""
    if of is None:
        return []
    until = times.moment(of.until, timezone, say.locale, now)
    return [
        say(
            "🌙 {count} of them get it at a later hour of theirs, the last about {until}.",
            count=of.readers,
            until=until,
        )
    ]


def time_left(span: timedelta, say: Speech) -> Html:
    return say("Time left: {eta}", eta=times.left(span, say))


def left_at(of: BroadcastFacts, timezone: str, now: datetime, say: Speech) -> Html:
    """When a confirmed one began, or begins, to leave."""
    if of.arrival.local:
        return _by_their_clocks(of.arrival.local, say)
    begins = max(of.arrival.at or of.confirmed_at or now, of.confirmed_at or now)
    return Html("{}").format(times.moment(begins, timezone, say.locale, now))


def payment(messages: int, paid: int, say: Speech) -> list[Html]:
    """Of so many messages so many are paid for; nothing where none is."""
    if not paid:
        return []
    if free := messages - paid:
        return [
            say(
                "⭐ {paid} of them paid for, Stars at most: {stars}; the other {free} cost nothing "
                "and go at the free rate.",
                paid=paid,
                stars=stars(paid),
                free=free,
            )
        ]
    return [say("⭐ Paid for; Stars at most: {stars}", stars=stars(paid))]


def refusal(words: str, say: Speech) -> list[Html]:
    """Why one pauses by itself, as Telegram said; nothing where it does not."""
    if not words:
        return []
    if about(words) is About.STARS:
        does = say("Top the bot's Stars up, then resume: whoever has not got it yet gets it.")
    else:
        does = say(
            "Its words are fixed. Resume to try once more, whoever was refused gets it then; or "
            "cancel it and write it anew."
        )
    return [
        say("⛔ Paused by itself, Telegram refuses it: <i>{words}</i>", words=words),
        does,
    ]


def passed_over(of: BroadcastFacts, say: Speech) -> list[Html]:
    """Whom it matched and does not reach; nothing where nobody is left out."""
    if not of.passed_over.persons:
        return []
    return [
        say(
            "Matching {matching} · muted {opted_out} · unreachable {unreachable} · had enough "
            "this week {capped}",
            matching=of.audience + of.passed_over.persons,
            opted_out=of.passed_over.opted_out,
            unreachable=of.passed_over.unreachable,
            capped=of.passed_over.capped,
        )
    ]


def scheduled(arrival: Arrival, timezone: str, now: datetime, say: Speech) -> Html:
    """With the moment that it waits for."""
    if arrival.local:
        return say("scheduled · {moment}", moment=_by_their_clocks(arrival.local, say))
    moment = times.moment(arrival.at or now, timezone, say.locale, now)
    return say("scheduled · {moment}", moment=moment)


def _by_their_clocks(local: datetime, say: Speech) -> Html:
    return say("{moment} on each reader's own clock", moment=f"{local:%Y-%m-%d %H:%M}")


def outcome(place: int, of: VariantOutcome, variants: int, say: Speech) -> Html:
    """One line of what is counted; with shares of who got it where somebody did."""
    parts = [say("Delivered {count}", count=of.delivered)]
    if of.tapped is not None:
        parts.append(say("tapped {count}", count=_share(of.tapped, of.delivered)))
    if of.claimed is not None:
        parts.append(say("claimed {count}", count=_share(of.claimed, of.delivered)))
    parts.append(say("muted {count}", count=_share(of.muted, of.delivered)))
    told = Html(" · ").join(parts)
    return Html("<b>{}</b> {}").format(letter(place), told) if variants > 1 else told


def verdict(of: Verdict, say: Speech) -> Html:
    """Which wording did better, by what; or that nobody can tell."""
    return labelled(say(_BY[of.by]), finding(of, say), say)


def deed(by: Deed, say: Speech) -> Html:
    return say(_BY[by])


def finding(of: Verdict, say: Speech) -> Html:
    if of.ahead is not None:
        return say("wording {label} did better, by more than chance", label=letter(of.ahead))
    if of.finding is Finding.TOO_FEW:
        return say("too few to tell which wording is better")
    return say("no wording did better by more than chance")


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if part and whole else str(part)


def reasons(found: Iterable[Reason], say: Speech) -> dict[Html, int]:
    """How many for each; what reads alike is one."""
    told: dict[Html, int] = {}
    for each in found:
        words = reason(each.status, each.problem, say)
        told[words] = told.get(words, 0) + each.messages
    return told


def reason(status: DeliveryStatus, problem: str, say: Speech) -> Html:
    """In words; what nobody foresaw as Telegram said it."""
    return say("{end}, {why}", end=say(_ENDS[status]), why=_why(problem, say))


def _why(problem: str, say: Speech) -> Html:
    if problem in _REASONS:
        return say(_REASONS[problem])
    said = problem.lower()
    known = next((words for part, words in _TELEGRAMS.items() if part in said), None)
    return say(known) if known else say("Telegram says “{words}”", words=problem)
