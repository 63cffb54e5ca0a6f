"""Years lived and judged, and our code broken on purpose to see it noticed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.delivery import ReminderStatus
from services import digests, notices, relevance
from storage import reminders
from tests.prove.proof import Trial
from tests.prove.reminding.expected import judged
from tests.prove.reminding.town import AUTUMN, YEAR, Span
from tests.prove.reminding.year import Crash, Year
from tests.world import new_world_at

CREATORS: Final = 100_000
ON_POSTGRESQL: Final = 5_000
CREW: Final = 2_000  # of a house with a coordinator and an owner
DIGESTS_OF_EVERY: Final = 5
_MOST_OPEN: Final = 0.03  # of what was tried; where either is right nothing is proved


def lived(
    url: str,
    creators: int,
    seed: int,
    *,
    staffed: bool = False,
    span: Span = YEAR,
    every: int = 1,
    year: type[Year] = Year,
) -> Trial:
    """Tried is how many reminders were due, or were written and fell away."""
    with new_world_at(url) as world:
        lived_ = year(world, creators, seed, staffed=staffed, span=span, every=every)
        lived_.live()
        verdict = judged(lived_)
    problems = verdict.problems
    if verdict.open_ends > _MOST_OPEN * verdict.tried:
        problems.append(f"{verdict.open_ends} of {verdict.tried} may be either way")
    return Trial(verdict.tried, problems)


class MarksFirst(Year):
    """The control: a row is marked in a unit of its own, before the one that queues its notice."""

    def _queue(
        self, conn: Connection, ids: list[int], tick: datetime, *, dies: bool = False
    ) -> Any:
        if dies:
            self._lost = set(ids)
            raise Crash
        lost: set[int] = getattr(self, "_lost", set())
        for row_id in lost.intersection(ids):
            reminders.end(conn, row_id, ReminderStatus.QUEUED)
        self._lost = set()
        return super()._queue(conn, [each for each in ids if each not in lost], tick)


@contextmanager
def quiet_hours_in_utc() -> Iterator[type[Year]]:
    """The control: nobody asks what the reader's own clock shows."""
    allowed_at = notices.allowed_at
    notices.allowed_at = lambda reader, *rest: allowed_at(replace(reader, timezone="UTC"), *rest)
    try:
        yield Year
    finally:
        notices.allowed_at = allowed_at


@contextmanager
def digests_by_todays_offset() -> Iterator[type[Year]]:
    """The control: next Monday's ten o'clock by the offset that holds today."""
    next_monday = digests.next_monday

    def careless(now: datetime, zone: ZoneInfo) -> datetime:
        offset = now.astimezone(zone).utcoffset() or timedelta(0)
        local = (now + offset).date()
        ahead = timedelta(days=-local.weekday() % 7)
        moments = (
            datetime.combine(local + ahead + timedelta(days=more), time(10), UTC) - offset
            for more in (0, 7)
        )
        return next(moment for moment in moments if moment > now)

    digests.next_monday = careless
    try:
        yield Year
    finally:
        digests.next_monday = next_monday


@contextmanager
def causes_not_asked_again() -> Iterator[type[Year]]:
    """The control: what was queued is sent, whatever became of its work meanwhile."""
    as_it_stands = relevance.as_it_stands
    relevance.as_it_stands = lambda conn, kind, facts, *, now: facts
    try:
        yield Year
    finally:
        relevance.as_it_stands = as_it_stands


@contextmanager
def marks_first() -> Iterator[type[Year]]:
    yield MarksFirst


WRONG: Final[dict[str, Callable[[], AbstractContextManager[type[Year]]]]] = {
    "quiet hours are asked in UTC": quiet_hours_in_utc,
    "a row is marked before its notice is queued": marks_first,
    "a digest comes by the offset of the week before": digests_by_todays_offset,
    "what no longer applies is sent": causes_not_asked_again,
}


def caught(name: str, url: str, creators: int, seed: int) -> bool:
    """Whether an autumn of that many sees our code broken so."""
    with WRONG[name]() as year:
        return bool(lived(url, creators, seed, span=AUTUMN, year=year).problems)
