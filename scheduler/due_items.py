"""Due work, item by item: one that raises is set back and stops no other; no job here."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Final, TypeVar

import structlog

from domain.due_work import BEGINNING, DueItem, DueWork
from scheduler.pieces import Ending, fitting, never
from services import setbacks
from services.seam import Database, is_away

log = structlog.get_logger()

T = TypeVar("T")

PAGE: Final = 50  # the first; how long those behind it are, the time says that it took
LONGEST: Final = 400
AT_ONCE: Final = 8
"""Units that wait together: SQLite commits them as one, PostgreSQL keeps connections for taps."""
ALONE_SECONDS: Final = 0.05  # of a page while nobody else writes: who comes then waits so long
SHARED_SECONDS: Final = 0.03  # of a page between the taps of others
LONGEST_REST_SECONDS: Final = 0.1  # in a queue that never ends it would never have its turn
SHORTEST: Final = 50  # what a unit costs besides its items would be most of a shorter one


@dataclass(frozen=True, slots=True)
class Errand:
    """`due(conn, after, *, most, now)` reads a page; `do(conn, item_id, *, now)` is one unit.

    `do` says False when there was nothing to do any more: another process may have done it.
    `do_all(conn, item_ids, *, now)` does a page in one unit and says which; when it raises, all of
    it is undone, and each is tried by itself.
    """

    work: DueWork
    due: Callable[..., list[DueItem]]
    do: Callable[..., bool]
    do_all: Callable[..., Collection[int]] | None = None
    at_once: int = AT_ONCE  # where a unit is long, several keep a tap waiting for all of them


async def work_off(
    db: Database, now: Callable[[], datetime], errand: Errand, ending: Ending = never
) -> int:
    """All that is due and not set back, page by page until `ending`; how much of it was done."""
    again_at = await db.read(setbacks.again_at, errand.work)
    waiting = {item_id for item_id, at in again_at.items() if at > now()}
    walk = _Walk(db, now, errand, ending)
    done = await walk.past(waiting)
    if ending():
        return done  # what was not tried is not mended
    if mended := again_at.keys() - waiting - walk.in_vain:
        await db.write(setbacks.forget, errand.work, mended, now=now())
    return done


class _Walk:
    """Once along the line of what is due."""

    def __init__(
        self, db: Database, now: Callable[[], datetime], errand: Errand, ending: Ending
    ) -> None:
        self._db = db
        self._now = now
        self._errand = errand
        self._ending = ending
        self._gate = asyncio.Semaphore(errand.at_once)
        self._outage: Exception | None = None
        self._page = PAGE
        self._written = 0  # units of ours
        self.in_vain: set[int] = set()  # tried, and not done

    async def past(self, waiting: Collection[int]) -> int:
        """Does whatever does not wait for its next try; how many were done.

        Raises when the database is away: the next tick goes on, and nothing is set back for it.
        """
        done, after = 0, BEGINNING
        while not self._ending() and (page := await self._next(after)):
            after = page[-1]
            items = [item_id for _, item_id in page if item_id not in waiting]
            began, others = perf_counter(), self._others()
            done += await self._all_at_once(items) if self._errand.do_all else 0
            done += await self._each(items)
            is_shared = self._others() > others
            await self._make_room(len(page), perf_counter() - began, is_shared=is_shared)
        return done

    async def _next(self, after: DueItem) -> list[DueItem]:
        return await self._db.read(self._errand.due, after, most=self._page, now=self._now())

    def _others(self) -> int:
        """How many units this process has written for others, since it began."""
        return self._db.figures().writes.waits.count - self._written

    async def _make_room(self, items: int, took: float, *, is_shared: bool) -> None:
        """Others who write, or compute for a tap, get as long as a page took, and shorter pages."""
        aim = SHARED_SECONDS if is_shared else ALONE_SECONDS
        self._page = fitting(items, took, aim, SHORTEST, LONGEST)
        if is_shared:
            await asyncio.sleep(min(took, LONGEST_REST_SECONDS))

    async def _write(self, work: Callable[..., T], *args: object, **kwargs: object) -> T:
        self._written += 1
        return await self._db.write(work, *args, **kwargs)

    async def _all_at_once(self, items: list[int]) -> int:
        """Takes out of `items` what needs no try of its own any more; how many were done."""
        assert self._errand.do_all is not None
        try:
            done = await self._write(self._errand.do_all, items, now=self._now())
        except Exception as error:
            if is_away(error):
                raise
            return 0  # one of them is at fault: which, their own tries tell
        self.in_vain |= set(items).difference(done)
        items.clear()
        return len(done)

    async def _each(self, items: list[int]) -> int:
        async with asyncio.TaskGroup() as group:
            tries = [group.create_task(self._try(item_id)) for item_id in items]
        if self._outage is not None:
            raise self._outage
        return sum(each.result() for each in tries)

    async def _try(self, item_id: int) -> bool:
        async with self._gate:
            if self._outage is not None:
                return False
            try:
                done = await self._write(self._errand.do, item_id, now=self._now())
            except Exception as error:  # noqa: BLE001  (logged there; the others go on)
                await self._failed(item_id, error)
                done = False
        if not done:
            self.in_vain.add(item_id)
        return done

    async def _failed(self, item_id: int, error: Exception) -> None:
        """Tried again later, not at the next tick; in an outage no item is at fault."""
        if is_away(error):
            self._outage = error
            return
        work = self._errand.work
        log.error("due work failed", work=work.value, item_id=item_id, exc_info=error)
        await self._write(setbacks.set_back, work, item_id, setbacks.told(error), now=self._now())
