"""The bot for what a page asks of Telegram now and then; what that is, its borrowers know."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot

from bot.chat import Chat, make_bot
from bot.config import Config
from bot.transport import Transport


@asynccontextmanager
async def lent_bot(config: Config, chat: Chat | None) -> AsyncIterator[Bot]:
    """That of this process's chat; where there is none, one with a connection for the while."""
    if chat is not None:
        yield chat.bot
        return
    transport = Transport()
    await transport.initialize()
    try:
        yield make_bot(config, transport)
    finally:
        await transport.shutdown()
