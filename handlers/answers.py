"""What a message that asked something becomes once it is answered; drawn by bot/following.py."""

from datetime import datetime

from domain.assignment import CREATORS_TURN, REVIEWERS_TURN, AssignmentStatus
from domain.extension import Term
from domain.follow_ups import Answered, BatchEnd
from domain.payout import BatchStatus
from handlers.codec import tap
from handlers.screen import Button, Screen
from words import times
from words import work as words
from words.people import called
from words.speech import Html, Speech


def came_of_it(answered: Answered, say: Speech, timezone: str, now: datetime) -> Screen:
    """Without what can be done no more; a work's card has what still can.

    Drawn once, so it says what they did, not how it stands: that may change.
    """
    if answered.batch is not None:
        return _of_batch(answered.batch, say)
    term = answered.term
    if term is None:
        return Screen(say("✅ Nothing of this waits for you any more."))
    card = Button(say("Open the task"), tap("work", term.assignment_id))
    return Screen(_of_work(term, say, timezone, now), ((card,),))


def _of_batch(batch: BatchEnd, say: Speech) -> Screen:
    about = {"name": called(batch.by), "number": batch.batch_id}
    if batch.status is BatchStatus.CANCELLED:
        text = say("↩️ {name} has withdrawn payout batch {number}.", **about)
    else:
        text = say("✅ {name} has approved payout batch {number}.", **about)
    return Screen(text, ((Button(say("Open the batch"), tap("pay", batch.batch_id)),),))


def deadline(term: Term, say: Speech, timezone: str, now: datetime) -> Html:
    """A later one, as it was granted."""
    return say(
        "🗓 <b>{title}</b>: you have until {due} now. We remind you before that.",
        title=term.title,
        due=times.end(term.due_at, timezone, say.locale, now),
    )


def _of_work(term: Term, say: Speech, timezone: str, now: datetime) -> Html:
    if term.status in CREATORS_TURN:
        return deadline(term, say, timezone, now)
    if term.status in REVIEWERS_TURN:
        return say("✅ You have handed <b>{title}</b> in.", title=term.title)
    if term.status is AssignmentStatus.RELEASED:
        return say("↩️ You gave <b>{title}</b> back. No harm done.", title=term.title)
    return Html("<b>{}</b>: {}").format(say.title(term.title), words.state(term.status, say))
