"""The web side: aiohttp listening where the configuration says; the routes are web's."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from aiohttp import web

from bot.chat import Chat
from bot.config import Config, Mode
from bot.endings import CannotGoOn
from bot.pictures import Pictures
from bot.samples import Samples
from domain.figures import ProcessFigures
from services.seam import Database
from services.vault import Vault
from web import shortcuts
from web.app import make_app, make_watched
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
        figures: ProcessFigures,
    ) -> None:
        hooked = config.telegram.mode is Mode.WEBHOOK
        self._chat = chat
        house = WebHouse(
            db=db,
            now=now,
            receive=self._receive,
            updates=partial(flow_of, chat),
            webhook_secret=config.telegram.webhook_secret.reveal() if hooked else "",
            api_secret=config.secrets.api_secret.reveal(),
            public_url=config.web.public_url,
            vault=Vault(config.secrets.encryption_key.reveal()),
            link_hosts=config.tracking.hosts,
            picture=Pictures(config, chat).bring,
            try_on=Samples(config, chat).send,
            rules=config.risk.rules,
            payouts=config.payout_rules,
            figures=figures,
            broadcasts=config.broadcast_rules,
            switched_off=config.switched_off,
        )
        self._config = config.web
        self._runner = web.AppRunner(
            make_app(house), access_log=None, shutdown_timeout=DRAIN_SECONDS
        )
        self.port = 0

    async def _receive(self, update: dict[str, Any]) -> None:
        assert self._chat is not None  # a process with a webhook has one
        await self._chat.intake.receive(update)

    async def start(self) -> None:
        await self._runner.setup()
        shortcuts.take(self._runner)
        self.port = await _listening(self._runner, self._config.host, self._config.port, "port")

    async def stop(self) -> None:
        """Open requests are answered first."""
        await self._runner.cleanup()


class Watched:
    """How a process is that has no site, at web.watch_port."""

    def __init__(
        self,
        config: Config,
        db: Database,
        now: Callable[[], datetime],
        chat: Chat | None,
        figures: ProcessFigures,
    ) -> None:
        house = WebHouse(
            db,
            now,
            _receives_nothing,
            partial(flow_of, chat),
            figures=figures,
            broadcasts=config.broadcast_rules,
            switched_off=config.switched_off,
        )
        self._config = config.web
        self._runner = web.AppRunner(make_watched(house), access_log=None)
        self.port = 0

    async def start(self) -> None:
        await self._runner.setup()
        where = self._config.host, self._config.watch_port
        self.port = await _listening(self._runner, *where, "watch_port")

    async def stop(self) -> None:
        await self._runner.cleanup()


async def _receives_nothing(update: dict[str, Any]) -> None:
    raise AssertionError(f"no webhook leads here: {update['update_id']}")


def flow_of(chat: Chat | None) -> UpdateFlow | None:
    """None: updates are another process's duty, and do not make this one unready."""
    return UpdateFlow(chat.intake.handled, chat.flowing) if chat else None


async def _listening(runner: web.AppRunner, host: str, port: int, key: str) -> int:
    """On which port."""
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise CannotGoOn(f"web.host and web.{key}: {error.strerror}") from None
    taken: int = runner.addresses[0][1]
    return taken
