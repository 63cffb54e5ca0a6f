"""One delivery to Telegram, and what its answer means; when to send, and the rows, are not here."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
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

from bot import following
from bot.lean_bot import own_name
from bot.transport import NotConnected, flood_seconds
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.notices import NoticeKind
from domain.outage import Sign
from domain.personal_fields import Field
from domain.refusals import GONE, about
from handlers import notices
from handlers.post import post
from handlers.screen import Screen
from services.deliveries import Parcel
from services.sendings import Outcome
from words.speech import speech

log = structlog.get_logger()

REFUSED_TOKEN_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(minutes=1)
_BLOCKED: Final = "bot was blocked by the user"


async def send(bot: Bot, parcel: Parcel, now: Callable[[], datetime]) -> Outcome:
    """Never raises; says QUEUED only when surely nothing was accepted."""
    try:
        parcel = await _with_own_name(bot, parcel)
    except TelegramError as error:
        again_at = now() + _pause(parcel.attempts)
        outcome = Outcome(parcel, DeliveryStatus.QUEUED, problem=str(error), again_at=again_at)
        _log(outcome, error)
        return outcome
    try:
        tell = _asked(bot, parcel, now())
    except Exception as error:  # whichever wording is at fault, nothing has left us
        log.exception("notice without words", kind=parcel.kind)
        why = f"wording: {error!r}"
        return Outcome(parcel, DeliveryStatus.QUEUED, problem=why, unworded=True)
    try:
        message_id = await tell()
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
    tell = log.debug if parcel.delivery_class is DeliveryClass.BROADCAST else log.info
    tell("delivered", kind=parcel.kind, message_id=message_id)


def _asked(bot: Bot, parcel: Parcel, now: datetime) -> Callable[[], Awaitable[int]]:
    if parcel.delivery_class is DeliveryClass.FOLLOW_UP:
        return following.asked(bot, parcel, now)
    assert parcel.reader.telegram_id is not None  # the erased are never taken
    return partial(post, bot, parcel.reader.telegram_id, _worded(parcel, now))


async def _with_own_name(bot: Bot, parcel: Parcel) -> Parcel:
    if parcel.kind != NoticeKind.BROADCAST or Field.INVITE not in parcel.facts.get("values", ()):
        return parcel
    return replace(parcel, facts=parcel.facts | {"bot": await own_name(bot)})


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
    if isinstance(error, Forbidden | BadRequest | ChatMigrated):
        return _refused(said, error)
    return replace(said, status=DeliveryStatus.IN_DOUBT, sign=Sign.SILENT)


def _refused(said: Outcome, error: TelegramError) -> Outcome:
    cls, unreachable = said.parcel.delivery_class, _is_gone(error)
    if isinstance(error, BadRequest) and cls is DeliveryClass.BROADCAST:
        return replace(said, refused=about(str(error)), unreachable=unreachable)
    if cls is DeliveryClass.FOLLOW_UP and not unreachable:  # deleted, or too old by now
        return replace(said, status=DeliveryStatus.CANCELLED)
    return replace(said, status=DeliveryStatus.DEAD, unreachable=unreachable)


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
