"""What is asked before a broadcast ends for good or is taken back; its sheet has what is asked
before it leaves.
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
