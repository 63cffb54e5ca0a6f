"""Updates acknowledged before they are done: a row each until they are, whoever does them."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import structlog

from bot.intake import Intake, Json, is_done
from bot.senders import sender_of
from services import deferred_updates
from services.seam import Database
from services.vault import Vault

log = structlog.get_logger()

MOST: Final = 500  # that a process holds; what is beyond stays with Telegram
_AGAIN_SECONDS: Final = 1.0
_SETTLE_SECONDS: Final = 2.0


class Deferred:
    """What it holds is durable: Telegram may forget it."""

    def __init__(
        self, intake: Intake, db: Database, now: Callable[[], datetime], vault: Vault
    ) -> None:
        self._intake = intake
        self._db = db
        self._now = now
        self._vault = vault
        self._ends: dict[int, asyncio.Task[None]] = {}

    async def defer(self, updates: Sequence[Json]) -> bool:
        """Those in work; false when they must be waited for instead."""
        if not self._vault.is_open or len(self._ends) + len(updates) > MOST:
            return False
        works = [(raw, self._intake.begin(raw)) for raw in updates]  # it ends while we write
        told = [(raw, _id_of_sender(raw)) for raw in updates]
        try:
            await self._db.write(deferred_updates.defer, self._vault, told, now=self._now())
        except Exception as error:  # noqa: BLE001  (Telegram still has them)
            log.warning("updates could not be deferred", error=repr(error))
            return False
        log.warning("updates deferred: others need not wait for them", updates=len(updates))
        for raw, work in works:
            self._see_to(raw, work)
        return True

    async def take_up(self) -> None:
        """Ahead of all that comes: what whoever was here before us acknowledged and left undone."""
        while True:
            try:
                found = await self._db.write(deferred_updates.take_up, self._vault, now=self._now())
            except Exception as error:  # noqa: BLE001  (without the database nothing can be done)
                log.warning("deferred updates cannot be read yet", error=repr(error))
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            for raw in found:
                self._see_to(raw, self._intake.begin(raw))
            return

    async def settle(self) -> None:
        """At the stop: what is done leaves its row, what is not is taken up after it."""
        if self._ends:
            await asyncio.wait(list(self._ends.values()), timeout=_SETTLE_SECONDS)
        for task in list(self._ends.values()):
            task.cancel()

    def _see_to(self, raw: Json, work: asyncio.Task[None]) -> None:
        update_id = raw["update_id"]
        if update_id not in self._ends:
            self._ends[update_id] = task = asyncio.create_task(self._end(raw, work))
            task.add_done_callback(lambda _: self._ends.pop(update_id))

    async def _end(self, raw: Json, work: asyncio.Task[None]) -> None:
        """Telegram will not bring it again: it is begun here until it is done."""
        while True:
            await asyncio.wait([work])
            if is_done(work):
                break
            await asyncio.sleep(_AGAIN_SECONDS)
            work = self._intake.begin(raw)
        try:
            await self._db.write(deferred_updates.done, raw["update_id"])
        except Exception as error:  # noqa: BLE001  (taken up after a restart, its mark says the rest)
            log.warning("a deferred update is done but kept", error=repr(error))


def _id_of_sender(raw: Json) -> int | None:
    sender = sender_of(raw)
    return sender.telegram_id if sender else None
