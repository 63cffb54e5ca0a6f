"""How a broadcast looks to staff, and its maker's own message of it, which follows its progress."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from domain import quiet_hours
from domain.delivery import BroadcastStatus
from domain.lengths import cut
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, Rows, Screen
from services import broadcast_reports
from services.broadcasts import BroadcastSheet
from words import names, times
from words.speech import Html, Speech, msg

LONGEST_QUOTE: Final = 1_500  # UTF-16 units of each language: both fit in one message
B = BroadcastStatus
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
        render(found, desk.say, desk.timezone, desk.now), placed=partial(_follow, desk, found)
    )


async def _follow(desk: Desk, found: BroadcastSheet, message_id: int) -> None:
    assert desk.actor is not None  # who sees a broadcast has been looked up
    follow, number = broadcast_reports.follow, found.facts.broadcast_id
    await desk.house.db.write(follow, desk.actor, number, message_id, now=desk.now)


def left(desk: Desk, instead: Screen) -> Screen:
    """`instead` takes the message: no progress is to be drawn over it."""

    async def leave(message_id: int) -> None:
        assert desk.actor is not None  # who sees broadcasts has been looked up
        await desk.house.db.write(broadcast_reports.leave, desk.actor, message_id)

    return replace(instead, placed=leave)


def status(of: BroadcastStatus, say: Speech) -> Html:
    return say(_STATUS[of])


def render(found: BroadcastSheet, say: Speech, timezone: str, now: datetime) -> Screen:
    """Pure."""
    return Screen(_text(say, found, _quiet(say, found, timezone, now)), _rows(say, found))


def _stands(found: BroadcastSheet) -> BroadcastStatus:
    """With nothing left to send it is done, also before the clock has said so."""
    if found.facts.status is B.SENDING and not found.tally.waiting:
        return B.DONE
    return found.facts.status


def _quiet(say: Speech, found: BroadcastSheet, timezone: str, now: datetime) -> list[Html]:
    """Whom it does not reach at once, and why nothing seems to move."""
    held = quiet_hours.held(found.clocks, now)
    if held is None or found.facts.status is B.CANCELLED:
        return []
    until = times.moment(held.until, timezone, say.locale, now)
    return [
        say(
            "🌙 Quiet hours hold it back for {count} of them, the last until about {until}.",
            count=held.readers,
            until=until,
        )
    ]


def _text(say: Speech, found: BroadcastSheet, quiet: list[Html]) -> Html:
    facts, segment = found.facts, found.facts.segment
    head = say(
        "📣 <b>{title}</b> · {status}\n{platform} · {category} · {region}",
        title=facts.title,
        status=status(_stands(found), say),
        platform=names.name(segment.platform, say) if segment.platform else say("all platforms"),
        category=names.name(segment.category, say) if segment.category else say("all categories"),
        region=names.region(segment.region or "", say),
    )
    button = [say("Button: {task}", task=found.task_title)] if found.task_title else []
    bodies = [
        Html("<blockquote>{}</blockquote>").format(cut(text, LONGEST_QUOTE))
        for text in facts.body.values()
    ]
    return Html("\n\n").join([head, *bodies, *button, _numbers(say, found), *quiet])


def _numbers(say: Speech, found: BroadcastSheet) -> Html:
    if found.audience:
        return say(
            "<b>{reached}</b> will get it. Time it takes: {eta}\n"
            "Matching {matching} · muted {opted_out} · unreachable {unreachable}",
            reached=found.audience.reached,
            eta=times.left(found.eta, say),
            matching=found.audience.matching,
            opted_out=found.audience.opted_out,
            unreachable=found.audience.unreachable,
        )
    tally, audience = found.tally, found.facts.audience
    return say(
        "{bar} {ended}/{audience}\nDelivered {sent} · waiting {waiting} · unreachable {dead} · "
        "in doubt {in_doubt} · cancelled {cancelled}",
        bar=_bar(audience - tally.waiting, audience),
        ended=audience - tally.waiting,
        audience=audience,
        sent=tally.sent,
        waiting=tally.waiting,
        dead=tally.dead,
        in_doubt=tally.in_doubt,
        cancelled=tally.cancelled,
    )


def _bar(part: int, whole: int) -> str:
    filled = round(10 * part / whole) if whole else 10
    return "▓" * filled + "░" * (10 - filled)


def _rows(say: Speech, found: BroadcastSheet) -> Rows:
    at = found.facts.broadcast_id
    refresh = Button(say("Refresh"), tap("bc", at))
    cancel = Button(say("Cancel it"), tap("bc.cancel", at), style="danger")
    back = (Button(say("‹ Broadcasts"), tap("bcs")),)
    match _stands(found):
        case BroadcastStatus.DRAFT:
            reached = found.audience.reached if found.audience else 0
            label = say("Send to {count}", count=reached).unescape()
            go = (Button(label, tap("bc.go", at), style="success"),) if reached else ()
            return (go, (Button(say("Send to me first"), tap("bc.me", at)), cancel), back)
        case BroadcastStatus.SENDING:
            return ((refresh, Button(say("Pause"), tap("bc.pause", at)), cancel), back)
        case BroadcastStatus.PAUSED:
            return ((Button(say("Resume"), tap("bc.resume", at)), cancel), back)
        case _:
            return (back,)
