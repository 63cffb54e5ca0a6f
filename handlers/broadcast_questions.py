"""What is asked before a broadcast ends for good, is taken back or resumed late; what is asked
before it leaves is with its sheet.
"""

from domain.delivery import BroadcastStatus
from handlers.codec import tap
from handlers.screen import Button, Screen
from services.broadcast_sheets import BroadcastSheet
from words.speech import Speech


def whether_to_cancel(found: BroadcastSheet, say: Speech) -> Screen:
    """It is for good, and stands beside what is not: how many have it, and how many never will."""
    facts, tally = found.facts, found.tally
    if facts.status is BroadcastStatus.DRAFT:
        text = say("Throw away the draft <b>{title}</b>? Nobody has got it.", title=facts.title)
        sure = say("Yes, throw it away")
    else:
        text = say(
            "Cancel <b>{title}</b> for good?\nDelivered: {sent}. Whoever has not got it yet will "
            "not get it any more: {waiting}. This is for good; a pause can be resumed.",
            title=facts.title,
            sent=tally.sent,
            waiting=tally.waiting,
        )
        sure = say("Yes, cancel it")
    yes = Button(sure, tap("bc.cancel", facts.broadcast_id), style="danger")
    return Screen(text, ((yes, Button(say("‹ Back"), tap("bc", facts.broadcast_id))),))


def whether_to_take_back(found: BroadcastSheet, say: Speech) -> Screen:
    at = found.facts.broadcast_id
    text = say(
        "Take back <b>{title}</b>? Nobody has got it. It is cancelled, and a new draft with its "
        "words, audience, buttons and moment opens.",
        title=found.facts.called,
    )
    yes = Button(say("Yes, take it back"), tap("bc.back", at), style="primary")
    return Screen(text, ((yes, Button(say("‹ Back"), tap("bc", at))),))


def whether_to_resume(found: BroadcastSheet, say: Speech) -> Screen:
    """Its moment came and went while it stood."""
    at = found.facts.broadcast_id
    text = say(
        "The moment of <b>{title}</b> has passed while it was paused, and nobody has got it. "
        "Resumed, it leaves now: {waiting} wait.",
        title=found.facts.called,
        waiting=found.tally.waiting,
    )
    yes = Button(say("Yes, send it now"), tap("bc.resume", at, 1), style="primary")
    change = Button(say("Take back to change it"), tap("bc.back?", at))
    return Screen(text, ((yes,), (change, Button(say("‹ Back"), tap("bc", at)))))
