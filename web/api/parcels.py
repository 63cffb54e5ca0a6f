"""Items of signed messages on their way to the database, those of several messages together.

What waits while a unit of work is written goes into the next one: under load a message costs a row,
not a transaction. A long message goes in part by part and lets others in between.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from structlog.contextvars import bind_contextvars

from domain.readings import PartRecorded
from services import traces
from services.seam import Database, is_away
from services.signed_api import MessageConflict, Parcel, SignedMessage
from services.traces import Cause

MOST_TOGETHER: Final = 256  # messages


class Service(Protocol):
    """services.signed_api.record_metrics and its kind."""

    def __call__(
        self, conn: Any, parcels: Sequence[Parcel], *, now: datetime
    ) -> list[PartRecorded | MessageConflict]: ...


class Conflict(Exception):
    """The message's id came before with another body."""


@dataclass(eq=False, slots=True)
class _Message:
    """A message on its way: how many of its items are through, and what became of them."""

    message: SignedMessage
    items: Sequence[Any]
    through: asyncio.Future[list[PartRecorded]]
    done: int = 0
    parts: list[PartRecorded] = field(default_factory=list)

    @property
    def id(self) -> tuple[str, str]:
        return self.message.partner, self.message.message_id

    def parcel(self, most: int) -> Parcel:
        return Parcel(self.message, self.done, self.items[self.done : self.done + most])

    def went(self, outcome: PartRecorded | MessageConflict) -> None:
        if isinstance(outcome, MessageConflict):
            self.failed(Conflict())
            return
        self.parts.append(outcome)
        self.done += outcome.items
        if self.done >= len(self.items) and not self.through.done():
            self.through.set_result(self.parts)

    def failed(self, error: Exception) -> None:
        if not self.through.done():
            self.through.set_exception(error)


class Parcels:
    """One way in: at most one unit of work at a time, filled with whatever waits."""

    def __init__(
        self, db: Database, now: Callable[[], datetime], service: Service, most: int
    ) -> None:
        """`most` items in a unit of work."""
        self._most = most
        self._db = db
        self._now = now
        self._service = service
        self._waiting: list[_Message] = []
        self._carrier: asyncio.Task[None] | None = None

    async def hand_in(self, message: SignedMessage, items: Sequence[Any]) -> list[PartRecorded]:
        """What became of all of them, durable; raises Conflict."""
        through: asyncio.Future[list[PartRecorded]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Message(message, items, through))
        if self._carrier is None:
            self._carrier = asyncio.create_task(self._carry())
        return await through

    async def _carry(self) -> None:
        try:
            while self._waiting:
                await self._write(self._load())
                self._waiting = [each for each in self._waiting if not each.through.done()]
        finally:
            self._carrier = None

    def _load(self) -> list[tuple[_Message, Parcel]]:
        """The first part of each that waits, as many as fit; who was served goes behind."""
        room, load, ids = self._most, list[tuple[_Message, Parcel]](), set[tuple[str, str]]()
        for each in self._waiting:
            if not room or len(load) == MOST_TOGETHER:
                break
            if each.id not in ids:  # its repeat is answered by what it leaves behind
                ids.add(each.id)
                load.append((each, each.parcel(room)))
                room -= len(load[-1][1].items)
        served = [each for each, _ in load]
        skipped = set(served)
        self._waiting = [each for each in self._waiting if each not in skipped] + served
        return load

    async def _write(self, load: list[tuple[_Message, Parcel]]) -> None:
        parcels = [parcel for _, parcel in load]
        # One unit for several messages: the first one's id leads to it in the partner's log too.
        trace, message_id = traces.fresh(Cause.REQUEST), load[0][0].message.message_id
        bind_contextvars(trace=trace, message_id=message_id, messages=len(load))
        try:
            outcomes = await self._db.write(self._service, parcels, now=self._now())
        except Exception as error:  # noqa: BLE001  (whatever it is, it is told to who sent it)
            await self._not_together(load, error)
            return
        for (message, _), outcome in zip(load, outcomes, strict=True):
            message.went(outcome)

    async def _not_together(self, load: list[tuple[_Message, Parcel]], error: Exception) -> None:
        """One of them breaks the unit; the others must not pay for it."""
        if len(load) == 1 or is_away(error):  # away: none of them is to blame, none gets through
            for message, _ in load:
                message.failed(error)
            return
        for each in load:
            await self._write([each])
