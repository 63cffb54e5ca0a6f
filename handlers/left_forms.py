"""What a form that is left gives back: the message in which it was opened; asks nothing itself.

That message becomes what the form's `left` shows, else the card or the notice that it was.
"""

from dataclasses import replace
from typing import Final

from domain.dialogs import Answers
from domain.errors import Refusal, Stale
from handlers import opened_in, refusals
from handlers.codec import tap
from handlers.desk import Desk
from handlers.questions import Form
from handlers.screen import Button, Screen
from services.updates import Repeated

OPENED_IN: Final = "opened in"  # the answer that says which message the first question took


async def by_tap(desk: Desk, form: Form, answers: Answers) -> Screen:
    """After Cancel below a question."""
    if form.left:
        return await form.left(desk, answers)
    opened = answers.get(OPENED_IN)
    before = await opened_in.before(desk, opened) if opened else None
    if opened is None or before is None:
        return cancelled(desk)
    if opened == desk.tapped_message_id:
        return replace(before, toast=cancelled(desk).text.unescape())
    await opened_in.redraw(desk, opened, before)
    return cancelled(desk)


async def by_command(desk: Desk, form: Form | None, answers: Answers) -> Screen:
    """After /cancel, of a form that this version may not know any more."""
    opened = answers.get(OPENED_IN)
    if opened:
        await opened_in.redraw(desk, opened, await _given_back(desk, form, answers, opened))
    return cancelled(desk)


async def _given_back(desk: Desk, form: Form | None, answers: Answers, message_id: int) -> Screen:
    try:
        if form and form.left:
            return await form.left(desk, answers)
        return await opened_in.before(desk, message_id) or cancelled(desk)
    except Refusal:  # what it was about is gone
        return cancelled(desk)


async def instead_of_dead(desk: Desk, dead: Repeated | Stale) -> Screen:
    """A question that nobody asks any more goes from the card or the notice that it took."""
    message_id = desk.tapped_message_id
    before = None if message_id is None else await opened_in.before(desk, message_id)
    if before is None:
        raise dead
    if isinstance(dead, Repeated):
        return before
    return replace(before, toast=refusals.sentence(dead, desk.say).unescape(), alert=True)


def cancelled(desk: Desk) -> Screen:
    return Screen(
        desk.say("Cancelled. Nothing was changed."), ((Button(desk.say("Menu"), tap("start")),),)
    )
