"""Queries about updates kept aside: those that could not be worked on."""

from datetime import datetime

from sqlalchemy import Connection, Text, cast, delete, or_, select

from domain.kept_update import KeptUpdate
from storage.dialects import in_both
from storage.tables.chat import kept_update

_PUT = in_both(lambda sql: sql.insert(kept_update).on_conflict_do_nothing())
_ALL = select(
    kept_update.c.update_id,
    kept_update.c.telegram_id,
    kept_update.c.problem,
    kept_update.c.attempts,
    kept_update.c.at,
    kept_update.c.outline,
    kept_update.c.sealed,
)


def put(conn: Connection, kept: KeptUpdate) -> None:
    """Once: the same update that breaks again changes nothing."""
    values = {
        "update_id": kept.update_id,
        "telegram_id": kept.telegram_id,
        "problem": kept.problem,
        "attempts": kept.attempts,
        "at": kept.at,
        "outline": kept.outline,
        "sealed": kept.sealed,
    }
    conn.execute(_PUT[conn.dialect.name], values)


def every(conn: Connection) -> list[KeptUpdate]:
    """The oldest first."""
    rows = conn.execute(_ALL.order_by(kept_update.c.at, kept_update.c.update_id))
    return [KeptUpdate(*row) for row in rows]


def by_id(conn: Connection, update_id: int) -> KeptUpdate | None:
    row = conn.execute(_ALL.where(kept_update.c.update_id == update_id)).first()
    return KeptUpdate(*row) if row else None


def drop(conn: Connection, update_id: int) -> bool:
    """False when there is none."""
    this = delete(kept_update).where(kept_update.c.update_id == update_id)
    return conn.execute(this).rowcount == 1


def forget_before(conn: Connection, before: datetime) -> int:
    return conn.execute(delete(kept_update).where(kept_update.c.at < before)).rowcount


def forget_about(conn: Connection, telegram_id: int) -> None:
    """Those they sent, and those of others that name them: a message forwarded, a contact."""
    seen = cast(kept_update.c.outline, Text)
    named = (f'"id":{space}{telegram_id}{end}' for space in ("", " ") for end in ",}")
    theirs = kept_update.c.telegram_id == telegram_id
    conn.execute(delete(kept_update).where(or_(theirs, *(seen.contains(mark) for mark in named))))
