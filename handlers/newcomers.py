"""One way on for who asks for what only creators have; signing up itself is onboarding.py."""

from domain.people import Standing
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, Screen


def signing_up_first(desk: Desk) -> Screen | None:
    """None for creators and staff; to be asked after a look, which tells who asks."""
    actor = desk.actor
    assert actor is not None
    if actor.standing is not Standing.NEW or actor.roles:
        return None
    return Screen(
        desk.say("You have not signed up yet. It takes two minutes."),
        ((Button(desk.say("Sign up"), tap("start"), style="primary"),),),
    )
