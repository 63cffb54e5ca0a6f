"""Four processes behind a webhook, killed all the while: they end as one that took all in turn."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from benchmarks.world import fill
from bot.app import Duty
from bot.config import Mode
from sandbox import Clock
from services import verify
from storage.tables.people import person
from tests.loop.loop import rows_of
from tests.loop.picture import Picture, picture
from tests.loop.running import environment
from tests.prove.fleet.posting import Poster, disordered
from tests.prove.fleet.stream import NEWCOMERS, Act, Claim, stream
from tests.prove.fleet.willing import willing_telegram
from tests.prove.proof import Trial
from tests.prove.pump.line import Line
from tests.prove.variants import Variant

PROCESSES: Final = 4
_A_CREATORS: Final = 12  # updates
_A_NEWCOMERS: Final = 9
MEAN_LIFE_SECONDS: Final = 4.0  # of one of them: another is killed every second
_SHORTEST_LIFE_SECONDS: Final = 0.2
_START_SECONDS: Final = 60.0
_SECRET: Final = "KOC__TELEGRAM__WEBHOOK_SECRET"
_URL: Final = "KOC__TELEGRAM__WEBHOOK_URL"
_WISHES: Final = select(
    person.c.name,
    person.c.wants_reminders,
    person.c.wants_broadcasts,
    person.c.quiet_from_hour,
    person.c.quiet_to_hour,
)


@dataclass(frozen=True, slots=True)
class End:
    """What stands, and how it came about."""

    picture: Picture
    problems: list[str]
    posts: int
    refused: int
    kills: int


def creators_for(updates: int) -> int:
    """How many creators do so many updates, with the newcomers among them."""
    group = (NEWCOMERS - 1) * _A_CREATORS + _A_NEWCOMERS
    return -(-updates * (NEWCOMERS - 1) // group)


def prepared(url: str, updates: int, seed: int) -> list[Act]:
    """Creators and tasks are in the database; what they will do, and newcomers."""
    count = creators_for(updates)
    claims = [Claim(each.telegram_id, each.data) for each in fill(url, count, 2 * count)]
    with rows_of(url) as rows:
        rows.do(_count_on)
    return stream(claims, seed)[:updates]


def _count_on(conn: Connection) -> None:
    """Who was put in with a number takes none from the sequence."""
    if conn.dialect.name == "postgresql":
        for table in ("person", "account"):
            newest = f"(SELECT max(id) FROM {table})"
            conn.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest})"
            )


async def in_order_on_one(url: str, updates: int, seed: int) -> End:
    acts = prepared(url, updates, seed)
    async with _fleet(url, 1, seed, Variant.OURS) as (poster, (process,)):
        await process.listens(poster)
        await poster.in_order(acts)
    return _end(url, poster, 0)


async def disordered_on_many(
    url: str,
    updates: int,
    seed: int,
    *,
    variant: Variant = Variant.OURS,
    count: int = PROCESSES,
    mean_life: float = MEAN_LIFE_SECONDS,
) -> End:
    """With kills."""
    acts = prepared(url, updates, seed)
    async with _fleet(url, count, seed, variant) as (poster, processes):
        dying = asyncio.gather(*(each.dies(poster, mean_life) for each in processes))
        posting = asyncio.create_task(poster.as_it_comes(disordered(acts, seed)))
        await asyncio.wait([dying, posting], return_when=asyncio.FIRST_COMPLETED)
        if dying.done():
            posting.cancel()
            dying.result()  # one ended by itself
        await posting
        dying.cancel()
        with suppress(asyncio.CancelledError):
            await dying
    return _end(url, poster, sum(each.line.deaths for each in processes))


@dataclass(frozen=True, slots=True)
class Process:
    """One of them: where it listens, and who was born and died there."""

    line: Line
    url: str
    dice: random.Random

    async def listens(self, poster: Poster) -> None:
        """Born, and posted to from now on."""
        await self.line.bear()
        address = urlsplit(self.url)
        async with asyncio.timeout(_START_SECONDS):
            while True:
                try:
                    _, writer = await asyncio.open_connection(address.hostname, address.port)
                except OSError:
                    await asyncio.sleep(0.03)
                else:
                    writer.close()
                    break
        poster.listening.append(self.url)

    async def dies(self, poster: Poster, mean_life: float) -> None:
        """One life after the other, counted from when it listens."""
        while True:
            await self.listens(poster)
            await asyncio.sleep(_SHORTEST_LIFE_SECONDS + self.dice.expovariate(1 / mean_life))
            self.line.kill()
            await self.line.end()
            poster.listening.remove(self.url)


@asynccontextmanager
async def _fleet(
    url: str, count: int, seed: int, variant: Variant
) -> AsyncIterator[tuple[Poster, list[Process]]]:
    async with willing_telegram() as base_url, AsyncExitStack() as stack:
        processes, secret = list[Process](), ""
        for number in range(count):
            environ = environment(base_url, url, Mode.WEBHOOK)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            line = Line(environ, Clock(), folder, variant, Duty.WEB)
            processes.append(Process(line, environ[_URL], random.Random(seed + number)))
            secret = environ[_SECRET]
            await line.start()
            stack.push_async_callback(line.stop)
        yield Poster(secret, seed), processes


def _end(url: str, poster: Poster, kills: int) -> End:
    with rows_of(url) as rows:
        stands = rows.do(picture) | {"wishes": rows.do(_wishes)}
        problems = list(map(str, rows.do(verify.problems)))
    return End(stands, problems, poster.posts, poster.refused, kills)


def _wishes(conn: Connection) -> list[tuple[str, ...]]:
    return sorted(tuple(map(str, row)) for row in conn.execute(_WISHES))


def compared(wanted: End, found: End) -> Trial:
    """Tried are the posts."""
    told = _told(wanted.picture, found.picture)
    return Trial(found.posts, [*wanted.problems, *found.problems, *told])


def _told(one: Picture, other: Picture) -> list[str]:
    """Thousands of rows each: what stands in only one of them."""
    found = []
    for name in one:
        missing, more = set(one[name]) - set(other[name]), set(other[name]) - set(one[name])
        if len(one[name]) != len(other[name]) or missing or more:
            rows = f"{len(one[name])} and {len(other[name])} rows"
            found.append(f"{name}: {rows}, {sorted(missing)[:2]} became {sorted(more)[:2]}")
    return found
