"""Every moment at which a clock of the IANA list is set forward or back; no test lives here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

ZONES: Final = tuple(sorted(available_timezones() - {"localtime", "Factory"}))
_BEGIN: Final = datetime(2005, 1, 1, tzinfo=UTC)  # Apia skips a day in 2011, Caracas half an hour
_END: Final = datetime(2031, 1, 1, tzinfo=UTC)
_STEP: Final = timedelta(days=5)  # none comes nearer to the next


@dataclass(frozen=True, slots=True)
class Transition:
    """The offset that holds until `at`, and from then on."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta


@cache
def transitions() -> tuple[Transition, ...]:
    """One of each kind: what two zones have in common is tried once."""
    found: dict[tuple[datetime, timedelta, timedelta], Transition] = {}
    for zone in ZONES:
        for each in _of(zone):
            found.setdefault((each.at, each.before, each.after), each)
    return tuple(found.values())


def _of(name: str) -> list[Transition]:
    zone, found = ZoneInfo(name), []
    at, offset = _BEGIN, _offset(_BEGIN, zone)
    while at < _END:
        later = _offset(at + _STEP, zone)
        if later != offset:
            moment = _moment(at, at + _STEP, zone)
            found.append(Transition(name, moment, offset, later))
            offset = later
        at += _STEP
    return found


def _moment(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """To the second; what `low` has, `high` has no more."""
    offset = _offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
    return high.replace(microsecond=0)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None  # the zone knows
    return offset
