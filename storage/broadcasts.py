"""Queries about broadcasts and the tally of their deliveries; audiences are in segments."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, select, update

from domain.broadcast import BroadcastFacts, Tally
from domain.delivery import BroadcastStatus, DeliveryStatus
from domain.due_work import DueItem
from domain.people import Category, Region
from domain.platforms import Platform
from domain.segment import Segment
from storage.due_pages import page, paged
from storage.tables.delivery import broadcast, delivery

_FACTS = select(
    broadcast.c.id,
    broadcast.c.status,
    broadcast.c.title,
    broadcast.c.body,
    broadcast.c.segment,
    broadcast.c.task_id,
    broadcast.c.created_by,
    broadcast.c.audience,
    broadcast.c.confirmed_at,
)
_UNFINISHED = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)


def add(
    conn: Connection,
    *,
    title: str,
    body: dict[str, str],
    segment: Segment,
    task_id: int | None,
    created_by: int,
    now: datetime,
) -> int:
    added: int = conn.execute(
        insert(broadcast)
        .values(
            status=BroadcastStatus.DRAFT,
            title=title,
            body=body,
            segment=asdict(segment),
            task_id=task_id,
            created_by=created_by,
            created_at=now,
        )
        .returning(broadcast.c.id)
    ).scalar_one()
    return added


def facts(conn: Connection, broadcast_id: int) -> BroadcastFacts | None:
    row = conn.execute(_FACTS.where(broadcast.c.id == broadcast_id)).first()
    return None if row is None else _facts(row)


def recent(conn: Connection, most: int) -> list[BroadcastFacts]:
    return [_facts(row) for row in conn.execute(_FACTS.order_by(broadcast.c.id.desc()).limit(most))]


def _facts(row: Any) -> BroadcastFacts:
    """A row of _FACTS."""
    broadcast_id, status, title, body, segment, *rest = row
    return BroadcastFacts(
        broadcast_id, BroadcastStatus(status), title, body, _segment(segment), *rest
    )


def _segment(packed: dict[str, str | None]) -> Segment:
    platform, category, region = packed["platform"], packed["category"], packed["region"]
    return Segment(
        Platform(platform) if platform else None,
        Category(category) if category else None,
        Region(region) if region else None,
    )


def tally(conn: Connection, broadcast_id: int) -> Tally:
    rows = conn.execute(
        select(delivery.c.status, func.count())
        .where(delivery.c.broadcast_id == broadcast_id)
        .group_by(delivery.c.status)
    )
    counts: dict[str, int] = {status: count for status, count in rows}  # noqa: C416  (typed)
    return Tally(
        sum(counts.get(status, 0) for status in _UNFINISHED),
        counts.get(DeliveryStatus.SENT, 0),
        counts.get(DeliveryStatus.DEAD, 0),
        counts.get(DeliveryStatus.IN_DOUBT, 0),
        counts.get(DeliveryStatus.CANCELLED, 0),
    )


def move(
    conn: Connection,
    found: BroadcastFacts,
    target: BroadcastStatus,
    **columns: Any,
) -> bool:
    """False when another was first."""
    moved = conn.execute(
        update(broadcast)
        .where(broadcast.c.id == found.broadcast_id, broadcast.c.status == found.status)
        .values(status=target, **columns)
    )
    return moved.rowcount == 1


def note_audience(conn: Connection, broadcast_id: int) -> None:
    """How many deliveries it was frozen over."""
    size = select(func.count()).where(delivery.c.broadcast_id == broadcast_id).scalar_subquery()
    conn.execute(update(broadcast).where(broadcast.c.id == broadcast_id).values(audience=size))


def cancel_queued(conn: Connection, broadcast_id: int, now: datetime) -> int:
    """What has not left stays here; how many those are."""
    return conn.execute(
        update(delivery)
        .where(delivery.c.broadcast_id == broadcast_id, delivery.c.status == DeliveryStatus.QUEUED)
        .values(status=DeliveryStatus.CANCELLED, ended_at=now)
    ).rowcount


_IS_SENT_OUT = and_(
    broadcast.c.status == BroadcastStatus.SENDING,
    ~exists().where(delivery.c.broadcast_id == broadcast.c.id, delivery.c.status.in_(_UNFINISHED)),
)
_ALL_SENT_OUT = paged(
    select(broadcast.c.confirmed_at, broadcast.c.id).where(_IS_SENT_OUT),
    broadcast.c.confirmed_at,
    broadcast.c.id,
)
_SENT_OUT = _FACTS.where(broadcast.c.id == bindparam("of_broadcast"), _IS_SENT_OUT)


def all_sent_out(conn: Connection, after: DueItem, most: int) -> list[DueItem]:
    """Broadcasts being sent of which nothing waits any more, by their confirmation."""
    return page(conn, _ALL_SENT_OUT, after, most)


def sent_out(conn: Connection, broadcast_id: int) -> BroadcastFacts | None:
    """While it is being sent and nothing of it waits any more."""
    row = conn.execute(_SENT_OUT, {"of_broadcast": broadcast_id}).first()
    return None if row is None else _facts(row)
