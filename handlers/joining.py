"""A link that makes somebody staff: what it offers, yes or no; making links is team.py."""

from domain.people import Role
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, Screen
from services import invitations, onboarding
from words import names
from words.people import called


async def offered(desk: Desk, token: str) -> Screen:
    invitation = await desk.look(invitations.opened, token, now=desk.now)
    say = desk.say
    text = say(
        "{name} invites you to the team as <b>{role}</b>.\n\nIf you accept, your Telegram number, "
        "name and language are kept to work with you: /privacy",
        name=called(invitation.invited_by),
        role=names.name(invitation.role, say),
    )
    return Screen(
        text,
        (
            (Button(say("Accept"), tap("join.yes", token), style="success"),),
            (Button(say("No, thanks"), tap("join.no")),),
        ),
    )


async def accept(desk: Desk, token: str) -> Screen:
    return _welcome(desk, await desk.act(invitations.accept, token))


async def accepted_before(desk: Desk, token: str) -> Screen:
    """The same tap again."""
    return _welcome(desk, await desk.look(invitations.accepted, token))


def _welcome(desk: Desk, role: Role) -> Screen:
    say = desk.say
    text = say("Welcome to the team! You are now: {role}.", role=names.name(role, say))
    return Screen(text, ((Button(say("Menu"), tap("start")),),))


async def decline(desk: Desk) -> Screen:
    await desk.look(onboarding.is_known)  # the language they are spoken to in
    return Screen(desk.say("That is fine. Nothing was changed."))


TAPS = {"join.yes": accept, "join.no": decline}
PRESENT = {"join.yes": accepted_before}
