"""Who posts the updates: in order, or repeated and reordered; each again until it is taken."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp

from tests.prove.fleet.stream import Act
from web.telegram_webhook import HEADER

REPEATED: Final = 0.2
DISPLACED: Final = 0.1
_FARTHEST: Final = 400  # places that one is put off by
_AT_ONCE: Final = 48
_PAUSE_SECONDS: Final = 0.05  # before one that was not taken is posted again


@dataclass(frozen=True, slots=True)
class Posted:
    act: Act
    again: bool  # it comes besides, by somebody who did not hear of the answer


def disordered(acts: Sequence[Act], seed: int) -> list[Posted]:
    """One in ten comes later than others of its person and of everybody; one in five twice.

    What is put off holds up what comes behind it in its chain.
    """
    dice, placed, keys = random.Random(seed), list[tuple[float, Posted]](), dict[int, float]()
    for place, act in enumerate(acts):
        off = dice.uniform(1, _FARTHEST) if dice.random() < DISPLACED else 0.0
        key = keys[act.update_id] = max(place + off, keys.get(act.after, 0.0) + 0.001)
        placed.append((key, Posted(act, again=False)))
        if dice.random() < REPEATED:
            later = key + dice.choice((0.0005, dice.uniform(0, _FARTHEST)))
            placed.append((later, Posted(act, again=True)))
    return [posted for _, posted in sorted(placed, key=lambda each: each[0])]


class Poster:
    """To any that is `listening`; what is not taken is posted again, to the same or another.

    As behind a balancer: one is passed over once it is known to be gone.
    """

    def __init__(self, secret: str, seed: int) -> None:
        self.posts = 0
        self.refused = 0  # answers that were none, and errors
        self.listening: list[str] = []
        self._headers = {HEADER: secret, "Content-Type": "application/json"}
        self._dice = random.Random(seed)
        self._taken: dict[int, asyncio.Event] = defaultdict(asyncio.Event)

    async def in_order(self, acts: Sequence[Act]) -> None:
        """A person's updates one after the other, as they were; different persons side by side."""
        lives = defaultdict[int, list[Act]](list)
        for act in acts:
            lives[act.person].append(act)
        places = asyncio.Semaphore(_AT_ONCE)

        async def live(life: Sequence[Act]) -> None:
            async with places:
                for act in life:
                    await self._post(session, act)

        async with self._session() as session:
            await asyncio.gather(*(live(life) for life in lives.values()))

    async def as_it_comes(self, posted: Sequence[Posted]) -> None:
        """Many at once; each only when the one before it in its chain was taken."""
        waiting = iter(posted)

        async def work() -> None:
            for each in waiting:
                if each.act.after:
                    await self._taken[each.act.after].wait()
                await self._post(session, each.act)

        async with self._session() as session:
            await asyncio.gather(*(work() for _ in range(_AT_ONCE)))

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(headers=self._headers, connector=aiohttp.TCPConnector(limit=0))

    async def _post(self, session: aiohttp.ClientSession, act: Act) -> None:
        while not await self._is_taken(session, act):
            self.refused += 1
            await asyncio.sleep(_PAUSE_SECONDS)
        self._taken[act.update_id].set()

    async def _is_taken(self, session: aiohttp.ClientSession, act: Act) -> bool:
        if not self.listening:
            return False
        self.posts += 1
        try:
            async with session.post(self._dice.choice(self.listening), data=act.body) as answer:
                await answer.read()
                return answer.status == 200
        except (aiohttp.ClientError, OSError):
            return False
