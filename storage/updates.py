"""Queries about Telegram updates: which were processed; those kept aside are kept_updates."""

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import prepared_insert
from storage.tables.chat import processed_update

_COLUMNS = ("update_id", "at")
_MARK = {
    "sqlite": prepared_insert(sqlite.insert(processed_update).on_conflict_do_nothing(), *_COLUMNS),
    "postgresql": prepared_insert(
        postgresql.insert(processed_update).on_conflict_do_nothing(), *_COLUMNS
    ),
}


def mark(conn: Connection, update_id: int, now: datetime) -> bool:
    """True for the first to mark it; its effects and the mark commit together."""
    return _MARK[conn.dialect.name].run(conn, update_id=update_id, at=now) == 1


def is_marked(conn: Connection, update_id: int) -> bool:
    known = select(processed_update.c.update_id).where(processed_update.c.update_id == update_id)
    return conn.execute(known).first() is not None


def forget_before(conn: Connection, before: datetime) -> int:
    """Telegram keeps updates a day at most: older marks guard nothing."""
    return conn.execute(delete(processed_update).where(processed_update.c.at < before)).rowcount
