"""The messenger: takes deliveries that are due and sends each in its slot, one pace for all."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from time import monotonic
from typing import Final

import structlog
from structlog.contextvars import bind_contextvars
from telegram import Bot

from bot.punctuality import USUAL, Punctuality
from bot.recorder import Recorder
from bot.sending import send
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.figures import ProcessFigures
from domain.outage import Outage, Sign
from services import deliveries, follow_ups, sendings
from services.deliveries import Parcel, Wave
from services.limits import Late, Pace
from services.seam import Database
from services.sendings import Outcome

log = structlog.get_logger()

LOOK_EVERY: Final = 0.5  # seconds; a transaction of this process that queues wakes us at once
WAVE_SECONDS: Final = 0.1  # how far ahead is marked as sending: little is in doubt after a kill
_AHEAD_SECONDS: Final = 0.06  # the next wave is taken while this one's last slots run
LATEST: Final = timedelta(seconds=0.5)  # behind its moment; what is later waits for another one
_GRAIN_SECONDS: Final = 0.001
RECOVER_EVERY: Final = 15.0
_MOST_RECOVERED: Final = 500
_PAUSE_AFTER_FAILURE: Final = 1.0


class Messenger:
    """Runs until stopped; several processes may each run one on the same database, unless `alone`:
    then whatever was being sent at the start was so by our own former self.
    """

    def __init__(
        self,
        db: Database,
        bot: Bot,
        now: Callable[[], datetime],
        pace: Pace,
        *,
        at_once: int,
        queued: asyncio.Event,
        figures: ProcessFigures | None = None,
        alone: bool = False,
    ) -> None:
        self._db = db
        self._bot = bot
        self._now = now
        self._pace = pace
        self._at_once = at_once
        self._queued = queued
        self._figures = figures or ProcessFigures()
        self._alone = alone
        self._stopping = False
        self._more = True  # than the last wave took; asked for without looking first
        self._punctual = Punctuality()
        self._sending: set[int] = set()  # until what came of it is durable
        # Of what is being sent its moment, once answered when it was accepted at the latest, and
        # whether it is paid for.
        self._open: dict[int, tuple[datetime, datetime | None, bool]] = {}
        self._outage = Outage()  # as this process alone sees it, sooner than the row does
        self._untold: set[int] = set()  # of what got no answer: the row does not know yet
        self._holding = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._recorder = Recorder(db, now, self._recorded)
        self._all_recorded = asyncio.Event()

    async def run(self) -> None:
        """Ends after `stop`, once what came of all that was taken is durable."""
        if self._alone:
            await self._recover_all()
        others = [
            asyncio.create_task(self._recorder.run()),
            asyncio.create_task(self._recover()),
        ]
        try:
            while not self._stopping:
                await self._round()
            if self._sending:
                await self._all_recorded.wait()
            await asyncio.gather(*self._tasks)
        finally:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    def stop(self) -> None:
        """Take nothing more."""
        self._stopping = True
        self._queued.set()

    async def _round(self) -> None:
        self._queued.clear()
        self._figures.pump_at = monotonic()
        try:
            wave = await self._take()
        except Exception:  # the database is away: it comes back
            log.exception("taking deliveries failed")
            await asyncio.sleep(_PAUSE_AFTER_FAILURE)
            return
        self._note_outage(wave)
        if wave.parcels:
            self._begin(wave)
            await asyncio.sleep(self._until(wave.moments[-1]) - _AHEAD_SECONDS)
        elif wave.full_until:
            await asyncio.sleep(min(self._until(wave.full_until), LOOK_EVERY))
        elif not self._more:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._queued.wait(), LOOK_EVERY)

    async def _take(self) -> Wave:
        """An empty one when there is nothing to do now."""
        room = self._at_once - len(self._sending)
        is_sure, self._more = self._more, False
        if room <= 0 or (self._outage.is_on and self._untold):
            return Wave()
        if not is_sure and not await self._db.read(deliveries.any_due, now=self._now()):
            return Wave()
        most = min(room, ceil(self._pace.per_second * WAVE_SECONDS))
        now = self._now()
        late = self._late(now)
        wave = await self._db.write(deliveries.take, self._pace, most=most, now=now, late=late)
        # One that is not full took all there was: the next look only reads, and no tap waits.
        self._more = len(wave.parcels) >= most or bool(wave.set_aside or wave.full_until)
        return wave

    def _note_outage(self, wave: Wave) -> None:
        """What the row says of it counts: others may have seen more, and it may be over."""
        holding = wave.silent_since is not None
        if wave.parcels and not holding and not self._untold:
            self._outage = Outage()
        if holding and not self._holding:
            log.warning("deliveries held: no answer from Telegram", since=wave.silent_since)
        elif self._holding and wave.parcels and not holding:
            log.info("deliveries go again")
        self._holding = holding or (self._holding and not wave.parcels)

    def _late(self, now: datetime) -> list[Late]:
        """Whatever is on its way for long may be accepted as late as now."""
        on_its_way = (Late(at, by or now, paid) for at, by, paid in self._open.values())
        return [each for each in on_its_way if each.accepted_by > each.given + USUAL]

    def _begin(self, wave: Wave) -> None:
        self._all_recorded.clear()
        together: dict[datetime, list[Parcel]] = {}
        for parcel, moment in zip(wave.parcels, wave.moments, strict=True):
            self._sending.add(parcel.delivery_id)
            self._open[parcel.delivery_id] = (moment, None, parcel.paid)
            together.setdefault(moment, []).append(parcel)
        loop = asyncio.get_running_loop()
        for moment, parcels in together.items():
            wait = max(0.0, self._until(moment))
            loop.call_later(wait, self._go, moment, parcels, wave.silent_since is not None)

    def _until(self, moment: datetime) -> float:
        """Seconds from now."""
        return (moment - self._now()).total_seconds()

    def _go(self, moment: datetime, parcels: list[Parcel], tries: bool) -> None:
        """Their moment is now, or was so long ago that it may be another's by now.

        In an outage nothing leaves but the one that `tries` whether it is over.
        """
        now = self._now()
        if now < moment:  # a timer may be early by its grain, and that second belongs to others
            wait = self._until(moment)
            again_in = wait + _GRAIN_SECONDS
            asyncio.get_running_loop().call_later(again_in, self._go, moment, parcels, tries)
            return
        is_held = self._outage.is_on and not tries
        if is_held or now - moment > LATEST:
            why = "no answer from Telegram" if is_held else "its moment had passed"
            for parcel in parcels:
                self._recorder.note(_put_back(parcel, why))
            return
        for parcel in parcels:
            task = asyncio.create_task(self._send(parcel, moment))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _send(self, parcel: Parcel, moment: datetime) -> None:
        bind_contextvars(trace=parcel.trace, delivery_id=parcel.delivery_id)
        if not await self._is_current(parcel):
            self._recorder.note(_put_back(parcel, "its message shows something else"))
            return
        left_at = self._now()
        outcome = await send(self._bot, parcel, self._now)
        answered_at = self._now()
        outcome = self._punctual.told(outcome, moment, left_at, answered_at)
        self._outage = self._outage.after(outcome.sign, answered_at)
        if outcome.sign is Sign.SILENT:
            self._untold.add(parcel.delivery_id)
        accepted_by = outcome.accepted_by or moment
        self._open[parcel.delivery_id] = (moment, accepted_by, parcel.paid)
        self._recorder.note(outcome)
        cls = parcel.delivery_class
        self._figures.note_end(cls, outcome.status, flood=outcome.flood)

    async def _is_current(self, parcel: Parcel) -> bool:
        """Asked of what draws over a message, as late as can be; what is put back is taken as it
        stands by then."""
        if parcel.delivery_class is not DeliveryClass.FOLLOW_UP:
            return True
        try:
            return await self._db.read(follow_ups.is_current, parcel)
        except Exception:  # the database is away: it comes back
            log.exception("asking of a message failed")
            return False

    def _recorded(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self._sending.discard(outcome.parcel.delivery_id)
            self._untold.discard(outcome.parcel.delivery_id)
            self._open.pop(outcome.parcel.delivery_id, None)
        if not self._sending:
            self._all_recorded.set()
        self._queued.set()  # their chats are free for what waits behind

    async def _recover_all(self) -> None:
        """Before anything is sent: its chats would be silent until the leases end."""
        try:
            while await self._db.write(sendings.recover_all, most=_MOST_RECOVERED, now=self._now()):
                pass
        except Exception:  # the database is away: the leases end all the same
            log.exception("recovery failed")

    async def _recover(self) -> None:
        """What a process that died was sending, once its lease is over."""
        while True:
            try:
                await self._db.write(
                    sendings.recover,
                    ours=frozenset(self._sending),
                    most=_MOST_RECOVERED,
                    now=self._now(),
                )
            except Exception:  # the database is away: it comes back
                log.exception("recovery failed")
            await asyncio.sleep(RECOVER_EVERY)


def _put_back(parcel: Parcel, why: str) -> Outcome:
    """It never left us: it is due as it was, before whatever came for its reader meanwhile."""
    return Outcome(parcel, DeliveryStatus.QUEUED, problem=why, again_at=parcel.due_at)
