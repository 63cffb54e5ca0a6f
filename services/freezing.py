"""Freezing a confirmed audience, part by part, each a unit so short that nobody waits for it."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain import arrival
from domain.delivery import BroadcastStatus
from services import notices
from storage import audiences, broadcasts, freezing

FIRST_PART: Final = 2_000  # persons; further parts are as long as the one before was quick
_GOES_ON: Final = frozenset({BroadcastStatus.SENDING, BroadcastStatus.PAUSED})


def waiting(conn: Connection) -> list[int]:
    """Broadcasts of whose audience a part is still to be frozen."""
    return freezing.waiting(conn)


def go_on(conn: Connection, broadcast_id: int, *, most: int, now: datetime) -> bool:
    """The next `most` persons; whether any are left behind them.

    Its first messages may be on their way meanwhile: what is planned and what is queued grow by
    the same rows.
    """
    found = broadcasts.facts(conn, broadcast_id)
    if found is None or not found.freezing or found.status not in _GOES_ON:
        return False
    zones = audiences.zones_in_use(conn)
    moments = arrival.moments(found.arrival, zones, now)
    if freezing.freeze(conn, found, moments, most, now):
        notices.note_queued(conn)
    return found.frozen_to + most < found.freeze_to
