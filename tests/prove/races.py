"""The races at full count: every duel many times, and thousands for hundreds of slots."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from services import verify
from services.seam import Database
from storage.database import open_database
from tests.loop.loop import rows_of
from tests.prove.grounds import NewUrl
from tests.prove.proof import Trial
from tests.races.careless import careless_claims
from tests.races.crowd import crowd, race
from tests.races.fights import DUELS, fight
from tests.world import World, live_campaign

ROUNDS: Final = 40
CONTENDERS: Final = 5_000
SLOTS: Final = 500


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[tuple[World, Database]]:
    db = open_database(url)
    try:
        with rows_of(url) as world:
            yield world, db
    finally:
        await db.close()


async def duels(new_url: NewUrl) -> Trial:
    """Each on its own ground: the work that one leaves behind would be in the next one's way."""
    problems: list[str] = []
    for prepare in DUELS:
        async with _opened(new_url()) as (world, db):
            problems += await fight(world, db, prepare, ROUNDS)
    return Trial(ROUNDS * len(DUELS), problems)


async def contenders(url: str) -> Trial:
    async with _opened(url) as (world, db):
        goal = world.do(live_campaign, slots=SLOTS)
        ends = await race(db, goal, world.do(crowd, CONTENDERS))
        return Trial(CONTENDERS, _oversold(world, ends["won"], SLOTS))


async def careless_contenders(url: str) -> Trial:
    """The control: more win than there are slots."""
    async with _opened(url) as (world, db):
        goal = world.do(live_campaign, slots=5, budget=10**9)
        all_ = world.do(crowd, 40)
        with careless_claims(world, goal, all_):
            ends = await race(db, goal, all_)
        return Trial(len(all_), _oversold(world, ends["won"], 5))


def _oversold(world: World, won: int, slots: int) -> list[str]:
    found = list(map(str, world.do(verify.problems)))
    return found if won == slots else [f"{won} won {slots} slots", *found]
