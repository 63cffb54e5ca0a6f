"""A draft broadcast on its way to its maker, who tries it from the console; kept nowhere."""

from collections.abc import Sequence

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.chat import Chat
from bot.config import Config
from bot.lean_bot import own_name
from bot.lent_bot import lent_bot
from domain.people import Actor
from handlers import broadcast_samples
from handlers.post import post
from handlers.screen import Screen
from services.broadcast_drafts import Sample
from words.speech import speech

log = structlog.get_logger()


class Samples:
    """Through the chat of this process; where there is none, by a connection for each try."""

    def __init__(self, config: Config, chat: Chat | None) -> None:
        self._config = config
        self._chat = chat

    async def send(self, actor: Actor, samples: Sequence[Sample]) -> int:
        """How many may not have arrived: none is tried twice, all before it would come again."""
        async with lent_bot(self._config, self._chat) as bot:
            try:
                name = await own_name(bot)
            except TelegramError as error:
                log.warning("Telegram could not be asked", error=repr(error))
                return len(samples)
            mine = speech(actor.locale)
            shown = broadcast_samples.screens(samples, name, actor.timezone, mine)
            arrived = [await _arrives(bot, actor.telegram_id, each) for each in shown]
        return arrived.count(False)


async def _arrives(bot: Bot, chat_id: int, sample: Screen) -> bool:
    try:
        await post(bot, chat_id, sample)
    except TelegramError as error:
        log.warning("a sample was not sent", error=repr(error))
        return False
    return True
