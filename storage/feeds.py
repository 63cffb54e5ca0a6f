"""Queries about feeds: the days on which each delivered, and whether anything is awaited of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, select, update

from domain.assignment import AssignmentStatus
from domain.terms import Source
from storage.dialects import in_both
from storage.tables.base import among
from storage.tables.metrics import import_batch, metric_snapshot
from storage.tables.returns import feed_day
from storage.tables.work import assignment, post


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The days on which one feed delivered one sort of reading, in order."""

    feed: str
    source: Source
    days: tuple[date, ...]
    is_told: bool = False  # staff know that it came no more after the last of them


_HEARD: Final = in_both(lambda dialect: dialect.insert(feed_day).on_conflict_do_nothing())
_DAYS: Final = select(
    feed_day.c.feed, feed_day.c.source, feed_day.c.day, feed_day.c.silence_told_at
).order_by(feed_day.c.feed, feed_day.c.source, feed_day.c.day)
_AWAITED: Final = select(
    exists()
    .where(
        among(assignment.c.status, [AssignmentStatus.APPROVED]),
        assignment.c.cutoff_at > bindparam("since"),
        post.c.assignment_id == assignment.c.id,
        metric_snapshot.c.post_id == post.c.id,
        metric_snapshot.c.source == bindparam("by_source"),
        import_batch.c.id == metric_snapshot.c.batch_id,
        import_batch.c.feed == bindparam("by_feed"),
    )
    .correlate(None)
)
_LAST_FILE: Final = (
    select(import_batch.c.name)
    .where(import_batch.c.feed == bindparam("by_feed"))
    .order_by(import_batch.c.id.desc())
    .limit(1)
)


def heard(conn: Connection, feeds: Iterable[str], source: Source, now: datetime) -> None:
    """Something of each came today; the first time that day writes, no other does."""
    today = now.date()  # UTC: it is counted in days, not shown
    rows = [{"feed": feed, "source": source.value, "day": today} for feed in sorted(feeds)]
    conn.execute(_HEARD[conn.dialect.name], rows)


def rhythms(conn: Connection) -> list[Rhythm]:
    by_feed = groupby(conn.execute(_DAYS).all(), key=lambda row: (row[0], row[1]))
    return [_rhythm(feed, source, list(rows)) for (feed, source), rows in by_feed]


def _rhythm(feed: str, source: str, rows: list[Any]) -> Rhythm:
    days = tuple(row[2] for row in rows)
    return Rhythm(feed, Source(source), days, rows[-1][3] is not None)


def note_told(conn: Connection, silent: Rhythm, now: datetime) -> None:
    """Until it delivers again nobody hears of it once more."""
    last = (
        feed_day.c.feed == silent.feed,
        feed_day.c.source == silent.source,
        feed_day.c.day == silent.days[-1],
    )
    conn.execute(update(feed_day).where(*last).values(silence_told_at=now))


def is_awaited(conn: Connection, feed: str, source: Source, since: datetime) -> bool:
    """It told of a post whose counts still gathered when it was heard last."""
    values = {"by_feed": feed, "by_source": source.value, "since": since}
    return bool(conn.execute(_AWAITED, values).scalar_one())


def last_file(conn: Connection, feed: str) -> str:
    """What its last file was called."""
    return conn.execute(_LAST_FILE, {"by_feed": feed}).scalar() or ""
