"""How a broadcast looks to staff, and its maker's own message of it, which follows its progress."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from domain.broadcast import BroadcastFacts
from domain.broadcast_rules import BroadcastRules
from domain.delivery import BroadcastStatus
from domain.lengths import cut
from domain.message import MediaKind
from handlers import broadcast_buttons as buttons
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, Rows, Screen
from services import broadcast_progress
from services.broadcast_sheets import BroadcastSheet
from words import broadcast_buttons as below
from words import broadcast_drafts as drafts
from words import broadcasts as words
from words import personal_fields, segments
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
    held = found.held.readers if found.held else 0
    head = drafts.whether(found.facts.title, count, held, say, later=later)
    told = words.arrival(found.facts.arrival, timezone, now, say)
    told += words.payment(found.messages, found.paid_messages, say)
    told += [*_warnings(say, found), *uncounted]
    told += [_numbers(say, found, now, rules), *_fitting(say, found)]
    told += words.held(found.held, timezone, now, say)
    at = found.facts.broadcast_id
    asked = found.facts.question(now)
    yes = Button(
        drafts.yes(say, later=later),
        tap("bc.go", at, asked.revision, int(asked.later)),
        style="success",
    )
    rows: Rows = ((yes, Button(say("‹ Back"), tap("bc", at))),)
    return Screen(Html("\n\n").join([head, *told, drafts.for_good(say)]), rows)


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
    labels = below.buttons(facts, found.offered, say)
    lines = [Html("\n").join(labels)] if labels else []
    lines += personal_fields.filled(found.values, say)
    lines += words.arrival(facts.arrival, timezone, now, say)
    lines += words.payment(found.messages, found.paid_messages, say)
    return [*lines, *_warnings(say, found)]


def _offer(say: Speech, found: BroadcastSheet, rules: BroadcastRules) -> list[Html]:
    """What paying would cost and gain, before anybody taps for it."""
    if not found.gains_by_paying(rules):
        return []
    return [drafts.price(found.messages, found.eta_paid(rules), say)]


def _warnings(say: Speech, found: BroadcastSheet) -> list[Html]:
    is_draft = found.facts.status is B.DRAFT
    return drafts.warnings(found.facts.body, found.foreign, say) if is_draft else []


def _numbers(say: Speech, found: BroadcastSheet, now: datetime, rules: BroadcastRules) -> Html:
    if found.audience:
        return drafts.numbers(found.audience, found.eta(rules), say)
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
    if found.fitting is None or not found.audience:
        return []
    told = (found.offered, found.fitting, found.free_slots)
    return [drafts.fitting(*told, say, of_campaign=found.facts.campaign_id is not None)]


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
