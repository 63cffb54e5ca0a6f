"""The working side: what nobody taps for, jobs that tick and deliveries that go out."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.broadcast_progress import BroadcastProgress
from bot.chat import make_bot
from bot.config import Config, Limits
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
        at_once, pace = config.limits.sends_at_once, _pace(config.limits)
        # A transport without patience: the pace is the messenger's, and a 429 is written down.
        self._transport = Transport(connections=at_once)
        bot = make_bot(config, self._transport)
        alone = serves_one(config.database.url)
        self._messenger = Messenger(
            db, bot, now, pace, at_once=at_once, queued=queued, figures=figures, alone=alone
        )
        progress = BroadcastProgress(db, bot, now, pace, config.broadcast_rules, figures)
        jobs = (*JOBS, Job("broadcast progress", PROGRESS_SECONDS, progress.run))
        self.ticker = Ticker(_job_house(config, db, now, figures), jobs, figures)
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


def _pace(limits: Limits) -> Pace:
    return Pace(
        limits.messages_per_second,
        timedelta(seconds=limits.seconds_per_chat),
        limits.free_messages_per_second,
    )


def _job_house(
    config: Config, db: Database, now: Callable[[], datetime], figures: ProcessFigures
) -> JobHouse:
    return JobHouse(
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
