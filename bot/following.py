"""What a follow-up asks of Telegram: a card is drawn anew, a message goes; when, rows say."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from telegram import Bot

from domain.follow_ups import FollowUp
from handlers import post
from handlers.cards import render_card
from services.deliveries import Parcel
from words.speech import speech


def asked(bot: Bot, parcel: Parcel, now: datetime) -> Callable[[], Awaitable[int]]:
    """Worded, and not asked yet; once it is, the id of the message that it was about."""
    if parcel.kind == FollowUp.REPLACED:
        return lambda: _remove(bot, parcel, parcel.facts["message_id"])
    card, reader = parcel.card, parcel.reader
    assert card is not None  # `take` has found it
    screen = render_card(card, speech(reader.locale), reader.timezone, now)

    async def redraw() -> int:
        assert reader.telegram_id is not None  # the erased are never taken
        assert card.card_message_id is not None
        await post.redraw(bot, reader.telegram_id, card.card_message_id, screen)
        return card.card_message_id

    return redraw


async def _remove(bot: Bot, parcel: Parcel, message_id: int) -> int:
    assert parcel.reader.telegram_id is not None  # the erased are never taken
    await bot.delete_message(parcel.reader.telegram_id, message_id)
    return message_id
