"""Writing down what came of deliveries: many answers, one unit of work, none ever dropped."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import structlog

from services import sendings
from services.seam import Database, is_away
from services.sendings import Outcome

log = structlog.get_logger()

MOST_TRIES: Final = 3  # of one alone, while the database writes others
_PAUSE_AFTER_FAILURE: Final = 1.0
_GATHER_SECONDS: Final = 0.01  # a commit serves all that came by then


class Recorder:
    """`recorded` is called with each group once nothing is left to be done about it here."""

    def __init__(
        self,
        db: Database,
        now: Callable[[], datetime],
        recorded: Callable[[Sequence[Outcome]], None],
    ) -> None:
        self._db = db
        self._now = now
        self._recorded = recorded
        self._waiting: dict[int, Outcome] = {}  # by delivery: it is sent by nobody else meanwhile
        self._failures: Counter[int] = Counter()
        self._any = asyncio.Event()

    def note(self, outcome: Outcome) -> None:
        self._waiting[outcome.parcel.delivery_id] = outcome
        self._any.set()

    async def run(self) -> None:
        """Until cancelled; what comes while one group is written is the next group."""
        while True:
            await self._any.wait()
            await asyncio.sleep(_GATHER_SECONDS)
            self._any.clear()
            if not await self._write(tuple(self._waiting.values())):
                await asyncio.sleep(_PAUSE_AFTER_FAILURE)
                self._any.set()

    async def _write(self, group: Sequence[Outcome]) -> bool:
        """Together, or each alone when one of them spoils it; False when some still wait."""
        try:
            await self._db.write(sendings.settle, group, now=self._now())
        except Exception as error:
            if len(group) == 1:
                return await self._failed(group[0], error)
            log.exception("recording deliveries failed", waiting=len(group))
            return all(await asyncio.gather(*(self._write((each,)) for each in group)))
        self._done(group)
        return True

    async def _failed(self, outcome: Outcome, error: Exception) -> bool:
        """While the database is away all wait; one that it refuses for good must not hold them."""
        delivery_id = outcome.parcel.delivery_id
        self._failures[delivery_id] += not is_away(error)
        if self._failures[delivery_id] < MOST_TRIES:
            log.warning("delivery not recorded yet", delivery_id=delivery_id, error=repr(error))
            return False
        log.error(
            "delivery given up as in doubt",
            delivery_id=delivery_id,
            status=outcome.status.value,
            exc_info=error,
        )
        await self._give_up(outcome)
        return True

    async def _give_up(self, outcome: Outcome) -> None:
        """It stays marked as sending if not even this can be written: its lease ends in doubt."""
        try:
            await self._db.write(sendings.give_up, outcome, now=self._now())
        except Exception:
            log.exception("delivery left to its lease", delivery_id=outcome.parcel.delivery_id)
        self._done((outcome,))

    def _done(self, group: Sequence[Outcome]) -> None:
        """But for what was sent once more, and noted, while this was written: that still waits."""
        ended = [each for each in group if self._waiting[each.parcel.delivery_id] is each]
        for outcome in ended:
            del self._waiting[outcome.parcel.delivery_id]
            self._failures.pop(outcome.parcel.delivery_id, None)
        self._recorded(ended)
