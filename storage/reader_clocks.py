"""Queries about the clocks that a draft's readers live by; when it may come, domain says."""

from collections import Counter
from datetime import datetime, time
from functools import partial

from sqlalchemy import Connection, Select, func, select

from domain.quiet_hours import ReadersClock
from domain.segment import Segment
from storage.audience_look import Look
from storage.audience_parts import each_part
from storage.audiences import look_at, reached
from storage.tables.audience import audience

_CLOCK = (audience.c.timezone, audience.c.quiet_from_hour, audience.c.quiet_to_hour)
_COUNTED = select(func.count(), *_CLOCK).group_by(*_CLOCK)


def of_segment(
    conn: Connection, segment: Segment, now: datetime, *, leaves_later: bool
) -> tuple[ReadersClock, ...]:
    """Of all whom it would reach now."""
    look = look_at(conn, segment, now, leaves_later=leaves_later)
    found = Counter[tuple[str, int, int]]()
    for part in each_part(conn, look, partial(_reached, segment)):
        readers, timezone, from_hour, to_hour = part
        found[timezone, from_hour, to_hour] += readers
    return tuple(
        ReadersClock(readers, timezone, time(from_hour), time(to_hour))
        for (timezone, from_hour, to_hour), readers in found.items()
    )


def _reached(segment: Segment, look: Look) -> Select[int, str, int, int]:
    return _COUNTED.where(reached(segment, look))
