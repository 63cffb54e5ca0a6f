"""What the staff is told about itself: who joined, whose role went."""

from typing import Any

from domain.notices import NoticeKind
from domain.people import Role
from handlers.codec import tap
from handlers.screen import Button, Screen
from words import names
from words.people import called
from words.speech import Speech


def joined(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """To the owner whose link was used: a link may have gone astray."""
    text = say(
        "{name} has joined the team by your link: {role}.",
        name=called(facts["name"]),
        role=names.name(Role(facts["role"]), say),
    )
    return Screen(text, ((Button(say("Team"), tap("team")),),))


def role_gone(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say("You are no longer: {role}.", role=names.name(Role(facts["role"]), say))
    return Screen(text, ((Button(say("Menu"), tap("start")),),))


NOTICES = {NoticeKind.TEAM_JOINED: joined, NoticeKind.TEAM_ROLE_GONE: role_gone}
