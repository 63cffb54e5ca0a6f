"""A broadcast's progress in its maker's chat: which message shows it, when it is drawn again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.delivery import BroadcastStatus
from domain.people import Actor
from services import broadcast_sheets, limits
from services.broadcast_sheets import BroadcastSheet
from services.limits import Late, Pace
from storage import broadcast_progress as rows
from storage import broadcasts as stored
from storage.broadcast_progress import DueProgress

__all__ = [
    "DueProgress",
    "Progress",
    "drawn",
    "due",
    "filled",
    "flooded",
    "follow",
    "leave",
    "look_again",
    "lose",
    "put_off",
    "take",
    "wake",
]

EVERY: Final = timedelta(seconds=3)
# Stopped, it is drawn once more: what was on its way has arrived by then.
_MOVES: Final = frozenset(
    {BroadcastStatus.SENDING, BroadcastStatus.PAUSED, BroadcastStatus.CANCELLED}
)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a progress message is to show now."""

    due: DueProgress
    sheet: BroadcastSheet

    @property
    def goes_on(self) -> bool:
        return self.sheet.facts.status is BroadcastStatus.SENDING

    def again_at(self, now: datetime) -> datetime | None:
        """When it may show something else; one that is scheduled stands still until it begins."""
        facts = self.sheet.facts
        if not self.goes_on:
            return None
        if facts.is_scheduled(now) and not facts.freezing:
            return facts.arrival.begins(now)
        return now + EVERY


def follow(
    conn: Connection, actor: Actor, broadcast_id: int, message_id: int, *, now: datetime
) -> None:
    """The message shows this broadcast; it is kept up to date for its maker, for nobody else."""
    found = stored.facts(conn, broadcast_id)
    if found is None or found.created_by != actor.person_id:
        return
    due_at = now + EVERY if found.status in _MOVES else None
    rows.follow(conn, actor.person_id, broadcast_id, message_id, due_at)


def wake(conn: Connection, broadcast_id: int, *, now: datetime) -> None:
    """The broadcast has moved, wherever and by whomever: its message is to show that."""
    rows.wake(conn, broadcast_id, now + EVERY)


def leave(conn: Connection, actor: Actor, message_id: int) -> None:
    """The message shows something else now: no progress is to be drawn over it."""
    rows.leave(conn, actor.person_id, message_id)


def due(conn: Connection, *, now: datetime, most: int = 20) -> list[DueProgress]:
    return rows.due(conn, now, most)


def filled(conn: Connection, due: DueProgress, *, now: datetime) -> Progress:
    """With what it is to show; each is read alone, so that one nobody can read stops no other."""
    return Progress(due, broadcast_sheets.as_it_stands(conn, due.broadcast_id, now=now))


def take(conn: Connection, progress: Progress, pace: Pace, *, now: datetime) -> datetime | None:
    """Of several processes one draws it, and not again for a while: at this moment, which is taken
    from those of all messages. None where it is another's, or Telegram wants silence there.
    """
    if not rows.take(conn, progress.due, now + EVERY):
        return None
    assert progress.due.maker.telegram_id is not None  # the erased have no messages of it
    return limits.one_slot(conn, pace, progress.due.maker.telegram_id, by=now + EVERY, now=now)


def drawn(
    conn: Connection, progress: Progress, shown: str, late: Late | None = None, *, now: datetime
) -> None:
    """`shown` is a digest of it, `late` when it was accepted at the latest."""
    drawn_as, again_at = progress.sheet.facts.status, progress.again_at(now)
    rows.keep_drawn(conn, progress.due, drawn_as, shown, again_at)
    if late:
        limits.accepted_late(conn, [late], now=now)


def look_again(conn: Connection, unchanged: Sequence[Progress], *, now: datetime) -> None:
    """They show it all: each goes to the end of the line, so that others have their turn."""
    rows.put_off_unchanged(conn, [(each.due, each.again_at(now) or now) for each in unchanged])


def lose(conn: Connection, progress: Progress) -> None:
    """The message is gone."""
    rows.leave(conn, progress.due.maker.person_id, progress.due.message_id)


def put_off(conn: Connection, due: DueProgress, until: datetime) -> None:
    """It cannot be drawn."""
    rows.put_off(conn, due, until)


def flooded(conn: Connection, due: DueProgress, until: datetime, *, now: datetime) -> None:
    """Telegram wants silence: in that chat, from everybody."""
    assert due.maker.telegram_id is not None  # it was just asked to draw there
    rows.put_off(conn, due, until)
    limits.close(conn, due.maker.telegram_id, until, now=now)
