"""The message whose button opened a form, as it was before; what a form shows, others decide."""

from contextlib import suppress

from telegram.error import TelegramError

from domain.work import WorkCard
from handlers import card_message, notices, post
from handlers.desk import Desk
from handlers.screen import Screen
from services import told_in


async def before(desk: Desk, message_id: int) -> Screen | None:
    """A card as it stands, a notice as it was told; None for any other message."""
    found = await desk.look(told_in.before, message_id, now=desk.now)
    if found is None:
        return None
    if isinstance(found, WorkCard):
        return card_message.screen(desk, found)
    try:
        told = notices.worded(found.kind, found.facts, desk.say, desk.timezone, found.at)
    except ValueError:  # of a kind that a newer version tells
        return None
    is_text = not (told.photo or told.document or told.media)
    return told if is_text else None


async def redraw(desk: Desk, message_id: int, screen: Screen) -> None:
    """Not worth a failed answer: a message that is gone, or too old, stays as it is."""
    with suppress(TelegramError):
        await post.redraw(desk.house.bot, desk.sender.telegram_id, message_id, screen)
