"""/console: a one-time link into the staff console in the browser; what it opens is web/."""

from typing import Final
from urllib.parse import urlsplit

from handlers.desk import Desk
from handlers.screen import Button, Screen
from services import console
from words.speech import Html

MINUTES: Final = int(console.LINK_LIFE.total_seconds() // 60)
HOURS: Final = int(console.SESSION_LIFE.total_seconds() // 3600)


async def send_link(desk: Desk, _: str = "") -> Screen:
    """A message of its own: the link is dead soon, the menu is not."""
    home = desk.house.console_url
    if not home:
        return Screen(desk.say("This bot runs without a console."))
    address = f"{home}/enter/{await desk.act(console.make_link)}"
    say = desk.say
    text = say(
        "<b>Staff console</b>\n"
        "This link signs you in for {hours} hours. It works once, within {minutes} minutes, and "
        "is yours alone: do not pass it on.",
        hours=HOURS,
        minutes=MINUTES,
    )
    if not may_be_a_button(address):
        return Screen(Html("{}\n\n<code>{}</code>").format(text, address), fresh=True)
    return Screen(text, ((Button(say("Open the console"), url=address),),), fresh=True)


def may_be_a_button(address: str) -> bool:
    """Telegram refuses names without a dot, like localhost: "Wrong HTTP URL"."""
    return "." in (urlsplit(address).hostname or "")


COMMANDS = {"console": send_link}
