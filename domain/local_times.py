"""Local times in a named zone, as moments: what a clock that is set forward or back does to them.

A time that spring skips comes as much later; of a time that autumn repeats the first one counts. So
each day has each local time exactly once, and a day that a zone skipped falls on the next.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

_DAY: Final = timedelta(days=1)
_EVERY_DAY: Final = frozenset(range(7))


def at(day: date, clock: time, zone: tzinfo) -> datetime:
    """The moment (aware UTC) at which the day has that local time."""
    return datetime.combine(day, clock, zone).replace(fold=0).astimezone(UTC)


def first(
    wanted_at: datetime, clock: time, zone: tzinfo, weekdays: Collection[int] = _EVERY_DAY
) -> datetime:
    """The first such moment at or after `wanted_at`, on one of the weekdays (Monday is 0)."""
    day = wanted_at.astimezone(zone).date() - 2 * _DAY  # a skipped day comes a day later
    while day.weekday() not in weekdays or at(day, clock, zone) < wanted_at:
        day += _DAY
    return at(day, clock, zone)


def last(
    before: datetime, clock: time, zone: tzinfo, weekdays: Collection[int] = _EVERY_DAY
) -> datetime:
    """The last such moment before `before`."""
    day = before.astimezone(zone).date() + _DAY
    while day.weekday() not in weekdays or at(day, clock, zone) >= before:
        day -= _DAY
    return at(day, clock, zone)
