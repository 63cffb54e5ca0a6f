"""The web side: aiohttp listening where the configuration says; the routes are web's."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from bot.chat import Chat
from bot.config import Config, Mode
from bot.endings import CannotGoOn
from bot.pictures import Pictures
from services.seam import Database
from services.vault import Vault
from web import shortcuts
from web.app import make_app
from web.house import UpdateFlow, WebHouse

DRAIN_SECONDS: Final = 10.0


class Site:
    """Console, API, tracking links, health, and the webhook where updates come by one."""

    def __init__(
        self,
        config: Config,
        db: Database,
        now: Callable[[], datetime],
        chat: Chat | None,
    ) -> None:
        hooked = config.telegram.mode is Mode.WEBHOOK
        self._chat = chat
        house = WebHouse(
            db=db,
            now=now,
            receive=self._receive,
            updates=self._flow,
            webhook_secret=config.telegram.webhook_secret.reveal() if hooked else "",
            api_secret=config.secrets.api_secret.reveal(),
            public_url=config.web.public_url,
            vault=Vault(config.secrets.encryption_key.reveal()),
            link_hosts=config.tracking.hosts,
            picture=Pictures(config, chat).bring,
            rules=config.risk.rules,
            payouts=config.payout_rules,
        )
        self._config = config.web
        self._runner = web.AppRunner(
            make_app(house), access_log=None, shutdown_timeout=DRAIN_SECONDS
        )
        self.port = 0

    async def _receive(self, update: dict[str, Any]) -> None:
        assert self._chat is not None  # a process with a webhook has one
        await self._chat.intake.receive(update)

    def _flow(self) -> UpdateFlow | None:
        """None: updates are another process's duty, and do not make this one unready."""
        chat = self._chat
        return UpdateFlow(chat.intake.handled, chat.flowing) if chat else None

    async def start(self) -> None:
        await self._runner.setup()
        shortcuts.take(self._runner)
        try:
            await web.TCPSite(self._runner, self._config.host, self._config.port).start()
        except OSError as error:
            raise CannotGoOn(f"web.host and web.port: {error.strerror}") from None
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Open requests are answered first."""
        await self._runner.cleanup()
