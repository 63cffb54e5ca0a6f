"""What a follow-up asks of Telegram: a card is drawn anew, a message goes; when, rows say."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from telegram import Bot

from domain.follow_ups import FollowUp
from handlers import answers, post
from handlers.cards import render_card
from handlers.screen import Screen
from services.deliveries import Parcel
from words.speech import speech


def asked(bot: Bot, parcel: Parcel, now: datetime) -> Callable[[], Awaitable[int]]:
    """Worded, and not asked yet; once it is, the id of the message that it was about."""
    if parcel.kind == FollowUp.REPLACED:
        return lambda: _remove(bot, parcel, parcel.facts["message_id"])
    if parcel.kind == FollowUp.ANSWERED:
        return _drawing_answer(bot, parcel, now)
    card, reader = parcel.card, parcel.reader
    assert card is not None  # `take` has found it
    assert card.card_message_id is not None
    screen = render_card(card, speech(reader.locale), reader.timezone, now)
    return partial(_redraw, bot, parcel, card.card_message_id, screen)


def _drawing_answer(bot: Bot, parcel: Parcel, now: datetime) -> Callable[[], Awaitable[int]]:
    answered, reader = parcel.answered, parcel.reader
    assert answered is not None  # `take` has found it
    screen = answers.came_of_it(answered, speech(reader.locale), reader.timezone, now)
    return partial(_redraw, bot, parcel, answered.message_id, screen)


async def _redraw(bot: Bot, parcel: Parcel, message_id: int, screen: Screen) -> int:
    assert parcel.reader.telegram_id is not None  # the erased are never taken
    await post.redraw(bot, parcel.reader.telegram_id, message_id, screen)
    return message_id


async def _remove(bot: Bot, parcel: Parcel, message_id: int) -> int:
    assert parcel.reader.telegram_id is not None  # the erased are never taken
    await bot.delete_message(parcel.reader.telegram_id, message_id)
    return message_id
