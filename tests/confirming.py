"""A broadcast is confirmed as its maker does: asked, its roll called, yes; no test lives here."""

from datetime import datetime
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection

from domain.broadcast_rules import PLAIN, BroadcastRules
from domain.counted_links import NOT_COUNTED, Counting
from domain.people import Actor
from services import broadcasts, freezing, rolls
from services.broadcast_sheets import known_to


def confirm(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    rules: BroadcastRules = PLAIN,
    counting: Counting = NOT_COUNTED,
    *,
    now: datetime,
) -> None:
    question = known_to(conn, actor, broadcast_id).question(now)
    roll = rolls.call(conn, actor, broadcast_id, question, now=now).packed()
    broadcasts.confirm(conn, actor, broadcast_id, roll, rules, counting, now=now)


def confirm_alone(conn: Connection, *args: Any, **kwargs: Any) -> None:
    """As if the process had ended before anybody was frozen."""
    with patch.object(freezing, "FIRST_PART", 0):
        confirm(conn, *args, **kwargs)


def freeze_all(conn: Connection, *, now: datetime) -> None:
    """What the job does, in one go."""
    for broadcast_id in rolls.uncalled(conn):
        rolls.keep(conn, broadcast_id, rolls.call_late(conn, broadcast_id, now=now).packed())
    for broadcast_id in freezing.waiting(conn):
        freezing.go_on(conn, broadcast_id, most=10_000, now=now)
