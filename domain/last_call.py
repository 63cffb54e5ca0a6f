"""When somebody is told for the last time that a deadline nears: at an hour they are awake."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.quiet_hours import begun_at, send_at

LEAD: Final = timedelta(hours=2)
BEFORE_QUIET: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Clock:
    """How somebody lives: quiet is [quiet_from, quiet_to) of their zone's time."""

    timezone: str
    quiet_from: time
    quiet_to: time


def last_call_at(due_at: datetime, clock: Clock, now: datetime) -> datetime:
    """Two hours before; earlier where quiet hours would hold it back until it is too late.

    Not earlier than `now`: who has just claimed needs no reminder.
    """
    usual = due_at - LEAD
    quiet = ZoneInfo(clock.timezone), clock.quiet_from, clock.quiet_to
    awake = usual + BEFORE_QUIET
    if send_at(awake, *quiet, urgent=False) < due_at:
        return usual
    earlier = begun_at(awake, *quiet) - BEFORE_QUIET
    return earlier if earlier > now else usual
