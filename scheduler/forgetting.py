"""What is long over is forgotten, piece by piece, each so short that whoever writes hardly waits.

A run ends when nothing is left or its time is over; the next one goes on.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from time import perf_counter
from typing import Final, TypeVar

import structlog

from domain.delivery import ENDED, PRIORITIES, PRIORITY, DeliveryClass
from domain.due_work import BEGINNING
from scheduler.pieces import fitting
from services import forgetting
from services.seam import Database, is_away

log = structlog.get_logger()

RUN_SECONDS: Final = 20.0  # of an hour; what a stop waits for at most
AIM_SECONDS: Final = 0.01  # of a piece: nobody waits for it, and everybody may wait behind it
SHORTEST, FIRST, LONGEST = 100, 500, 5_000  # rows of a piece
A_DAY: Final = timedelta(days=1)
_FOLLOW_UPS: Final = PRIORITY[DeliveryClass.FOLLOW_UP]
K = TypeVar("K")


class _Run:
    """At most RUN_SECONDS long, and at most half of them in the turn to write."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._ends_at = perf_counter() + RUN_SECONDS
        self._size = FIRST

    @property
    def is_over(self) -> bool:
        return perf_counter() >= self._ends_at

    async def work_off(
        self, look: Callable[..., tuple[list[int], K]], after: K, forget: Callable[..., int]
    ) -> int:
        """All that `look` finds behind `after`, as far as its time goes; how many rows went."""
        gone = 0
        while not self.is_over:
            ids, after = await self._db.read(look, after, most=self._size)
            if not ids:
                break
            gone += await self._piece(forget, ids)
        return gone

    async def work_off_oldest(self, forget: Callable[..., int]) -> int:
        """What `forget` finds by itself, until a piece is not full; how many rows went."""
        gone = 0
        while not self.is_over:
            most = self._size
            went = await self._piece(forget, most=most)
            gone += went
            if went < most:
                break
        return gone

    async def _piece(self, forget: Callable[..., int], *args: object, **kwargs: object) -> int:
        began = perf_counter()
        gone = await self._db.write(forget, *args, **kwargs)
        took = perf_counter() - began
        self._size = fitting(self._size, took, AIM_SECONDS, SHORTEST, LONGEST)
        await asyncio.sleep(took)  # as long for the others
        return gone


async def messages(db: Database, now: Callable[[], datetime], kept: timedelta) -> int:
    """Those of no broadcast; how many went. A follow-up tells nobody anything: it goes next day."""
    run, gone, at = _Run(db), 0, now()
    for status, priority in product(sorted(ENDED), PRIORITIES):
        ended = partial(forgetting.old_messages, status=status, priority=priority)
        look = partial(ended, before=at - (A_DAY if priority == _FOLLOW_UPS else kept))
        gone += await run.work_off(look, BEGINNING, forgetting.forget_messages)
    return gone


async def reminders(db: Database, now: Callable[[], datetime], kept: timedelta) -> int:
    look = partial(forgetting.old_reminders, before=now() - kept)
    return await _Run(db).work_off(look, BEGINNING, forgetting.forget_reminders)


async def oldest(db: Database, now: Callable[[], datetime], forget: Callable[..., int]) -> int:
    """Of `forget(conn, *, most, now)`, which knows how long what it forgets is kept."""
    return await _Run(db).work_off_oldest(partial(forget, now=now()))


async def broadcasts(db: Database, now: Callable[[], datetime], kept: timedelta) -> int:
    """First what came of each is written down, then its rows go; how many rows went."""
    run, gone = _Run(db), 0
    for broadcast_id in await db.read(forgetting.broadcasts_over, before=now() - kept):
        if not run.is_over:
            await _try_to_count(db, now, broadcast_id)
    for broadcast_id in await db.read(forgetting.broadcasts_counted):
        if not run.is_over:
            gone += await _forget(run, db, broadcast_id)
            await db.write(forgetting.note_gone, broadcast_id, now=now())
    return gone


async def _try_to_count(db: Database, now: Callable[[], datetime], broadcast_id: int) -> None:
    """One that nobody can read keeps its rows, and holds back no other."""
    try:
        await _count(db, now, broadcast_id)
    except Exception as error:
        if is_away(error):
            raise
        log.exception("broadcast not counted", broadcast_id=broadcast_id)


async def _count(db: Database, now: Callable[[], datetime], broadcast_id: int) -> None:
    await db.write(forgetting.close, broadcast_id, now=now())
    outcome = await db.read(forgetting.count, broadcast_id)
    await db.write(forgetting.keep, broadcast_id, outcome, now=now())


async def _forget(run: _Run, db: Database, broadcast_id: int) -> int:
    first, last = await db.read(forgetting.span, broadcast_id)
    theirs = partial(forgetting.messages_of, broadcast_id=broadcast_id, last=last)
    gone = await run.work_off(theirs, first - 1, forgetting.forget_messages)
    look = partial(forgetting.responses_to, broadcast_id=broadcast_id)
    forget = partial(forgetting.forget_responses, broadcast_id=broadcast_id)
    return gone + await run.work_off(look, 0, forget)
