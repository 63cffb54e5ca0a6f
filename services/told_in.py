"""What a message showed before a question took it: a card, a notice; worded at the edge."""

from datetime import datetime

from sqlalchemy import Connection

from domain.people import Actor
from domain.work import WorkCard
from services import work
from storage import notices
from storage import work as rows
from storage.notices import Told

__all__ = ["Told", "before"]


def before(
    conn: Connection, actor: Actor, message_id: int, *, now: datetime
) -> WorkCard | Told | None:
    """None for a message that was neither, or that has shown what came of it since."""
    held = rows.shown_in(conn, actor.person_id, message_id)
    if held is not None:
        return work.card(conn, actor, held, now=now)
    return notices.told_in(conn, actor.person_id, message_id)
