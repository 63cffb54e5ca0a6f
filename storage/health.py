"""Queries an operator's monitor asks every few seconds: queues, totals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from domain.delivery import BroadcastStatus, DeliveryStatus
from storage.kept_updates import BROKEN
from storage.tables.base import Utc, among
from storage.tables.delivery import LOST, broadcast, broadcast_brake, delivery
from storage.tables.work import assignment

_UNENDED = (
    select(broadcast.c.id, broadcast.c.status)
    .where(among(broadcast.c.status, (BroadcastStatus.SENDING, BroadcastStatus.PAUSED)))
    .order_by(broadcast.c.id)
)


def _waiting(of: ColumnElement[bool]) -> Select[Any]:
    """Stream by stream: so the index that sending goes by answers alone."""
    return (
        select(delivery.c.priority, func.count(), func.min(delivery.c.due_at, type_=Utc))
        .where(of, among(delivery.c.status, (DeliveryStatus.QUEUED,)))
        .group_by(delivery.c.priority)
    )


_NOTICES = _waiting(delivery.c.broadcast_id.is_(None))
_OF_BROADCAST = _waiting(delivery.c.broadcast_id == bindparam("of_broadcast"))
_ENDED = select(delivery.c.status, func.count()).where(LOST).group_by(delivery.c.status)
_CLAIMS = select(func.count()).select_from(assignment)
_STANDING = (
    select(func.count())
    .select_from(broadcast)
    .join(broadcast_brake, broadcast_brake.c.broadcast_id == broadcast.c.id)
    .where(among(broadcast.c.status, (BroadcastStatus.PAUSED,)), broadcast_brake.c.stands)
)


@dataclass(frozen=True, slots=True)
class Stream:
    """What of a broadcast waits, or (0) of all notices; by priority how many, and from when on the
    first of them is due, which may lie ahead.
    """

    broadcast_id: int
    runs: bool  # not paused
    deliveries: Mapping[int, int]
    oldest_due_at: Mapping[int, datetime]


@dataclass(frozen=True, slots=True)
class Totals:
    """Of what is kept: messages are forgotten in time, and somebody clears updates away."""

    claims: int  # since the beginning: none is ever forgotten
    in_doubt: int
    dead: int
    kept_updates: int
    standing: int = 0  # broadcasts that Telegram refuses: each waits for a person


def streams(conn: Connection) -> tuple[Stream, ...]:
    """All that waits: notices, then broadcasts that run or pause, oldest first."""
    unended = [tuple(row) for row in conn.execute(_UNENDED)]
    of_broadcasts = (
        _stream(number, status == BroadcastStatus.SENDING, conn.execute(_OF_BROADCAST, asked))
        for number, status in unended
        for asked in [{"of_broadcast": number}]
    )
    return (_stream(0, True, conn.execute(_NOTICES)), *of_broadcasts)


def _stream(broadcast_id: int, runs: bool, found: Iterable[Any]) -> Stream:
    rows = [tuple(row) for row in found]
    deliveries = {priority: count for priority, count, _ in rows}
    return Stream(broadcast_id, runs, deliveries, {priority: at for priority, _, at in rows})


def totals(conn: Connection) -> Totals:
    ended = {row[0]: row[1] for row in conn.execute(_ENDED)}
    return Totals(
        conn.execute(_CLAIMS).scalar_one(),
        ended.get(DeliveryStatus.IN_DOUBT, 0),
        ended.get(DeliveryStatus.DEAD, 0),
        conn.execute(BROKEN).scalar_one(),
        conn.execute(_STANDING).scalar_one(),
    )
