"""Moments that people write for what is still to come, day by name or without a year; else moments.

Never for exports: what happened is written out in full.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from domain.arrival import Arrival
from domain.errors import Refusal
from domain.moments import BadMoment, parse_moment

_A_BARE_DATE: Final = (23, 59, 59)  # nobody means the last second of a day
_DAYS_AHEAD: Final = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2}
_NAMED: Final = re.compile(rf"({'|'.join(_DAYS_AHEAD)})\s*(.*)", re.IGNORECASE)
_YEARLESS: Final = re.compile(r"(\d{1,2})(?:-(\d{1,2})(?:\s+|$)|月(\d{1,2})日\s*)(.*)", re.ASCII)


def parse_coming(text: str, zone: tzinfo, today: date) -> datetime:
    """As parse_moment; also 明天 15:00, tomorrow 15:00, and 12-01 15:00 of the nearest year."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if named := _NAMED.fullmatch(plain):
        day = today + timedelta(days=_DAYS_AHEAD[named[1].lower()])
        return parse_moment(f"{day.isoformat()} {named[2]}", zone)
    if short := _YEARLESS.fullmatch(plain):
        day = _nearest(int(short[1]), int(short[2] or short[3]), today, text)
        return parse_moment(f"{day.isoformat()} {short[4]}", zone)
    return parse_moment(text, zone)


class NoTime(Refusal):
    """A day without a time of it."""


def parse_arrival(text: str, timezone: str, now: datetime, *, local: bool) -> Arrival:
    """When a broadcast is to arrive: on its maker's clock, or with `local` on each reader's own.

    Raises BadMoment, NoTime.
    """
    zone = ZoneInfo("UTC" if local else timezone)
    moment = parse_coming(text, zone, now.astimezone(ZoneInfo(timezone)).date())
    on_the_clock = moment.astimezone(UTC).astimezone(zone)
    if (on_the_clock.hour, on_the_clock.minute, on_the_clock.second) == _A_BARE_DATE:
        raise NoTime
    return Arrival(local=moment.replace(tzinfo=None)) if local else Arrival(moment)


@dataclass(frozen=True, slots=True)
class Example:
    """How a moment to come may be written, that is still to come when it is read."""

    whole: str
    short: str  # without its year


def example(zone: tzinfo, now: datetime) -> Example:
    """Tomorrow at ten."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    return Example(f"{day:%Y-%m-%d} 10:00", f"{day:%m-%d} 10:00")


def _nearest(month: int, day: int, today: date, text: str) -> date:
    """So that a slip of a few days is over, and not a year ahead."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:  # 29 February, or no day of any year
            continue
    if not found:
        raise BadMoment(text)
    return min(found, key=lambda each: abs(each - today))
