"""Queries about deliveries that are tried again later: they stay queued, each in its own place."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Update, bindparam, func, null, update

from domain.delivery import DeliveryStatus
from storage.deliveries import IS_OPEN, LONGEST_PROBLEM
from storage.tables.delivery import delivery


def _postponed(place: Any, **more: Any) -> Update:
    return (
        update(delivery)
        .where(
            delivery.c.id == bindparam("delivery_id"),
            IS_OPEN,
            delivery.c.attempts == bindparam("attempts_so_far"),
        )
        .values(
            status=DeliveryStatus.QUEUED,
            due_at=bindparam("until"),
            place_at=place,
            leased_until=None,
            problem=bindparam("why"),
            **more,
        )
    )


_POSTPONE = _postponed(null())
_SET_BACK = _postponed(null(), set_back_since=bindparam("since"))
_PUT_OFF = _postponed(func.coalesce(delivery.c.place_at, delivery.c.due_at))


def postpone(
    conn: Connection, delivery_id: int, attempts: int, until: datetime, problem: str = ""
) -> None:
    """It stays queued and is due at `until`, behind whatever of its reader is due before.

    Nothing happens if it was taken for a further attempt meanwhile: that one is on its way.
    """
    conn.execute(_POSTPONE, _until(delivery_id, attempts, until, problem))


def put_off(
    conn: Connection, delivery_id: int, attempts: int, until: datetime, problem: str = ""
) -> None:
    """The same, but it keeps its place: its reader's later ones wait for it (storage.streams)."""
    conn.execute(_PUT_OFF, _until(delivery_id, attempts, until, problem))


def set_back(
    conn: Connection,
    delivery_id: int,
    attempts: int,
    until: datetime,
    problem: str,
    since: datetime,
) -> None:
    """The same as `postpone`, for want of words `since` then: others may have them."""
    conn.execute(_SET_BACK, _until(delivery_id, attempts, until, problem) | {"since": since})


def _until(delivery_id: int, attempts: int, until: datetime, problem: str) -> dict[str, Any]:
    return {
        "delivery_id": delivery_id,
        "attempts_so_far": attempts,
        "until": until,
        "why": problem[:LONGEST_PROBLEM],
    }
