"""The buttons under whatever speaks of a deadline; what they do is deadlines.py's."""

from domain.preferences import Muted
from handlers import muting
from handlers.codec import tap
from handlers.screen import Button, Rows
from words.speech import Speech


def rows(say: Speech, assignment_id: int, more: str = "") -> Rows:
    """`more`: until when one tap gives more time, as its reader reads it; empty: none would."""
    hand_in = Button(say("Hand in now"), tap("due.sub", assignment_id), style="primary")
    card = Button(say("Open the task"), tap("work", assignment_id))
    give = Button(say("Give back"), tap("due.give", assignment_id))
    shown: Rows = ((hand_in,),)
    if more:
        label = say("More time, until {at}", at=more)
        shown += ((Button(label, tap("due.more", assignment_id)),),)
    return (*shown, (card, give), (muting.button(say, Muted.REMINDERS),))
