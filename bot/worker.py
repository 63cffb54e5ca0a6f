"""The working side: what nobody taps for, jobs that tick and deliveries that go out."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.broadcast_progress import BroadcastProgress
from bot.chat import make_bot
from bot.config import Config
from bot.fetching.outside import Web
from bot.fetching.posting import Posts
from bot.messenger import Messenger
from bot.single import serves_one
from bot.transport import Transport
from domain.figures import ProcessFigures
from scheduler.jobs import JOBS, Job, JobHouse
from scheduler.ticker import Ticker
from services.limits import Pace
from services.seam import Database
from services.vault import Vault

DRAIN_SECONDS: Final = 25.0
PROGRESS_SECONDS: Final = 3


class Worker:
    """`queued` is set when a transaction of this process queued a delivery."""

    def __init__(
        self,
        config: Config,
        db: Database,
        now: Callable[[], datetime],
        queued: asyncio.Event,
        figures: ProcessFigures,
    ) -> None:
        limits = config.limits
        # A transport without patience: the pace is the messenger's, and a 429 is written down.
        self._transport = Transport(connections=limits.sends_at_once)
        bot = make_bot(config, self._transport)
        pace = Pace(
            limits.messages_per_second,
            timedelta(seconds=limits.seconds_per_chat),
            limits.free_messages_per_second,
        )
        self._messenger = Messenger(
            db,
            bot,
            now,
            pace,
            at_once=limits.sends_at_once,
            queued=queued,
            figures=figures,
            alone=serves_one(config.database.url),
        )
        progress = Job(
            "broadcast progress",
            PROGRESS_SECONDS,
            BroadcastProgress(db, bot, now, pace, config.broadcast_rules, figures).run,
        )
        house = JobHouse(
            db,
            now,
            Web() if config.checks.open_posts else None,
            timedelta(hours=config.checks.grace_hours),
            config.risk.rules,
            config.payout_rules,
            config.money.recovery_percent,
            Posts(),
            Vault(config.secrets.encryption_key.reveal()),
            config.reminder_rules,
            timedelta(days=config.limits.messages_kept_days),
            lambda: figures.draining,
        )
        self.ticker = Ticker(house, (*JOBS, progress), figures)
        self._pump: asyncio.Task[None] | None = None

    async def start(self) -> asyncio.Task[None]:
        """The task ends only by `stop`."""
        await self._transport.initialize()
        self._pump = asyncio.create_task(self._messenger.run())
        self.ticker.start()
        return self._pump

    async def stop(self) -> None:
        """What was taken is sent and written down; what waits stays queued."""
        await self.ticker.stop()
        self._messenger.stop()
        if self._pump is not None:
            await asyncio.wait([self._pump], timeout=DRAIN_SECONDS)
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        await self._transport.shutdown()
