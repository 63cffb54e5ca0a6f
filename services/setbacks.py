"""Due work that raised is set back and tried again later and later; the doing is not here."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from domain.due_work import DueWork, pause_after
from storage import setbacks

__all__ = ["again_at", "forget", "of", "set_back", "told"]


def again_at(conn: Connection, work: DueWork) -> dict[int, datetime]:
    """Of each item that is set back: when it is tried again."""
    return setbacks.again_at(conn, work)


def of(
    conn: Connection, work: DueWork, item_ids: Collection[int]
) -> dict[int, tuple[str, int, datetime]]:
    """item → its error, how often it was tried in vain, when it is tried again."""
    return setbacks.of(conn, work, item_ids)


def set_back(
    conn: Connection, work: DueWork, item_id: int, problem: str, *, now: datetime
) -> datetime:
    """It raised once more; when it is tried again."""
    tries = setbacks.tries(conn, work, item_id) + 1
    again = now + pause_after(tries)
    setbacks.note(conn, work, item_id, problem, tries=tries, again_at=again, now=now)
    return again


def forget(conn: Connection, work: DueWork, item_ids: Collection[int], *, now: datetime) -> None:
    """They went through, or are not due any more."""
    setbacks.forget(conn, work, item_ids, now)


def told(error: Exception) -> str:
    """The first line, what follows is SQL; and nothing that PostgreSQL refuses to keep."""
    first_line = f"{type(error).__name__}: {error}".splitlines()[0]
    return first_line.encode(errors="backslashreplace").decode().replace("\0", "")
