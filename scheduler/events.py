"""Partners' addresses are told what happened: each in its own order, several side by side.

No unit of work is open while an address is called: calls are leased, made, and noted one by one. A
process killed in between makes its call again later, with the same id.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from domain import events as rules
from domain.events import Call
from domain.fetching.answers import Answer
from scheduler.side_by_side import all_of
from services import event_calls, events
from services.event_calls import Leased
from services.seam import Database
from services.vault import Vault

AT_ONCE: Final = 4  # endpoints


class Poster(Protocol):
    """The guarded way to an address: signs with each secret, follows nothing."""

    async def post(
        self, url: str, secrets: Sequence[str], message_id: str, message: dict[str, Any]
    ) -> Answer: ...


async def tell(db: Database, now: Callable[[], datetime], vault: Vault, poster: Poster) -> int:
    """Gathers what happened and makes the calls that are due; how many were made."""
    if await db.read(events.is_behind):
        while await db.write(events.gather, now=now()):
            pass
    gate = asyncio.Semaphore(AT_ONCE)
    due = await db.read(event_calls.due, now=now())
    rounds = [_Round(db, now, vault, poster, gate).of(endpoint_id) for endpoint_id in due]
    return await all_of(rounds, noun="calls")


class _Round:
    """One endpoint, until nothing is due there or it does not serve."""

    def __init__(
        self,
        db: Database,
        now: Callable[[], datetime],
        vault: Vault,
        poster: Poster,
        gate: asyncio.Semaphore,
    ) -> None:
        self._db = db
        self._now = now
        self._vault = vault
        self._poster = poster
        self._gate = gate

    async def of(self, endpoint_id: int) -> int:
        made = 0
        async with self._gate:
            while leased := await self._taken(endpoint_id):
                made += await self._made(leased)
                await self._db.write(event_calls.give_back, leased)
                if not leased.calls:
                    break
        return made

    async def _taken(self, endpoint_id: int) -> Leased | None:
        return await self._db.write(event_calls.take, self._vault, endpoint_id, now=self._now())

    async def _made(self, leased: Leased) -> int:
        for number, call in enumerate(leased.calls, start=1):
            if not await self._call(leased, call):
                return number
        return len(leased.calls)

    async def _call(self, leased: Leased, call: Call) -> bool:
        answer = await self._poster.post(leased.url, leased.secrets, call.message_id, call.message)
        outcome, problem = rules.outcome(answer), rules.problem(answer)
        return await self._db.write(
            event_calls.note, leased.endpoint_id, call, outcome, problem, now=self._now()
        )
