"""Queries about the clocks that a broadcast's readers live by; when it may come, domain says."""

from datetime import time
from typing import Any

from sqlalchemy import Connection, Select, func, select

from domain.delivery import DeliveryStatus
from domain.quiet_hours import ReadersClock
from domain.segment import Segment
from storage.segments import reached
from storage.tables.delivery import delivery
from storage.tables.people import person

_CLOCK = (person.c.timezone, person.c.quiet_from_hour, person.c.quiet_to_hour)
_COUNTED = select(func.count(), *_CLOCK).group_by(*_CLOCK)


def of_segment(conn: Connection, segment: Segment) -> tuple[ReadersClock, ...]:
    """Of all whom it would reach now."""
    return _clocks(conn, _COUNTED.where(reached(segment)))


def of_waiting(conn: Connection, broadcast_id: int) -> tuple[ReadersClock, ...]:
    """Of all whose message still waits."""
    waits = (delivery.c.broadcast_id == broadcast_id, delivery.c.status == DeliveryStatus.QUEUED)
    joined = _COUNTED.join(delivery, delivery.c.person_id == person.c.id)
    return _clocks(conn, joined.where(*waits))


def _clocks(conn: Connection, counted: Select[Any]) -> tuple[ReadersClock, ...]:
    return tuple(
        ReadersClock(readers, timezone, time(from_hour), time(to_hour))
        for readers, timezone, from_hour, to_hour in conn.execute(counted)
    )
