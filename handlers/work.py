"""/my and the work card, one message per assignment, edited in place; links are submissions.py."""

from typing import Final

from domain.assignment import CREATORS_TURN, AssignmentStatus
from domain.errors import WrongState
from domain.lengths import cut
from domain.work import WorkLine
from handlers import card_message, cards, newcomers
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.pager import pager
from handlers.screen import Button, Rows, Screen
from services import assignments, work
from words import work as words
from words.names import cell
from words.speech import Html, Speech, msg

LONGEST_TEXT: Final = 4_000  # UTF-16 units in a message of its own; Telegram takes 4,096


async def list_work(desk: Desk, page: str = "1", left: str = "") -> Screen:
    """`left` says that the tapped message was a card: it is none any more."""
    found = await desk.look(work.page, page_number(page))
    if (first := newcomers.signing_up_first(desk)) is not None:
        return first
    if left:
        await card_message.leave(desk)
    return _listed(found, desk)


def _listed(found: work.WorkPage, desk: Desk) -> Screen:
    say = desk.say
    if not found.lines:
        text = say("You hold no work yet. Here is what fits you:")
        return Screen(text, ((Button(say("See tasks"), tap("tasks", 1)),),))
    head = say("<b>My work</b>  {page}/{pages}", page=found.number, pages=found.pages)
    lines = [
        Html("{}. {}").format(at, _line(line, desk)) for at, line in enumerate(found.lines, start=1)
    ]
    return Screen(Html("\n\n").join([head, *lines]), _list_rows(found, say))


def _line(line: WorkLine, desk: Desk) -> Html:
    say = desk.say
    parts = [
        Html("<b>{}</b>").format(say.title(line.title)),
        cell(line, say),
        Html("{} · {}").format(words.state(line.status, say), line.handle),
    ]
    if line.status in CREATORS_TURN:
        parts.append(words.deadline(line.due_at, desk.timezone, say, desk.now))
    elif line.review_due_at is not None:
        parts.append(words.review_clock(line.review_due_at, say, desk.now))
    return Html("\n").join(parts)


def _list_rows(found: work.WorkPage, say: Speech) -> Rows:
    numbers = tuple(
        Button(str(at), tap("work", line.assignment_id))
        for at, line in enumerate(found.lines, start=1)
    )
    rows: Rows = (numbers,)
    rows += pager(found.number, found.pages, "my")
    return (*rows, (Button(say("Menu"), tap("start")),))


async def card_screen(desk: Desk, assignment_id: int) -> Screen:
    """The card as it stands now."""
    return card_message.screen(desk, await desk.look(work.card, assignment_id, now=desk.now))


async def open_card(desk: Desk, assignment_id: str) -> Screen:
    return await card_screen(desk, row_id(assignment_id))


async def whole_text(desk: Desk, assignment_id: str) -> Screen:
    card = await desk.look(work.card, row_id(assignment_id), now=desk.now)
    text = Html("<pre>{}</pre>").format(cut(card.to_publish, LONGEST_TEXT))
    return Screen(text, fresh=True)


async def show_brief(desk: Desk, assignment_id: str) -> Screen:
    found = await desk.look(work.brief, row_id(assignment_id))
    back = Button(desk.say("‹ Back"), tap("work", found.assignment_id))
    return Screen(cards.brief_text(found, desk.say), ((back,),))


_GIVE_BACK = msg(
    "Give back <b>{title}</b>? The slot goes to others. It costs you nothing, and you may "
    "claim again while slots are left."
)
_GIVE_BACK_PAID = msg(
    "Give back <b>{title}</b>? The slot goes to others. What your draft earned stays yours; this "
    "claim still counts towards how often you may take the task."
)


async def ask_give_back(desk: Desk, assignment_id: str) -> Screen:
    card = await desk.look(work.card, row_id(assignment_id), now=desk.now)
    say = desk.say
    text = say(_GIVE_BACK_PAID if card.settled else _GIVE_BACK, title=card.title)
    yes = Button(say("Give it back"), tap("work.drop", card.assignment_id), style="danger")
    return Screen(text, ((yes, Button(say("Keep it"), tap("work", card.assignment_id))),))


async def give_back(desk: Desk, assignment_id: str) -> Screen:
    """A second tap shows what came of the first."""
    number = row_id(assignment_id)
    try:
        await desk.act(assignments.release, number)
    except WrongState:
        card = await desk.look(work.card, number, now=desk.now)
        if card.status is not AssignmentStatus.RELEASED:
            raise
        return card_message.screen(desk, card)
    return await card_screen(desk, number)


TAPS = {
    "my": list_work,
    "work": open_card,
    "work.text": whole_text,
    "work.brief": show_brief,
    "work.give": ask_give_back,
    "work.drop": give_back,
}
COMMANDS = {"my": list_work}
PRESENT = {"work.drop": open_card}
