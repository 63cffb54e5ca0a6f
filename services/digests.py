"""The weekly digest: its row, when it comes, what it says; its notice is queued by reminders.py."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain import local_times
from domain.delivery import ReminderKind
from storage import digests, reminders
from storage.digests import WeekLine
from storage.reminders import ReminderRow

AT: Final = time(10)  # on Monday, by the creator's clock
_MONDAY: Final = frozenset({0})
_AFTER: Final = timedelta(microseconds=1)
_MOVED: Final = timedelta(days=2)  # no two clocks are farther apart
_COMMITS: Final = timedelta(minutes=5)  # what was posted until then has committed by ten
_KIND: Final = ReminderKind.WEEKLY_DIGEST


def next_monday(now: datetime, zone: ZoneInfo) -> datetime:
    """The first Monday 10:00 in the zone after `now`, in UTC."""
    return local_times.first(now + _AFTER, AT, zone, _MONDAY)


def plan(conn: Connection, person_id: int, timezone: str, *, now: datetime) -> None:
    """The row of the next one."""
    reminders.add(conn, [_next(person_id, timezone, now)])


def plan_all(conn: Connection, people: Iterable[tuple[int, str]], *, now: datetime) -> None:
    """The same for many, each with their timezone."""
    reminders.add_many(conn, [_next(*each, now) for each in people])


def _next(person_id: int, timezone: str, now: datetime) -> ReminderRow:
    return ReminderRow(_KIND, "person", person_id, next_monday(now, ZoneInfo(timezone)))


def plan_anew(conn: Connection, person_id: int, timezone: str, *, now: datetime) -> None:
    """They live by another clock: the one that waits comes by that."""
    if reminders.forget_waiting(conn, _KIND, person_id):
        plan(conn, person_id, timezone, now=now)


def lines_of_week(
    conn: Connection, person_id: int, timezone: str, due_at: datetime, *, now: datetime
) -> list[WeekLine]:
    """One a currency; empty when nothing was earned or paid since the digest before.

    Weeks end on Mondays and have 167, 168 or 169 hours: a digest that was due at `due_at` and comes
    late tells of all of them that are over, and the one after it begins where it ended.
    """
    zone = ZoneInfo(timezone)
    until = max(due_at, local_times.last(now + _AFTER, AT, zone, _MONDAY)) - _COMMITS
    since = _told_until(conn, person_id, due_at, zone) - _COMMITS
    lines = digests.week(conn, person_id, since=since, until=until)
    return lines if any(line.earned_minor or line.paid_minor for line in lines) else []


def _told_until(conn: Connection, person_id: int, due_at: datetime, zone: ZoneInfo) -> datetime:
    """The Monday before; by another clock where they lived by that."""
    monday = local_times.last(due_at, AT, zone, _MONDAY)
    before = reminders.before(conn, _KIND, person_id, due_at)
    return before if before and monday - before < _MOVED else monday
