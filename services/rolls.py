"""Rolls: who a broadcast is for, read before its confirmation and kept with it; freezes nobody."""

from datetime import datetime

from sqlalchemy import Connection

from domain.broadcast import BroadcastFacts, Question
from domain.delivery import BroadcastStatus
from domain.errors import NotFound
from domain.people import Actor
from domain.roll import Called, Roll
from services.broadcast_sheets import known_to
from storage import audiences, broadcasts
from storage import rolls as rows


def call(
    conn: Connection, actor: Actor, broadcast_id: int, question: Question, *, now: datetime
) -> Called:
    """For who says yes to that question: a read, because whoever writes waits for no million.

    Of a draft that reads otherwise by now it is empty: the confirmation refuses it.
    """
    found = known_to(conn, actor, broadcast_id)
    if found.status is not BroadcastStatus.DRAFT or found.question(now) != question:
        return Called(question)
    return _called(conn, found, now)


def uncalled(conn: Connection) -> list[int]:
    """What the house confirmed by itself, and has called no roll of."""
    return rows.uncalled(conn)


def call_late(conn: Connection, broadcast_id: int, *, now: datetime) -> Called:
    found = broadcasts.facts(conn, broadcast_id)
    if found is None:
        raise NotFound("broadcast")
    return _called(conn, found, now)


def _called(conn: Connection, found: BroadcastFacts, now: datetime) -> Called:
    look = audiences.look_at(conn, found.segment, now)
    return Called(found.question(now), rows.person_ids(conn, found, look))


def keep(conn: Connection, broadcast_id: int, roll: Roll) -> bool:
    """False: another was first, or it was cancelled meanwhile."""
    return rows.keep(conn, broadcast_id, roll)


def drop(conn: Connection, broadcast_id: int) -> None:
    """Nobody more of it is frozen."""
    rows.drop(conn, broadcast_id)
