"""A link that waits for its review is taken back from its card; replacing it is submissions.py."""

from dataclasses import replace

from handlers import work
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Screen
from services import submissions, taking_back
from services import work as works
from words import times


async def ask(desk: Desk, assignment_id: str) -> Screen:
    """What it would mean, before it is done."""
    number = row_id(assignment_id)
    await desk.look(submissions.to_take_back, number, now=desk.now)
    card = await desk.look(works.card, number, now=desk.now)
    say = desk.say
    text = say(
        "Take the link of <b>{title}</b> back? Nobody reviews it then, and it may be handed in for "
        "another task. This one waits for a link again, until {due}.",
        title=card.title,
        due=times.end(card.due_at, desk.timezone, say.locale, desk.now),
    )
    yes = Button(say("Take it back"), tap("sub.undo", number), style="danger")
    return Screen(text, ((yes, Button(say("Leave it in review"), tap("work", number))),))


async def take_back(desk: Desk, assignment_id: str) -> Screen:
    """The card as before the link."""
    number = await desk.act(taking_back.take_back, row_id(assignment_id))
    card = await work.card_screen(desk, number)
    return replace(card, toast=desk.say("Taken back.").unescape())


TAPS = {"sub.undo?": ask, "sub.undo": take_back}
PRESENT = {"sub.undo": work.open_card}
