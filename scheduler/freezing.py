"""Audiences are frozen part by part; how long a part may be follows from how long the last took."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Final

from scheduler.pieces import Ending, fitting, never
from services import broadcasts, freezing, rolls
from services.seam import Database

AIM_SECONDS: Final = 0.015  # whoever writes besides waits so long, and seldom three times that
SHORTEST, LONGEST = 200, 20_000


def next_part(part: int, took: float) -> int:
    return fitting(part, took, AIM_SECONDS, SHORTEST, LONGEST)


async def go_on(db: Database, now: Callable[[], datetime], ending: Ending = never) -> int:
    """How many parts were frozen, until `ending` or nothing is left to freeze."""
    await _call_rolls(db, now, ending)
    parts = 0
    for broadcast_id in await db.read(freezing.waiting):
        freeze = partial(freezing.go_on, broadcast_id=broadcast_id)
        parts += await _in_parts(db, now, freeze, freezing.FIRST_PART, ending)
    return parts


async def _call_rolls(db: Database, now: Callable[[], datetime], ending: Ending) -> None:
    """Of what the house confirmed by itself; whoever else confirms calls the roll before."""
    for broadcast_id in await db.read(rolls.uncalled):
        if not ending():
            called = await db.read(rolls.call_late, broadcast_id, now=now())
            roll = await asyncio.to_thread(called.packed)
            await db.write(rolls.keep, broadcast_id, roll)


async def cancel(db: Database, now: Callable[[], datetime], ending: Ending = never) -> int:
    """What waits of cancelled ones ends, in parts too; how many broadcasts were looked at."""
    cancelled = await db.read(broadcasts.cancelling)
    for broadcast_id in cancelled:
        end = partial(broadcasts.cancel_on, broadcast_id=broadcast_id)
        await _in_parts(db, now, end, SHORTEST, ending)
    return len(cancelled)


async def _in_parts(
    db: Database, now: Callable[[], datetime], do: Callable[..., bool], part: int, ending: Ending
) -> int:
    """Until `do(conn, *, most, now)` says that nothing is left; how many parts that took."""
    parts, more = 0, True
    while more and not ending():
        began = perf_counter()
        more = await db.write(do, most=part, now=now())
        part = next_part(part, perf_counter() - began)
        parts += 1
    return parts
