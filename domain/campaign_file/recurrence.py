"""The [tasks.recurs] table: on which local days a task is offered anew, and for how long.

Times are by the campaign's clock: one that spring skips comes as much later, of one that autumn
repeats the first counts (domain/local_times.py).
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final

from domain.campaign_file import choices, numbers, texts
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section
from domain.wording import Wording

MOST_TIMES: Final = 500
LONGEST_ANNOUNCEMENT: Final = 1_000
_DAY: Final = timedelta(days=1)


class Weekday(StrEnum):
    """In the order of date.weekday()."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The local days on which the task opens at `clock`, each for `open_days`."""

    days: tuple[date, ...]
    clock: time
    open_days: int
    announcement: Wording | None  # to creators it fits; None: nobody is told


def read_recurrence(section: Section, first: date, last: date, *, dated: bool) -> Recurrence | None:
    """Of a task's table that may have one; every occurrence opens in [first, last]."""
    if not section.has("recurs"):
        return None
    table = section.table("recurs")
    weekdays = {list(Weekday).index(e) for e in choices.several_of(table, "weekdays", Weekday)}
    clock = _clock(table)
    open_days = numbers.number(table, "open_days", 1, 60)
    days = _days(table, weekdays, first, last, dated=dated)
    announcement = None
    if table.has("announcement"):
        announcement = texts.wording(table, "announcement", LONGEST_ANNOUNCEMENT)
    table.close()
    return Recurrence(days, clock, open_days, announcement)


def _clock(table: Section) -> time:
    clock = table.typed("at", time, required=True)
    if clock is None:
        return time()
    if clock.second or clock.microsecond:
        table.note(ProblemCode.OUT_OF_RANGE, "at", found=str(clock), expected="00:00:00–23:59:00")
    return clock


def _days(
    table: Section, weekdays: set[int], first: date, last: date, *, dated: bool
) -> tuple[date, ...]:
    """As many as are asked for, or all until a day, at the latest the task's last one."""
    if table.has("times") & table.has("until"):
        table.note(ProblemCode.BOTH_FORMS, "times", found="times", expected="until")
    times = numbers.number(table, "times", 1, MOST_TIMES, MOST_TIMES)
    until = numbers.day(table, "until", last)
    if not dated or not table.is_sound("weekdays", "times", "until"):
        return ()
    numbers.not_before(table, "until", until, first)
    numbers.not_after(table, "until", until, last)
    span = (min(until, last) - first).days
    every = (first + n * _DAY for n in range(span + 1))
    days = tuple(islice((day for day in every if day.weekday() in weekdays), MOST_TIMES))
    if (table.has("times") and times > len(days)) or not days:
        key = "times" if table.has("times") else "weekdays"
        expected = f"1–{len(days)}" if days else "> 0"
        found = str(times) if table.has("times") else "0"
        table.note(ProblemCode.OUT_OF_RANGE, key, found=found, expected=expected)
    return days[:times]
