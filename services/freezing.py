"""Freezing a confirmed audience, part by part, each a unit so short that nobody waits for it."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain import arrival
from services import notices
from storage import audiences, freezing, rolls

FIRST_PART: Final = 500  # persons; further parts are as long as the one before was quick


def waiting(conn: Connection) -> list[int]:
    """Broadcasts of whose roll a part is still to be frozen."""
    return freezing.waiting(conn)


def go_on(conn: Connection, broadcast_id: int, *, most: int, now: datetime) -> bool:
    """The next `most` persons of its roll; whether any are left behind them.

    Whom it is for was settled as the roll was called; only who cannot or will not be written to by
    now is passed over. Its first messages may be on their way meanwhile: what is planned and what
    is queued grow by the same rows.
    """
    found = freezing.standing(conn, broadcast_id)
    persons = rolls.part(conn, broadcast_id, found.frozen_to, most) if found else []
    if found is None or not persons:
        return False
    zones = audiences.zones_in_use(conn)
    moments = arrival.moments(found.arrival, zones, now)
    if freezing.freeze(conn, found, persons, moments, now):
        notices.note_queued(conn)
    frozen_to = found.frozen_to + len(persons)
    rolls.drop_frozen(conn, broadcast_id, frozen_to)
    return frozen_to < found.freeze_to
