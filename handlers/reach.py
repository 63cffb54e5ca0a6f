"""Whether a person can be written to: they blocked the bot, or let it in again."""

import contextlib

from telegram import ChatMember

from handlers.desk import Desk
from services import onboarding, people
from services.updates import Repeated


async def changed(desk: Desk, status: str) -> None:
    """`status` is the bot's own in the private chat; a stranger's is not kept."""
    if not await desk.look(onboarding.is_known):
        return
    with contextlib.suppress(Repeated):
        await desk.act(people.reach, status not in (ChatMember.BANNED, ChatMember.LEFT))
