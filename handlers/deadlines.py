"""A deadline's reminder answered in place: hand in, more time, give back; what each does, services.

A button that has outlived its work turns its message into the card, and says why.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from domain import assignment as life
from domain import extension
from domain.assignment import AssignmentStatus
from domain.errors import NotFound, Refusal
from domain.extension import NoMoreTime, Term
from handlers import answers, card_message, deadline_buttons, refusals, submissions, work
from handlers.card_message import Holder
from handlers.codec import row_id
from handlers.desk import Desk
from handlers.screen import Screen
from services import extensions
from services.updates import Repeated

_Answer = Callable[[], Awaitable[Screen]]


async def _or_card(desk: Desk, assignment_id: str, answer: _Answer) -> Screen:
    """What is refused of the reader's own work is shown as it stands.

    A repeat goes on to the router: it is no refusal, and PRESENT says what it shows.
    """
    try:
        return await answer()
    except (NotFound, Repeated):
        raise
    except Refusal as refusal:
        said = refusals.worded(refusal, desk)
        card = await work.card_screen(desk, row_id(assignment_id))
        return replace(card, toast=said.toast, alert=said.alert)


async def hand_in(desk: Desk, assignment_id: str) -> Screen:
    """The question for the link or the draft, below the reminder."""
    return await _or_card(desk, assignment_id, lambda: submissions.begin(desk, assignment_id))


async def more_time(desk: Desk, assignment_id: str) -> Screen:
    async def extended() -> Screen:
        span = desk.house.reminders.extension
        number, shown_in = row_id(assignment_id), desk.tapped_message_id
        try:
            term = await desk.act(extensions.extend, number, span=span, shown_in=shown_in)
        except NoMoreTime:
            term = await desk.look(extensions.own, number)
            if not extension.was_just_given(term, desk.now):
                raise
            return _granted(desk, term)  # a double tap
        await _redraw_card(desk, term)
        return _granted(desk, term)

    return await _or_card(desk, assignment_id, extended)


async def _redraw_card(desk: Desk, term: Term) -> None:
    actor = desk.actor
    assert actor is not None  # an act tells who acted
    holder = Holder(actor.person_id, actor.telegram_id, actor.locale, actor.timezone)
    await card_message.redraw(desk.house.db, desk.house.bot, holder, term.assignment_id, desk.now)


def _granted(desk: Desk, term: Term) -> Screen:
    text = answers.deadline(term, desk.say, desk.timezone, desk.now)
    return Screen(text, deadline_buttons.rows(desk.say, term.assignment_id))


async def given_before(desk: Desk, assignment_id: str) -> Screen:
    """The same tap again."""
    term = await desk.look(extensions.own, row_id(assignment_id))
    return _granted(desk, term) if term.extended_at else await work.open_card(desk, assignment_id)


async def ask_give_back(desk: Desk, assignment_id: str) -> Screen:
    """Only what may still be given back is asked about."""

    async def asked() -> Screen:
        term = await desk.look(extensions.own, row_id(assignment_id))
        life.ensure_leads_to(term.status, AssignmentStatus.RELEASED)
        return await work.ask_give_back(desk, assignment_id)

    return await _or_card(desk, assignment_id, asked)


TAPS = {"due.sub": hand_in, "due.more": more_time, "due.give": ask_give_back}
PRESENT = {"due.more": given_before, "due.sub": submissions.begun_before}
