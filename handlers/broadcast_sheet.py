"""How a broadcast looks to staff, and its maker's own message of it, which follows its progress."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from domain.broadcast import BroadcastFacts
from domain.broadcast_rules import BroadcastRules, stars
from domain.delivery import BroadcastStatus
from domain.field_slips import meant
from domain.lengths import cut
from domain.message import MediaKind, unknown_fields
from handlers import broadcast_buttons as buttons
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, Rows, Screen
from services import broadcast_progress
from services.broadcast_sheets import BroadcastSheet
from words import broadcasts as words
from words import personal_fields, segments, times
from words.punctuation import listed
from words.speech import Html, Speech, msg

LONGEST_QUOTE: Final = 1_500  # UTF-16 units of each language: both fit in one message
B = BroadcastStatus
_MEDIA: Final = {MediaKind.PHOTO: "🖼 ", MediaKind.VIDEO: "🎬 ", MediaKind.DOCUMENT: "📎 "}
_STATUS: Final = {
    B.DRAFT: msg("draft"),
    B.SENDING: msg("being sent"),
    B.PAUSED: msg("paused"),
    B.CANCELLED: msg("cancelled"),
    B.DONE: msg("sent out"),
}


def screen(desk: Desk, found: BroadcastSheet) -> Screen:
    """Whichever message comes to show it is kept up to date from then on, if it is its maker's."""
    return replace(
        render(found, desk.say, desk.timezone, desk.now, desk.house.broadcasts),
        placed=partial(_follow, desk, found),
    )


async def _follow(desk: Desk, found: BroadcastSheet, message_id: int) -> None:
    assert desk.actor is not None  # who sees a broadcast has been looked up
    follow, number = broadcast_progress.follow, found.facts.broadcast_id
    await desk.house.db.write(follow, desk.actor, number, message_id, now=desk.now)


def left(desk: Desk, instead: Screen) -> Screen:
    """`instead` takes the message: no progress is to be drawn over it."""

    async def leave(message_id: int) -> None:
        assert desk.actor is not None  # who sees broadcasts has been looked up
        await desk.house.db.write(broadcast_progress.leave, desk.actor, message_id)

    return replace(instead, placed=leave)


def status(of: BroadcastFacts, say: Speech, timezone: str, now: datetime) -> Html:
    if of.is_scheduled(now):
        return words.scheduled(of.arrival, timezone, now, say)
    return say(_STATUS[of.status])


def render(
    found: BroadcastSheet, say: Speech, timezone: str, now: datetime, rules: BroadcastRules
) -> Screen:
    """Pure."""
    return Screen(_text(say, found, timezone, now, rules), buttons.rows(say, found, now, rules))


def question(
    found: BroadcastSheet,
    say: Speech,
    timezone: str,
    now: datetime,
    rules: BroadcastRules,
    uncounted: Iterable[Html] = (),
) -> Screen:
    """Before a draft is confirmed: to how many, when, for how much, who is left out, and which
    links that were to be counted cannot be.
    """
    count = found.audience.reached if found.audience else 0
    later = found.facts.arrival.is_ahead(now)
    head = _whether(found, count, say, later=later)
    told = words.arrival(found.facts.arrival, timezone, now, say)
    told += words.payment(found.messages, found.paid_messages, say)
    told += [*_warnings(say, found), *uncounted]
    told += [_numbers(say, found, now, rules), *_fitting(say, found)]
    told += words.held(found.held, timezone, now, say)
    sure = say("From then on its words and its readers are fixed; what has left cannot be undone.")
    at = found.facts.broadcast_id
    asked = found.facts.question(now)
    yes = Button(
        say("Yes, schedule it") if later else say("Yes, send it"),
        tap("bc.go", at, asked.revision, int(asked.later)),
        style="success",
    )
    rows: Rows = ((yes, Button(say("‹ Back"), tap("bc", at))),)
    return Screen(Html("\n\n").join([head, *told, sure]), rows)


def _whether(found: BroadcastSheet, count: int, say: Speech, *, later: bool) -> Html:
    """Now is said of those alone whom it reaches now."""
    held = found.held.readers if found.held else 0
    told = {"title": found.facts.title, "count": count, "now": count - held}
    if later:
        return say("Schedule <b>{title}</b> for {count}?", **told)
    if not held:
        return say("Send <b>{title}</b> to {count} now?", **told)
    if held >= count:
        return say("Send <b>{title}</b> to {count}? Nobody is reached at once.", **told)
    return say("Send <b>{title}</b> to {count}, {now} of them now?", **told)


def may_cancel(found: BroadcastSheet) -> bool:
    return found.stands in (B.DRAFT, B.SENDING, B.PAUSED)


def _text(
    say: Speech, found: BroadcastSheet, timezone: str, now: datetime, rules: BroadcastRules
) -> Html:
    facts = found.facts
    head = say(
        "📣 <b>{title}</b> · {status}\n👥 {audience}",
        title=facts.called,
        status=status(replace(facts, status=found.stands), say, timezone, now),
        audience=segments.all_of(facts.segment, say, found.names),
    )
    lines = [head, *words.refusal(facts.refusal, say), *bodies(say, facts)]
    lines += _extras(say, found, timezone, now)
    lines += [_numbers(say, found, now, rules), *_offer(say, found, rules), *_fitting(say, found)]
    return Html("\n\n").join([*lines, *words.held(found.held, timezone, now, say)])


def bodies(say: Speech, facts: BroadcastFacts) -> list[Html]:
    """Every wording in every language, without its formatting: "Send to me first" shows that."""
    longest = LONGEST_QUOTE // len(facts.body)
    return [
        Html("{}<blockquote>{}{}</blockquote>").format(
            _named(place if len(facts.body) > 1 else None, locale),
            _MEDIA[each.media.kind] if each.media else "",
            cut(each.plain, longest),
        )
        for place, versions in enumerate(facts.body)
        for locale, each in versions.items()
    ]


def _named(place: int | None, locale: str) -> Html:
    return Html("<b>{}</b>\n").format(words.version(place, locale))


def _extras(say: Speech, found: BroadcastSheet, timezone: str, now: datetime) -> list[Html]:
    """Buttons, personal fields, moment, payment, words in braces that mean nothing."""
    facts = found.facts
    labels = words.buttons(facts, found.offered, say)
    lines = [Html("\n").join(labels)] if labels else []
    lines += personal_fields.filled(found.values, say)
    lines += words.arrival(facts.arrival, timezone, now, say)
    lines += words.payment(found.messages, found.paid_messages, say)
    return [*lines, *_warnings(say, found)]


def _offer(say: Speech, found: BroadcastSheet, rules: BroadcastRules) -> list[Html]:
    """What paying would cost and gain, before anybody taps for it."""
    if not found.gains_by_paying(rules):
        return []
    paid = times.left(found.eta_paid(rules), say)
    price = stars(found.messages)
    return [say("⭐ Paid for it takes {eta}; Stars at most: {stars}.", eta=paid, stars=price)]


def _warnings(say: Speech, found: BroadcastSheet) -> list[Html]:
    """Of a draft: words in braces that nobody fills, readers of a language it is not written in."""
    facts = found.facts
    if facts.status is not B.DRAFT:
        return []
    told = [words.in_another_language(facts.body, *each, say) for each in found.foreign.items()]
    if odd := unknown_fields(facts.body):
        stay = say("⚠️ These words in braces stay as they are: {words}", words=listed(odd, say))
        told.append(stay + _meant(say, odd))
    return told


def _meant(say: Speech, odd: list[str]) -> Html:
    """Of slips of the pen, what they stand near."""
    near = [f"{{{each}}}" for each in meant(odd)]
    return Html("\n") + say("Did you mean {fields}?", fields=listed(near, say)) if near else Html()


def _numbers(say: Speech, found: BroadcastSheet, now: datetime, rules: BroadcastRules) -> Html:
    if found.audience:
        return say(
            "<b>{reached}</b> will get it. Time it takes: {eta}\n"
            "Matching {matching} · muted {opted_out} · unreachable {unreachable} · had enough "
            "this week {capped}",
            reached=found.audience.reached,
            eta=times.left(found.eta(rules), say),
            matching=found.audience.matching,
            opted_out=found.audience.opted_out,
            unreachable=found.audience.unreachable,
            capped=found.audience.capped,
        )
    if found.facts.confirmed_at is None:
        return say("Nobody has got it.")
    passed_over = words.passed_over(found.facts, say)
    if found.facts.is_scheduled(now) and not found.is_out:
        coming = say("<b>{count}</b> will get it.", count=found.tally.waiting)
        return Html("\n").join([coming, *passed_over])
    progress = [_progress(say, found), *_time_left(say, found, rules)]
    return Html("\n").join([*progress, *passed_over])


def _time_left(say: Speech, found: BroadcastSheet, rules: BroadcastRules) -> list[Html]:
    """None of one that stands, nor of what waits for a later hour."""
    return [words.time_left(found.eta(rules), say)] if found.is_leaving else []


def _fitting(say: Speech, found: BroadcastSheet) -> list[Html]:
    """Who taps a button to a task they may not claim is let down: said before it leaves."""
    if found.fitting is None or not found.audience:
        return []
    told = {"title": found.offered, "free": found.free_slots, "fit": found.fitting}
    if not found.fitting:
        return [say("⚠️ None of them fits <b>{title}</b>: nobody could claim it.", **told)]
    return [say("🎯 {fit} of them fit <b>{title}</b> now; slots left: {free}.", **told)]


def _progress(say: Speech, found: BroadcastSheet) -> Html:
    tally, audience = found.tally, found.facts.audience
    return say(
        "{bar} {sent}/{audience}\nDelivered {sent} · waiting {waiting} · undeliverable {dead} · "
        "in doubt {in_doubt} · cancelled {cancelled}",
        bar=_bar(tally.sent, audience),
        audience=audience,
        sent=tally.sent,
        waiting=tally.waiting,
        dead=tally.dead,
        in_doubt=tally.in_doubt,
        cancelled=tally.cancelled,
    )


def _bar(part: int, whole: int) -> str:
    """Full when all is there and not before."""
    filled = 10 * part // whole if whole else 0
    return "▰" * filled + "▱" * (10 - filled)
