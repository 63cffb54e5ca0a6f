"""What Telegram shows of the bot before anybody presses Start; its name is the operator's."""

import asyncio
from typing import Final

import structlog
from telegram import Bot
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.transport import flood_seconds
from domain.locales import EN, ZH
from words.speech import msg, speech

log = structlog.get_logger()

TRY_AGAIN_SECONDS: Final = 60.0
LONGEST: Final = 512  # core.telegram.org/bots/api#setmydescription
LONGEST_SHORT: Final = 120  # core.telegram.org/bots/api#setmyshortdescription
_LANGUAGES: Final = {ZH: "zh", EN: "en"}

DESCRIPTION: Final = msg(
    "Paid tasks for creators on Douyin, Kuaishou, Xiaohongshu, WeChat Channels, Bilibili, Weibo, "
    "TikTok, Instagram and YouTube.\n\n"
    "1. Sign up with your accounts: two minutes.\n"
    "2. Claim a task that fits you. What it pays is fixed then.\n"
    "3. Publish, and paste the link here.\n"
    "4. See what you earn, down to the counts behind it, and get paid.\n\n"
    "Tap Start."
)
SHORT: Final = msg("Paid tasks for creators: claim one, publish, paste the link, get paid.")


class Profile:
    """The default language reads the texts without a language, the other one its own."""

    def __init__(self, bot: Bot, default_locale: str) -> None:
        self._bot = bot
        self._default_locale = default_locale

    async def keep(self) -> None:
        """Until they are as they should be; what Telegram refuses is no reason to be away."""
        while True:
            try:
                await self._introduce()
            except RetryAfter as error:
                await asyncio.sleep(flood_seconds(error))
            except BadRequest as error:
                log.warning("profile texts refused", error=str(error))
                return
            except TelegramError as error:
                log.warning("profile texts not set yet", error=repr(error))
                await asyncio.sleep(TRY_AGAIN_SECONDS)
            else:
                return

    async def _introduce(self) -> None:
        for locale, language in _LANGUAGES.items():
            await self._say(locale, None if locale == self._default_locale else language)

    async def _say(self, locale: str, language: str | None) -> None:
        """Telegram answers in the default language where a language has no text of its own."""
        say = await asyncio.to_thread(speech, locale)  # a catalogue takes a while to read
        bot = self._bot
        text, short = say(DESCRIPTION).unescape(), say(SHORT).unescape()
        if (await bot.get_my_description(language)).description != text:
            await bot.set_my_description(text, language)
        if (await bot.get_my_short_description(language)).short_description != short:
            await bot.set_my_short_description(short, language)
