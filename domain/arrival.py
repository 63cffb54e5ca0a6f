"""When a broadcast is to reach each reader: at once, at a moment, at a time of their own day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain import quiet_hours

USUAL_QUIET_HOURS: Final = (22, 8)  # everybody's who has not said another
MOST_AHEAD: Final = timedelta(days=366)
_EASTERNMOST: Final = "Etc/GMT-14"  # where any local time comes first


@dataclass(frozen=True, slots=True)
class Arrival:
    """Not before `at`; with `local`, that wall clock (naive) in each reader's own zone instead."""

    at: datetime | None = None
    local: datetime | None = None

    @classmethod
    def of(cls, at: datetime | None, local: str) -> "Arrival":
        """As it is kept: `local` in ISO 8601 without a zone, or empty."""
        return cls(at, datetime.fromisoformat(local) if local else None)

    def in_zone(self, zone: str, now: datetime) -> datetime:
        """The moment (aware UTC), never before `now`.

        A time that the clock skips in spring comes as much later; of one that autumn repeats, the
        first counts.
        """
        wanted = self.local.replace(tzinfo=ZoneInfo(zone)) if self.local else self.at or now
        return max(now, wanted).astimezone(UTC)

    @property
    def at_once(self) -> bool:
        return self.at is None and self.local is None

    def is_ahead(self, now: datetime) -> bool:
        """Nobody's moment has come yet."""
        return not self.at_once and self.begins(now) > now

    def is_too_far(self, now: datetime) -> bool:
        """More than a year from now: mostly a slip of the year."""
        return self.begins(now) > now + MOST_AHEAD

    def begins(self, now: datetime) -> datetime:
        """The first reader's moment (aware UTC), never before `now`."""
        return self.in_zone(_EASTERNMOST, now)


AT_ONCE: Final = Arrival()


@dataclass(frozen=True, slots=True)
class Moments:
    """When it is due: by zone for who has the usual quiet hours, by zone for all others.

    Where no zone is named it is `otherwise`. Of others the quiet hours are asked when it is due.
    """

    usual: Mapping[str, datetime]
    others: Mapping[str, datetime]
    otherwise: datetime
    usual_hours: tuple[int, int] = USUAL_QUIET_HOURS


def moments(arrival: Arrival, zones: Iterable[str], now: datetime) -> Moments:
    """What nobody is to be woken for is due when their quiet hours end."""
    others = {zone: arrival.in_zone(zone, now) for zone in zones}
    usual = {zone: _by_day(at, zone) for zone, at in others.items()}
    return Moments(usual, others, arrival.in_zone("UTC", now))


def _by_day(at: datetime, zone: str) -> datetime:
    begins, ends = (time(hour) for hour in USUAL_QUIET_HOURS)
    return quiet_hours.send_at(at, ZoneInfo(zone), begins, ends, urgent=False)
