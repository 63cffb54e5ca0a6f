"""The chat side: the library's application, its bot, and updates coming in by poll or webhook."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

import structlog
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder

from bot.config import Config, Mode
from bot.deferred import Deferred
from bot.endings import CannotGoOn
from bot.floods import Floods
from bot.intake import Intake
from bot.lanes import Lanes
from bot.lean_bot import LeanBot
from bot.menu import Menu
from bot.polling import UPDATES, Poller
from bot.profile import Profile
from bot.transport import Transport
from bot.turn import Turn
from domain.figures import ProcessFigures
from handlers.desk import ChatHouse
from handlers.router import Router
from services.seam import Database
from services.vault import Vault

log = structlog.get_logger()

REPLY_PATIENCE: Final = 5.0  # seconds that a reply waits out when Telegram wants silence
DRAIN_SECONDS: Final = 20.0
_RETRY_SECONDS: Final = 3.0


def make_bot(config: Config, transport: Transport) -> Bot:
    base = config.telegram.api_base_url
    return LeanBot(
        config.telegram.token.reveal(),
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=transport,
        get_updates_request=transport,
    )


class Chat:
    """`receive` is for the webhook; in polling mode the chat asks by itself, in its turn."""

    def __init__(
        self,
        config: Config,
        db: Database,
        now: Callable[[], datetime],
        turn: Turn,
        figures: ProcessFigures,
    ) -> None:
        self._config = config
        self._floods = Floods(db, now, figures)
        self._transport = Transport(patience=REPLY_PATIENCE, flooded=self._floods.heard)
        self.bot = make_bot(config, self._transport)
        # No updater and no job queue: both are ours, and acknowledge only what is done.
        self._application = ApplicationBuilder().bot(self.bot).updater(None).job_queue(None).build()
        vault = Vault(config.secrets.encryption_key.reveal())
        self.house = ChatHouse(
            db=db,
            bot=self.bot,
            now=now,
            console_url=config.console_url,
            vault=vault,
            locale=config.locale.default,
            timezone=config.locale.timezone,
            links_at=config.web.public_url,
            link_hosts=config.tracking.hosts,
            payouts=config.payout_rules,
            broadcasts=config.broadcast_rules,
            recovery_percent=config.money.recovery_percent,
            reminders=config.reminder_rules,
            messages_kept_days=config.limits.messages_kept_days,
        )
        self._lanes = Lanes(config.limits.updates_at_once)
        self.intake = Intake(self._application, db, now, self._lanes, vault, figures)
        Router(self.house, self.intake.answers).install(self._application)
        self._turn = turn
        self._deferred = Deferred(self.intake, db, now, vault)
        self._poller = Poller(self.bot, self.intake, turn, self._deferred)
        self._incoming: asyncio.Task[None] | None = None
        self._beside: list[asyncio.Task[None]] = []
        self._webhook_is_set = False

    async def start(self) -> None:
        """Ready to work on updates; they come in from `listen` on."""
        await _until_reached(self._application.initialize)

    def listen(self) -> asyncio.Task[None]:
        """The task ends only when updates can never come in."""
        polls = self._config.telegram.mode is Mode.POLLING
        self._incoming = asyncio.create_task(self._poller.run() if polls else self._set_webhook())
        locale = self._config.locale.default
        shown = (Menu(self.bot, self.house.db, locale), Profile(self.bot, locale))
        self._beside = [asyncio.create_task(_keep(each)) for each in shown]
        return self._incoming

    @property
    def flowing(self) -> bool:
        """Whether updates can come in now; one that does not listen gets them from its site."""
        return self._incoming is None or self._poller.flowing or self._webhook_is_set

    async def stop(self) -> None:
        """Nothing new; what is in work is finished, answered and acknowledged."""
        for task in (self._incoming, *self._beside):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._lanes.drain(), DRAIN_SECONDS)
        await self._deferred.settle()
        await self._poller.acknowledge()
        await self._turn.give_back()
        await self._application.shutdown()
        await self._transport.shutdown()  # the library leaves it open when it never came up
        await self._floods.settle()

    async def _set_webhook(self) -> None:
        await self._deferred.take_up()  # what polling left, if it was in use before
        telegram = self._config.telegram

        async def ask() -> None:
            await self.bot.set_webhook(
                self._config.webhook_url,
                max_connections=self._config.limits.webhook_connections,
                allowed_updates=UPDATES,
                secret_token=telegram.webhook_secret.reveal(),
            )

        await _until_reached(ask)
        self._webhook_is_set = True
        await asyncio.Event().wait()


async def _keep(shown: Menu | Profile) -> None:
    """Nobody waits for these two: should one break all the same, the log must say so."""
    try:
        await shown.keep()
    except Exception:
        log.exception("no longer kept", what=type(shown).__name__)


async def _until_reached(ask: Callable[[], Awaitable[None]]) -> None:
    """Telegram may be away when we start; a refused token or address is for good."""
    while True:
        try:
            await ask()
        except InvalidToken:
            raise CannotGoOn("Telegram refuses telegram.token") from None
        except BadRequest as error:  # a NetworkError to the library
            raise CannotGoOn(f"Telegram refuses: {error}") from None
        except (NetworkError, RetryAfter) as error:
            log.warning("Telegram cannot be reached yet", error=repr(error))
            await asyncio.sleep(_RETRY_SECONDS)
        else:
            return
