"""A draft that was asked for twice, by a double click or from the page before, is one draft."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.broadcast import BroadcastFacts
from domain.message import Body
from domain.people import Actor
from storage import broadcasts

A_MOMENT: Final = timedelta(minutes=1)  # a second one that somebody wants comes later


def written(conn: Connection, actor: Actor, title: str, body: Body, *, now: datetime) -> int | None:
    """The draft of these words that they wrote a moment ago and have not changed since."""
    for each in broadcasts.drafted_by(conn, actor.person_id, now - A_MOMENT):
        if each.revision == 0 and (each.title, each.body) == (title, body):
            return each.broadcast_id
    return None


def copied(conn: Connection, actor: Actor, found: BroadcastFacts, *, now: datetime) -> int | None:
    """The draft with all that a copy takes along that they made a moment ago."""
    for each in broadcasts.drafted_by(conn, actor.person_id, now - A_MOMENT):
        if each.broadcast_id != found.broadcast_id and each.says_as(found):
            return each.broadcast_id
    return None
