"""Claims while ten thousand works are settled beside them: what a tap waits for its reply."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, func, select, text, update

from benchmarks import due_works
from benchmarks.claims import BOT, Urls, answered, open_loop, postgresql, sqlite
from benchmarks.due_works import Crowd
from benchmarks.figure import Figure, alone
from benchmarks.stage import Stage, bot_process, scratch, stage
from storage.migrate import sync_url
from storage.tables.money import settlement
from storage.tables.risk import risk_case
from storage.tables.work import assignment

WORKS: Final = Crowd(creators=10_000, works_each=1, readings=10)
CLAIMS: Final = 9_000
RATES: Final = (100, 200)  # claims a second: 360,000 and 720,000 an hour
_LATER: Final = timedelta(hours=1)
_LONGEST_SECONDS: Final = 120
_ALONE_SECONDS: Final = 3  # of claims before the works fall due; the job looks every 15 seconds


# As works are that fall due in a house that runs: looked at when their last reading came.
_LOOKED_AT: Final = (
    """
    INSERT INTO risk_look (assignment_id, submission_id, snapshot_id, at)
    SELECT s.assignment_id, s.id, (SELECT max(m.id) FROM metric_snapshot AS m WHERE m.post_id =
      s.post_id), s.at FROM submission AS s
    """,
    """
    UPDATE risk_mark SET last_id = CASE noun WHEN 'submission' THEN (SELECT max(id) FROM submission)
      ELSE (SELECT max(id) FROM metric_snapshot) END
    WHERE noun IN ('submission', 'metric_snapshot')
    """,
)


def on_sqlite() -> Iterator[Figure]:
    """Issue: claim p99 under 200 ms while 10,000 are settled."""
    yield from _figures("settle_beside_claims", sqlite)


def on_postgresql() -> Iterator[Figure]:
    yield from _figures("settle_beside_claims-pg", postgresql)


def _figures(bench: str, urls: Urls) -> Iterator[Figure]:
    for rate in RATES:
        waits, seconds = asyncio.run(_beside(urls, rate))
        p99 = sorted(waits)[int(len(waits) * 0.99)] * 1000
        unit = f"ms for {len(waits)} claims, {rate} a second"
        yield alone(f"{bench}_p99", unit, lambda p99=p99: p99, runs=1)
        unit = f"s for {WORKS.works} settled beside them"
        yield alone(f"{bench}_settled", unit, lambda seconds=seconds: seconds, runs=1)


async def _beside(urls: Urls, rate: int) -> tuple[list[float], float]:
    """The waits of taps during the settlement, in seconds, and how long that took."""
    with scratch() as name, urls(Path(name)) as url:
        taps = due_works.fill(url, WORKS, datetime.now(UTC) + _LATER)[:CLAIMS]
        _look_at_all(url)
        async with stage(taps) as house, bot_process(house, list(BOT.argv), url, Path(name)):
            await asyncio.sleep(4)
            falls_due = asyncio.create_task(asyncio.to_thread(_fall_due, url))
            tapped = await open_loop(house, taps, 0, rate)
            await falls_due
            await answered(house, len(taps))
            began, ended = await asyncio.to_thread(_span, url)
            return _waits(house, tapped, began, ended), ended - began


def _look_at_all(url: str) -> None:
    engine = create_engine(sync_url(url))
    with engine.begin() as conn:
        for statement in _LOOKED_AT:
            conn.execute(text(statement))
    engine.dispose()


def _fall_due(url: str) -> None:
    """While the claims run, as their cut-off would."""
    time.sleep(_ALONE_SECONDS)
    patient = {"connect_args": {"timeout": 60}} if url.startswith("sqlite") else {}
    engine, now = create_engine(sync_url(url), **patient), datetime.now(UTC)
    with engine.begin() as conn:
        conn.execute(
            update(assignment)
            .where(assignment.c.id <= WORKS.works)
            .values(settle_at=now, cutoff_at=now)
        )
    engine.dispose()


def _span(url: str) -> tuple[float, float]:
    """From the first settlement to the last; it may go on when the claims are over."""
    engine = create_engine(sync_url(url))
    at = settlement.c.settled_at
    by = time.monotonic() + _LONGEST_SECONDS
    done = 0
    while done < WORKS.works and time.monotonic() < by:
        time.sleep(0.5)
        with engine.connect() as conn:
            figures = select(func.count(), func.min(at), func.max(at))
            count, first, last = conn.execute(figures).one()
            held = conn.execute(select(func.count()).select_from(risk_case)).scalar_one()
        # Of ten thousand invented posts some may stand out, and wait for a person.
        done = count + held
    engine.dispose()
    assert done == WORKS.works, f"{count} settled and {held} held of {WORKS.works}"
    return first.timestamp(), last.timestamp()


def _waits(house: Stage, tapped: dict[int, float], began: float, ended: float) -> list[float]:
    return [
        entry.at.timestamp() - tapped[entry.chat_id]
        for entry in house.sandbox.log
        if entry.method == "editMessageText"
        and began - 0.05 <= tapped.get(entry.chat_id, 0.0) <= ended + 0.05
    ]
