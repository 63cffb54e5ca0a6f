"""The commands Telegram shows beside the text field: by language, and to staff their own."""

import asyncio
from typing import Final

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import RetryAfter, TelegramError

from bot.transport import flood_seconds
from domain.locales import EN, LOCALES, ZH
from domain.people import Actor
from handlers import routes
from handlers.commands import FOR_ALL, FOR_CREATORS, FOR_STAFF, Command, offered
from services import team
from services.seam import Database
from words.speech import speech

log = structlog.get_logger()

LOOK_EVERY: Final = 60.0  # seconds; a new member of staff sees their commands by then
LONGEST: Final = 256  # core.telegram.org/bots/api#botcommand, description
_EVERYBODY: Final = FOR_CREATORS + FOR_ALL
_LANGUAGES: Final = {"zh": ZH, "en": EN}


class Menu:
    """Asks Telegram only for what has changed since this process last asked."""

    def __init__(self, bot: Bot, db: Database, default_locale: str) -> None:
        self._bot = bot
        self._db = db
        self._default_locale = default_locale
        self._shown: dict[tuple[int, str], list[BotCommand]] = {}

    async def keep(self) -> None:
        """Until cancelled, whatever happens meanwhile."""
        for locale in LOCALES:  # beside the event loop: a catalogue takes a while to read
            await asyncio.to_thread(speech, locale)
        while True:
            try:
                await self._show_all()
            except RetryAfter as error:
                await asyncio.sleep(flood_seconds(error))
            except TelegramError as error:
                log.warning("commands not shown yet", error=repr(error))
            except Exception:  # the database is away: it comes back
                log.exception("commands not shown yet")
            await asyncio.sleep(LOOK_EVERY)

    async def _show_all(self) -> None:
        for language, locale in {"": self._default_locale, **_LANGUAGES}.items():
            known = tuple(each for each in _EVERYBODY if each.name in routes.COMMANDS)
            await self._show(BotCommandScopeAllPrivateChats(), language, _listed(known, locale))
        for actor in await self._db.read(team.actors):
            own = offered(_EVERYBODY + FOR_STAFF, actor, routes.COMMANDS)
            await self._show_to(actor, _listed(own, actor.locale))

    async def _show_to(self, actor: Actor, commands: list[BotCommand]) -> None:
        try:
            await self._show(BotCommandScopeChat(actor.telegram_id), "", commands)
        except RetryAfter:
            raise
        except TelegramError as error:  # somebody named as owner who has not written to us yet
            log.debug("commands not shown", person_id=actor.person_id, error=repr(error))

    async def _show(
        self, scope: BotCommandScope, language: str, commands: list[BotCommand]
    ) -> None:
        key = (getattr(scope, "chat_id", 0), language)
        if self._shown.get(key) != commands:
            await self._bot.set_my_commands(commands, scope, language or None)
            self._shown[key] = commands


def _listed(commands: tuple[Command, ...], locale: str) -> list[BotCommand]:
    say = speech(locale)
    return [BotCommand(each.name, say(each.does).unescape()[:LONGEST]) for each in commands]
