"""The main menu: what awaits this person, and a button for all that they may do."""

from collections.abc import Collection, Iterator

from domain.people import Actor
from handlers import commands
from handlers.codec import tap
from handlers.commands import FOR_CREATORS, FOR_STAFF, IN_EVERY_MENU, Command
from handlers.desk import Desk
from handlers.screen import Button, Rows, Screen, grid
from services.glance import Glance, glance
from services.onboarding import Stage
from words import earnings, times
from words.people import called
from words.speech import Html


async def home(desk: Desk, actor: Actor, stage: Stage, known: Collection[str]) -> Screen:
    say = desk.say
    found = await desk.look(glance, now=desk.now)
    greeting = say("Hello {name}! What would you like to do?", name=called(actor.name))
    awaits = Html("\n").join(_awaits(desk, found))
    text = Html("\n\n").join(each for each in (greeting, awaits) if each)
    return Screen(text, _rows(desk, actor, stage, known))


def _awaits(desk: Desk, found: Glance) -> Iterator[Html]:
    """A line for each thing that is not nothing."""
    say = desk.say
    if found.next_due_at:
        due = times.end(found.next_due_at, desk.timezone, say.locale, desk.now)
        yield say("✍️ Your turn: {count}, the next by {due}", count=found.in_hand, due=due)
    yield from (earnings.payable(each, say) for each in found.totals if each.payable_minor > 0)
    if found.to_review:
        yield say("🔎 To review: {count}", count=found.to_review)
    if found.to_approve:
        yield say("💸 Payout batches to approve: {count}", count=found.to_approve)


def _rows(desk: Desk, actor: Actor, stage: Stage, known: Collection[str]) -> Rows:
    say = desk.say
    rows: Rows = ()
    if stage is Stage.DONE or not actor.roles:
        rows += _buttons(desk, commands.offered(FOR_CREATORS, actor, known))
    rows += _buttons(desk, commands.offered(FOR_STAFF, actor, known) if actor.roles else ())
    if stage is not Stage.DONE and actor.roles:
        rows += ((Button(say("Become a creator too"), tap("onb.hello", say.locale)),),)
    return rows + _buttons(desk, commands.offered(IN_EVERY_MENU, actor, known))


def _buttons(desk: Desk, offered: tuple[Command, ...]) -> Rows:
    return grid(Button(desk.say(each.label), tap("go", each.name)) for each in offered)
