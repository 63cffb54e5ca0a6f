"""The weekly digest: when it comes and what it says; its reminder row is reminders.py's."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain import local_times
from storage import digests
from storage.digests import WeekLine

AT: Final = time(10)  # on Monday, by the creator's clock
WEEK: Final = timedelta(days=7)
_MONDAY: Final = frozenset({0})
_AFTER: Final = timedelta(microseconds=1)


def next_monday(now: datetime, zone: ZoneInfo) -> datetime:
    """The first Monday 10:00 in the zone after `now`, in UTC."""
    return local_times.first(now + _AFTER, AT, zone, _MONDAY)


def lines_of_week(conn: Connection, person_id: int, *, now: datetime) -> list[WeekLine]:
    """One a currency; empty when nothing was earned or paid in the last seven days."""
    lines = digests.week(conn, person_id, since=now - WEEK)
    return lines if any(line.earned_minor or line.paid_minor for line in lines) else []
