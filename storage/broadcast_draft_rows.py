"""The row of a broadcast while it is a draft: added, and changed; nothing is read here."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from domain import message, segment_text
from domain.arrival import Arrival
from domain.delivery import BroadcastStatus
from domain.message import Body, Link, Page
from domain.segment import Segment
from storage.tables.delivery import broadcast


def add(
    conn: Connection,
    *,
    title: str,
    body: Body,
    created_by: int,
    now: datetime,
) -> int:
    added: int = conn.execute(
        insert(broadcast)
        .values(
            status=BroadcastStatus.DRAFT,
            title=title,
            body=message.packed(body),
            created_by=created_by,
            created_at=now,
        )
        .returning(broadcast.c.id)
    ).scalar_one()
    return added


def set_segment(conn: Connection, broadcast_id: int, segment: Segment) -> bool:
    """Of a draft; False when it is none any more."""
    return _set_draft(conn, broadcast_id, filter=segment_text.written(segment))


def set_task(conn: Connection, broadcast_id: int, task_id: int | None) -> bool:
    """Of a draft, as all that follow; False when it is none any more."""
    return _set_draft(conn, broadcast_id, task_id=task_id, campaign_id=None)


def set_campaign(conn: Connection, broadcast_id: int, campaign_id: int) -> bool:
    """In place of a task."""
    return _set_draft(conn, broadcast_id, task_id=None, campaign_id=campaign_id)


def set_body(conn: Connection, broadcast_id: int, title: str, body: Body) -> bool:
    return _set_draft(conn, broadcast_id, title=title, body=message.packed(body))


def set_pages(conn: Connection, broadcast_id: int, pages: Iterable[Page]) -> bool:
    return _set_draft(conn, broadcast_id, pages=[each.value for each in pages])


def set_links(conn: Connection, broadcast_id: int, links: Iterable[Link]) -> bool:
    kept = [asdict(each) for each in links]
    return _set_draft(conn, broadcast_id, links=kept)


def set_arrival(conn: Connection, broadcast_id: int, arrival: Arrival) -> bool:
    local = arrival.local.isoformat(timespec="minutes") if arrival.local else ""
    return _set_draft(conn, broadcast_id, starts_at=arrival.at, local_time=local)


def set_paid(conn: Connection, broadcast_id: int, paid_messages: int) -> bool:
    return _set_draft(conn, broadcast_id, paid_messages=paid_messages)


def _set_draft(conn: Connection, broadcast_id: int, **columns: Any) -> bool:
    changed = conn.execute(
        update(broadcast)
        .where(broadcast.c.id == broadcast_id, broadcast.c.status == BroadcastStatus.DRAFT)
        .values(columns | {"revision": broadcast.c.revision + 1})
    )
    return changed.rowcount == 1
