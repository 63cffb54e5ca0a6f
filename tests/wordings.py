"""A draft's wordings are written as who sees it as it stands does; no test lives here."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from domain.message import Version
from domain.people import Actor
from services import broadcast_drafts
from services.broadcast_sheets import known_to


def write_wording(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    place: int,
    versions: Mapping[str, Version],
    *,
    now: datetime,
) -> None:
    """At that place, or one more."""
    shown = known_to(conn, actor, broadcast_id).revision
    broadcast_drafts.set_variant(conn, actor, broadcast_id, place, shown, versions, now=now)
