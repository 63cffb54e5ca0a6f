"""Queries about what people said of the columns of a source of files."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.tables.metrics import column_mapping


def of(conn: Connection, source: str) -> dict[str, str] | None:
    """field → heading, as somebody corrected it; None where nobody had to."""
    query = select(column_mapping.c.columns).where(column_mapping.c.source == source)
    found: dict[str, str] | None = conn.execute(query).scalar_one_or_none()
    return found


def remember(
    conn: Connection, source: str, columns: Mapping[str, str], by: int, now: datetime
) -> None:
    """In place of what was said before."""
    conn.execute(delete(column_mapping).where(column_mapping.c.source == source))
    values = {"source": source, "columns": dict(columns), "decided_by": by, "decided_at": now}
    conn.execute(insert(column_mapping), values)
