"""Queries about saved segments: their names and lines; whom they match is audiences' question."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from domain import segment_text
from domain.segment import SavedSegment, Segment
from storage.tables.delivery import segment

_SAVED = select(segment.c.id, segment.c.name, segment.c.filter)


def _saved(segment_id: int, name: str, line: str) -> SavedSegment:
    return SavedSegment(segment_id, name, segment_text.parse(line))


def listed(conn: Connection, most: int) -> list[SavedSegment]:
    """By their names."""
    return [_saved(*row) for row in conn.execute(_SAVED.order_by(segment.c.name).limit(most))]


def by_id(conn: Connection, segment_id: int) -> SavedSegment | None:
    row = conn.execute(_SAVED.where(segment.c.id == segment_id)).first()
    return None if row is None else _saved(*row)


def by_name(conn: Connection, name: str) -> SavedSegment | None:
    row = conn.execute(_SAVED.where(segment.c.name == name)).first()
    return None if row is None else _saved(*row)


def add(conn: Connection, name: str, of: Segment, changed_by: int, now: datetime) -> int:
    added: int = conn.execute(
        insert(segment)
        .values(name=name, filter=segment_text.written(of), changed_by=changed_by, changed_at=now)
        .returning(segment.c.id)
    ).scalar_one()
    return added


def change(
    conn: Connection, segment_id: int, name: str, of: Segment, changed_by: int, now: datetime
) -> None:
    conn.execute(
        update(segment)
        .where(segment.c.id == segment_id)
        .values(name=name, filter=segment_text.written(of), changed_by=changed_by, changed_at=now)
    )


def drop(conn: Connection, segment_id: int) -> bool:
    return conn.execute(delete(segment).where(segment.c.id == segment_id)).rowcount == 1
