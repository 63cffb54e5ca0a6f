"""Queries about the clocks that a draft's readers live by; when it may come, domain says."""

from datetime import datetime, time

from sqlalchemy import Connection, func, select

from domain.quiet_hours import ReadersClock
from domain.segment import Segment
from storage.audiences import look_at, reached
from storage.tables.audience import audience

_CLOCK = (audience.c.timezone, audience.c.quiet_from_hour, audience.c.quiet_to_hour)
_COUNTED = select(func.count(), *_CLOCK).group_by(*_CLOCK)


def of_segment(
    conn: Connection, segment: Segment, now: datetime, *, leaves_later: bool
) -> tuple[ReadersClock, ...]:
    """Of all whom it would reach now."""
    look = look_at(conn, segment, now, leaves_later=leaves_later)
    counted = conn.execute(_COUNTED.where(reached(segment, look)))
    return tuple(
        ReadersClock(readers, timezone, time(from_hour), time(to_hour))
        for readers, timezone, from_hour, to_hour in counted
    )
