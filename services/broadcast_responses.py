"""What readers did with a broadcast that they got, once each; what came of it is outcomes'."""

from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import Response
from domain.people import Actor
from services import settings
from storage import broadcast_outcomes, outcomes


def tapped(
    conn: Connection, actor: Actor, broadcast_id: int, kind: Response, *, now: datetime
) -> None:
    """What a reader did with one that they got; of anybody else nothing is kept, nor of one that is
    long over.
    """
    if broadcast_outcomes.is_closed(conn, broadcast_id):
        return
    if outcomes.was_sent_to(conn, broadcast_id, actor.person_id):
        outcomes.respond(conn, broadcast_id, actor.person_id, kind, now)


def mute(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> None:
    """No more promotions for its reader, who says so under this one."""
    settings.want_broadcasts(conn, actor, False, now=now)
    tapped(conn, actor, broadcast_id, Response.MUTED, now=now)
