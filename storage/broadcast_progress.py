"""Queries about the progress message of a broadcast: what it shows, when it is looked at again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Update, bindparam, select, update

from domain.delivery import BroadcastStatus
from storage import readers
from storage.readers import Reader
from storage.tables.delivery import broadcast
from storage.tables.people import person


@dataclass(frozen=True, slots=True)
class DueProgress:
    """A progress message that is to be looked at again, in its maker's chat."""

    broadcast_id: int
    message_id: int
    due_at: datetime
    shown: str  # a digest of what was drawn last; empty: whatever it is, it is drawn anew
    maker: Reader


_DUE = (
    select(
        broadcast.c.id,
        broadcast.c.report_message_id,
        broadcast.c.report_due_at,
        broadcast.c.report_shown,
        *readers.COLUMNS,
    )
    .join(person, person.c.id == broadcast.c.created_by)
    .where(
        broadcast.c.report_due_at <= bindparam("now"),
        broadcast.c.report_message_id.is_not(None),
        person.c.telegram_id.is_not(None),
    )
    .order_by(broadcast.c.report_due_at)
    .limit(bindparam("most"))
)


def follow(
    conn: Connection, maker_id: int, broadcast_id: int, message_id: int, due_at: datetime | None
) -> None:
    """One message shows one broadcast: whichever it showed before has none any more."""
    leave(conn, maker_id, message_id)
    conn.execute(
        update(broadcast)
        .where(broadcast.c.id == broadcast_id, broadcast.c.created_by == maker_id)
        .values(report_message_id=message_id, report_due_at=due_at, report_shown="")
    )


def leave(conn: Connection, maker_id: int, message_id: int) -> None:
    conn.execute(
        update(broadcast)
        .where(broadcast.c.created_by == maker_id, broadcast.c.report_message_id == message_id)
        .values(report_message_id=None, report_due_at=None)
    )


def due(conn: Connection, now: datetime, most: int) -> list[DueProgress]:
    rows = conn.execute(_DUE, {"now": now, "most": most})
    return [DueProgress(*row[:4], readers.from_columns(*row[4:])) for row in rows]


def take(conn: Connection, progress: DueProgress, until: datetime) -> bool:
    """Ours until then; False when another process was first, or it is followed elsewhere."""
    ours = _still_it(progress).where(broadcast.c.report_due_at == progress.due_at)
    return conn.execute(ours.values(report_due_at=until)).rowcount == 1


def wake(conn: Connection, broadcast_id: int, due_at: datetime) -> None:
    """It shows what is so no more, whoever changed it."""
    conn.execute(
        update(broadcast)
        .where(broadcast.c.id == broadcast_id, broadcast.c.report_message_id.is_not(None))
        .values(report_due_at=due_at, report_shown="")
    )


def keep_drawn(
    conn: Connection,
    progress: DueProgress,
    drawn_as: BroadcastStatus,
    shown: str,
    again_at: datetime | None,
) -> None:
    """Unless the broadcast has moved on since: then it is drawn once more."""
    still_so = _still_it(progress).where(broadcast.c.status == drawn_as)
    conn.execute(still_so.values(report_shown=shown, report_due_at=again_at))


def put_off_unchanged(conn: Connection, found: Sequence[tuple[DueProgress, datetime]]) -> None:
    """Each until then, behind whatever is due by now; not what another has taken or woken."""
    for progress, until in found:
        ours = _still_it(progress).where(broadcast.c.report_due_at == progress.due_at)
        conn.execute(ours.values(report_due_at=until))


def put_off(conn: Connection, progress: DueProgress, until: datetime) -> None:
    conn.execute(_still_it(progress).values(report_due_at=until))


def _still_it(progress: DueProgress) -> Update:
    return update(broadcast).where(
        broadcast.c.id == progress.broadcast_id,
        broadcast.c.report_message_id == progress.message_id,
    )
