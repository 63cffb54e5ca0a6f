"""/start, /help, /cancel, where all else begins; signing up is onboarding, the menu home."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from domain.deep_links import DeepLink, StaffInvitation, TaskOffer, parse
from domain.errors import Stale
from domain.people import Actor, Standing
from handlers import (
    account_form,
    commands,
    forms,
    joining,
    left_forms,
    newcomers,
    onboarding,
    tasks,
)
from handlers.codec import tap
from handlers.commands import FOR_ALL, FOR_CREATORS, FOR_STAFF, Command
from handlers.desk import Desk, Handler
from handlers.forms import Forms
from handlers.home import home
from handlers.screen import Button, Rows, Screen
from services import dialogs, people
from services import onboarding as signing_up
from services.onboarding import Stage
from words.speech import Html


async def _who(desk: Desk) -> tuple[Actor, Stage]:
    stage = await desk.look(signing_up.stage)
    assert desk.actor is not None  # a look tells who asks
    return desk.actor, stage


async def start(desk: Desk, payload: str = "", *, known: Collection[str]) -> Screen:
    """The menu, or the next step of signing up; `payload` is what a deep link brought."""
    link = parse(payload) if payload else None
    if isinstance(link, StaffInvitation):
        return await joining.offered(desk, link.token)
    actor, stage = await _who(desk)
    if stage is Stage.CONSENT and not actor.roles:
        return onboarding.welcome(desk.say, payload if link else "")
    if stage is Stage.ACCOUNT and actor.standing is Standing.NEW and not actor.roles:
        return await _resume(desk, link)
    if not desk.tapped:
        actor = desk.actor = await desk.act(people.greet, desk.sender)
    if isinstance(link, TaskOffer):
        return await tasks.open_task(desk, str(link.task_id))
    return await home(desk, actor, stage, known)


async def _resume(desk: Desk, link: DeepLink | None) -> Screen:
    """Signing up goes on where it stood."""
    form = account_form.ACCOUNT
    asked = await desk.look(dialogs.current)
    if asked and asked.form == form.name and asked.step in form.steps:
        return await forms.ask(desk, form, asked)
    return await forms.begin(desk, form, account_form.first_answers(link))


async def help_(desk: Desk, _: str = "", *, known: Collection[str]) -> Screen:
    actor, _stage = await _who(desk)
    say = desk.say
    paragraphs = [
        say("<b>You publish, we count, you are paid</b>"),
        say("1. See tasks, claim one: its terms are fixed then.\n"
            "2. Publish with the text you are given.\n"
            "3. Paste the link here.\n"
            "4. A person checks it, the figures come in, the amount is fixed and paid."),
        *(_list(desk, commands.offered(group, actor, known)) for group in _groups(actor)),
    ]  # fmt: skip
    return Screen(Html("\n\n").join(paragraphs), ((Button(say("Menu"), tap("start")),),))


def _groups(actor: Actor) -> tuple[tuple[Command, ...], ...]:
    return (FOR_CREATORS, FOR_STAFF, FOR_ALL) if actor.roles else (FOR_CREATORS, FOR_ALL)


def _list(desk: Desk, offered: tuple[Command, ...]) -> Html:
    return Html("\n").join(commands.described(each, desk.say) for each in offered)


async def cancel(desk: Desk, _: str = "", *, asked: Forms) -> Screen:
    return await forms.cancel(desk, asked) or left_forms.nothing(desk)


async def unknown(desk: Desk, _: str = "") -> Screen:
    await desk.look(dialogs.current)
    return Screen(desk.say("I do not know that command. All of them: /help"), _menu_row(desk))


async def lost(desk: Desk) -> Screen:
    """For what is no command, no answer, no link and no file of ours."""
    actor, stage = await _who(desk)
    if stage is Stage.CONSENT and not actor.roles:
        return onboarding.welcome(desk.say, "")
    if actor.roles:
        text = desk.say("I read no free text here. Choose from the menu, or see /help.")
        return Screen(text, _menu_row(desk))
    if (first := newcomers.signing_up_first(desk)) is not None:
        return first
    text = desk.say("Paste the link of your post to hand it in, or choose from the menu.")
    return Screen(text, _menu_row(desk))


async def unreadable(desk: Desk) -> Screen:
    """A document that nobody here reads, or none of its sender's."""
    actor, _stage = await _who(desk)
    text = desk.say(
        "I cannot read this file: please paste your post's link here, and send its figures as a "
        "screenshot."
    )
    if actor.roles:
        text = desk.say(
            "I cannot read this file. I read .csv and .xlsx (figures, bank results), .xml (bank "
            "reports) and .toml (campaigns)."
        )
    return Screen(text, _menu_row(desk))


def _menu_row(desk: Desk) -> Rows:
    return ((Button(desk.say("Menu"), tap("start")),),)


async def _go(desk: Desk, name: str, *, routes: Mapping[str, Handler]) -> Screen | None:
    """A command as a button."""
    if name not in routes:
        raise Stale("button")
    return await routes[name](desk, "")


def command_routes(routes: Mapping[str, Any], asked: Forms) -> dict[str, Handler]:
    """Our commands; `routes` are all of the chat's, these included once they are in."""
    return {
        "start": partial(start, known=routes),
        "help": partial(help_, known=routes),
        "cancel": partial(cancel, asked=asked),
    }


def tap_routes(routes: Mapping[str, Handler]) -> dict[str, Handler]:
    """The menu's buttons; `routes` are the chat's commands."""
    return {"start": partial(start, known=routes), "go": partial(_go, routes=routes)}


async def present(desk: Desk, *_: str, asked: Forms, known: Collection[str]) -> Screen:
    """Where somebody stands, changing nothing: the open question, or the menu."""
    question = await forms.present(desk, asked)
    if question is not None:
        return question
    actor, stage = await _who(desk)
    if stage is Stage.CONSENT and not actor.roles:
        return onboarding.welcome(desk.say, "")
    return await home(desk, actor, stage, known)
