"""One delivery to Telegram, and what its answer means; when to send, and the rows, are not here."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.transport import NotConnected, flood_seconds
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.outage import Sign
from domain.refusals import GONE, about
from handlers import card_message, notices
from handlers.card_message import Holder
from handlers.post import post
from handlers.screen import Screen
from services.deliveries import Outcome, Parcel
from services.seam import Database
from words.speech import speech

log = structlog.get_logger()

ABOUT_WORK: Final = "assignment_id"  # the fact that says whose card has changed
INSTEAD_OF: Final = "replaces_message"  # the fact that says which message is out of date by now
REFUSED_TOKEN_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(minutes=1)
_BLOCKED: Final = "bot was blocked by the user"


async def send(bot: Bot, parcel: Parcel, now: Callable[[], datetime]) -> Outcome:
    """Never raises; says QUEUED only when surely nothing was accepted."""
    try:
        screen = _worded(parcel, now())
    except Exception as error:  # whichever wording is at fault, nothing has left us
        log.exception("notice without words", kind=parcel.kind)
        why = f"wording: {error!r}"
        return Outcome(parcel, DeliveryStatus.QUEUED, problem=why, unworded=True)
    assert parcel.reader.telegram_id is not None  # the erased are never taken
    try:
        message_id = await post(bot, parcel.reader.telegram_id, screen)
    except TelegramError as error:
        outcome = _after(parcel, error, now())
        _log(outcome, error)
        return outcome
    except Exception as error:  # nobody knows how far it came
        log.exception("sending broke")
        return Outcome(parcel, DeliveryStatus.IN_DOUBT, problem=repr(error), sign=Sign.SILENT)
    _log_arrival(parcel, message_id)
    return Outcome(parcel, DeliveryStatus.SENT, message_id=message_id, sign=Sign.ANSWERED)


def _log_arrival(parcel: Parcel, message_id: int) -> None:
    """A promotion's only for who looks close: a thousand of them go out in a second."""
    promoted = parcel.delivery_class is DeliveryClass.BROADCAST
    level = logging.DEBUG if promoted else logging.INFO
    log.log(level, "delivered", kind=parcel.kind, message_id=message_id)


def _worded(parcel: Parcel, now: datetime) -> Screen:
    say = speech(parcel.reader.locale)
    return notices.worded(parcel.kind, parcel.facts, say, parcel.reader.timezone, now)


def _after(parcel: Parcel, error: TelegramError, now: datetime) -> Outcome:
    said = Outcome(parcel, DeliveryStatus.QUEUED, problem=str(error), sign=Sign.ANSWERED)
    if isinstance(error, RetryAfter):
        again_at = now + timedelta(seconds=flood_seconds(error))
        return replace(said, again_at=again_at, flood=True)
    if isinstance(error, NotConnected):
        return replace(said, again_at=now + _pause(parcel.attempts), sign=Sign.SILENT)
    if isinstance(error, InvalidToken | EndPointNotFound):
        return replace(said, again_at=now + REFUSED_TOKEN_PAUSE)
    # A migrated chat is not followed: docs/decisions/0038-a-migrated-chat-is-not-followed.md
    if isinstance(error, BadRequest) and parcel.delivery_class is DeliveryClass.BROADCAST:
        return replace(said, refused=about(str(error)), unreachable=_is_gone(error))
    if isinstance(error, Forbidden | BadRequest | ChatMigrated):
        return replace(said, status=DeliveryStatus.DEAD, unreachable=_is_gone(error))
    return replace(said, status=DeliveryStatus.IN_DOUBT, sign=Sign.SILENT)


def _log(outcome: Outcome, error: TelegramError) -> None:
    """A message that will never arrive is news, unless its reader chose so."""
    is_news = outcome.status is DeliveryStatus.DEAD and _BLOCKED not in str(error).lower()
    level = logging.WARNING if is_news else logging.INFO
    log.log(
        level,
        "not delivered",
        status=outcome.status.value,
        error=repr(error),
    )


def _is_gone(error: TelegramError) -> bool:
    text = str(error).lower()
    return isinstance(error, Forbidden) or any(words in text for words in GONE)


def _pause(attempts: int) -> timedelta:
    """1, 2, 4 … seconds, a minute at most."""
    return min(LONGEST_PAUSE, timedelta(seconds=2 ** min(attempts, 6)))


async def follow_up(db: Database, bot: Bot, parcel: Parcel, now: datetime) -> None:
    """What a notice that has arrived changes in its chat: a card, or the notice it replaces."""
    if ABOUT_WORK in parcel.facts:
        await _redraw_card(db, bot, parcel, now)
    if old_id := parcel.facts.get(INSTEAD_OF):
        assert parcel.reader.telegram_id is not None  # it has just got a message
        with suppress(TelegramError):  # gone, or too old for Telegram: it is only stale then
            await bot.delete_message(parcel.reader.telegram_id, old_id)


async def _redraw_card(db: Database, bot: Bot, parcel: Parcel, now: datetime) -> None:
    """What was told about somebody's work shows on its card too."""
    reader = parcel.reader
    assert reader.telegram_id is not None  # it has just got a message
    holder = Holder(reader.person_id, reader.telegram_id, reader.locale, reader.timezone)
    try:
        await card_message.redraw(db, bot, holder, parcel.facts[ABOUT_WORK], now)
    except Exception:  # the notice has arrived; the card catches up when it is opened
        log.exception("card not redrawn")
