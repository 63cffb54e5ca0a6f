"""Queries about Telegram updates: which were processed; those kept aside are kept_updates."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage import people
from storage.people import Held
from storage.prepared import prepared_insert
from storage.tables.chat import processed_update

_MARK = prepared_insert(insert(processed_update), "update_id", "at")


def hold_sender(
    conn: Connection, telegram_id: int, update_id: int, now: datetime
) -> tuple[Held | None, bool]:
    """Who sent it, if we know them, and whether it had its effects before.

    One person's units of work run one after the other, in whichever process. That they were here
    is written down once a day.
    """
    found = people.hold_actor_with_update(conn, telegram_id, update_id)
    if found is None:
        return None, is_marked(conn, update_id)
    if now.date() > found.last_seen_at.date():
        people.saw(conn, found.actor.person_id, now)
    return found, found.is_marked


def mark(conn: Connection, update_id: int, now: datetime) -> None:
    """Its effects and the mark commit together; a second mark is an IntegrityError."""
    _MARK.tell(conn, update_id=update_id, at=now)


def is_marked(conn: Connection, update_id: int) -> bool:
    known = select(processed_update.c.update_id).where(processed_update.c.update_id == update_id)
    return conn.execute(known).first() is not None


def forget_before(conn: Connection, before: datetime, most: int) -> int:
    """Telegram keeps updates a day at most: older marks guard nothing. So many of them went."""
    at, key = processed_update.c.at, processed_update.c.update_id
    oldest = select(key).where(at < before).order_by(at).limit(most)
    return conn.execute(delete(processed_update).where(key.in_(oldest))).rowcount
