"""When a message may disturb somebody: quiet hours on the reader's own clock, DST included."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_A_LITTLE: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ReadersClock:
    """So many readers who live by the same zone and quiet hours."""

    readers: int
    timezone: str
    quiet_from: time
    quiet_to: time


@dataclass(frozen=True, slots=True)
class Held:
    """So many readers are in their quiet hours, the last of them `until` then."""

    readers: int
    until: datetime


def held(clocks: Iterable[ReadersClock], begins: Callable[[str], datetime]) -> Held | None:
    """Whom quiet hours hold back from what `begins` in their zone then; None when nobody."""
    later = []
    for each in clocks:
        start, zone = begins(each.timezone), ZoneInfo(each.timezone)
        at = send_at(start, zone, each.quiet_from, each.quiet_to, False)
        if at > start:
            later.append((each.readers, at))
    if not later:
        return None
    return Held(sum(readers for readers, _ in later), max(at for _, at in later))


def send_at(
    wanted_at: datetime, zone: ZoneInfo, quiet_from: time, quiet_to: time, urgent: bool
) -> datetime:
    """The first allowed moment (aware UTC) from `wanted_at` on.

    Quiet is [quiet_from, quiet_to) local time and may cross midnight; equal ends mean never quiet.
    An end that the clock skips in spring comes as much later; of an end that autumn repeats, the
    first one still ahead counts.
    """
    wanted_at = wanted_at.astimezone(UTC)
    if urgent or not is_quiet(wanted_at, zone, quiet_from, quiet_to):
        return wanted_at
    today = wanted_at.astimezone(zone).date()
    ends = (end for day in range(3) for end in _occurrences(today, day, quiet_to, zone))
    return min(e for e in ends if e > wanted_at and not is_quiet(e, zone, quiet_from, quiet_to))


def is_quiet(moment: datetime, zone: ZoneInfo, quiet_from: time, quiet_to: time) -> bool:
    local = moment.astimezone(zone).time()
    if quiet_from <= quiet_to:
        return quiet_from <= local < quiet_to
    return local >= quiet_from or local < quiet_to


def begun_at(moment: datetime, zone: ZoneInfo, quiet_from: time, quiet_to: time) -> datetime:
    """When the quiet hours began in which `moment` lies."""
    moment = moment.astimezone(UTC)
    today = moment.astimezone(zone).date()
    begins = (at for day in range(-2, 1) for at in _occurrences(today, day, quiet_from, zone))
    return max(
        at
        for at in begins
        if at <= moment and not is_quiet(at - _A_LITTLE, zone, quiet_from, quiet_to)
    )


def _occurrences(today: date, days_on: int, clock: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Both readings of a local time: they differ only where the clock is set forward or back."""
    local = datetime.combine(today + timedelta(days=days_on), clock, zone)
    return tuple(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
