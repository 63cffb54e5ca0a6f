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
from handlers.screen import Button, Rows, Screen
from services import dialogs
from services.updates import Repeated
from words.speech import Html

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


async def instead_of_dead(desk: Desk, dead: Repeated | Stale, turn: str) -> Screen:
    """A question that nobody asks any more goes from the card or the notice that it took.

    Where nothing is open, what its message shows by now is not drawn over.
    """
    message_id = desk.tapped_message_id
    before = None if message_id is None else await opened_in.before(desk, message_id)
    if isinstance(dead, Repeated):
        if before is None:
            raise dead
        return before
    if calm := await answered_before(desk, turn) or await _none_open(desk):
        return replace(before, toast=calm.toast) if before else calm
    if before is None:
        raise dead
    return replace(before, toast=refusals.sentence(dead, desk.say).unescape(), alert=True)


async def answered_before(desk: Desk, turn: str, *_: str) -> Screen | None:
    """After a second tap below a last question: what the first led to is there, or on its way."""
    if not turn.isdecimal() or not await desk.look(dialogs.is_answered, int(turn)):
        return None
    return Screen(Html(), toast=desk.say("✓ You have answered this already.").unescape())


async def _none_open(desk: Desk) -> Screen | None:
    if await desk.look(dialogs.current) is not None:
        return None
    return Screen(Html(), toast=nothing(desk).text.unescape())


def cancelled(desk: Desk) -> Screen:
    return Screen(desk.say("Cancelled. Nothing was changed."), _menu_row(desk))


def nothing(desk: Desk) -> Screen:
    """Where nothing is being asked."""
    return Screen(desk.say("There is nothing to cancel."), _menu_row(desk))


def _menu_row(desk: Desk) -> Rows:
    return ((Button(desk.say("Menu"), tap("start")),),)
