"""What can be done with a broadcast from its sheet, as it stands; nothing is done here."""

from datetime import datetime

from domain.broadcast import BroadcastFacts
from domain.broadcast_rules import BroadcastRules
from domain.delivery import BroadcastStatus
from handlers.codec import tap
from handlers.screen import Button, Rows, grid
from services.broadcast_sheets import BroadcastSheet
from words.speech import Speech


def rows(say: Speech, found: BroadcastSheet, now: datetime, rules: BroadcastRules) -> Rows:
    at = found.facts.broadcast_id
    refresh = Button(say("Refresh"), tap("bc", at))
    cancel = Button(say("Cancel it"), tap("bc.cancel?", at), style="danger")
    report = Button(say("Report"), tap("bc.report", at))
    copy = Button(say("Copy"), tap("bc.copy", at))
    back = Button(say("‹ Broadcasts"), tap("bcs"))
    match found.stands:
        case BroadcastStatus.DRAFT:
            return (_go(say, found, now), *_draft_rows(say, found, rules, cancel, back))
        case BroadcastStatus.SENDING:
            stop: tuple[Button, ...] = (refresh, Button(say("Pause"), tap("bc.pause", at)), cancel)
        case BroadcastStatus.PAUSED:
            stop = (Button(say("Resume"), tap("bc.resume", at)), cancel)
        case _:
            return ((report, copy, back),) if found.facts.confirmed_at else ((copy, back),)
    change = (Button(say("Take back to change it"), tap("bc.back?", at)),)
    may_change = found.facts.may_be_taken_back(now, any_left=found.any_left)
    return (stop, *((change,) if may_change else ()), (report, copy, back))


def _go(say: Speech, found: BroadcastSheet, now: datetime) -> tuple[Button, ...]:
    """What leads to a draft's confirmation; nothing where it would reach nobody."""
    count = found.audience.reached if found.audience else 0
    later = found.facts.arrival.is_ahead(now)
    label = (
        say("Schedule for {count}…", count=count) if later else say("Send to {count}…", count=count)
    )
    go = Button(label.unescape(), tap("bc.go?", found.facts.broadcast_id), style="success")
    return (go,) if count else ()


def _draft_rows(
    say: Speech, found: BroadcastSheet, rules: BroadcastRules, cancel: Button, back: Button
) -> Rows:
    facts = found.facts
    at = facts.broadcast_id
    edits = [
        Button(say("Audience"), tap("sg", f"b{at}")),
        Button(say("Buttons"), tap("bc.btn", at)),
        Button(say("When"), tap("bc.when", at)),
        *_words(say, facts),
        Button(say("Name it"), tap("bc.name", at)),
    ]
    if facts.paid_messages:
        edits.append(Button(say("Do not pay"), tap("bc.pay", at, 0)))
    elif found.gains_by_paying(rules):
        edits.append(Button(say("Pay in Stars"), tap("bc.pay", at, 1)))
    me = Button(say("Send to me first"), tap("bc.me", at))
    return (*grid(edits), (me,), (cancel, back))


def _words(say: Speech, facts: BroadcastFacts) -> tuple[Button, ...]:
    """Of several there is a page, where each is changed and dropped."""
    at = facts.broadcast_id
    if len(facts.body) > 1:
        return (Button(say("Wordings"), tap("bc.all", at)),)
    anew = Button(say("Write it anew"), tap("bc.words", at, 0, facts.revision))
    another = Button(say("Try another wording"), tap("bc.words", at, 1, facts.revision))
    return (anew, another)
