"""What is long over is forgotten: messages, reminders, what broadcasts leave behind but numbers.

A look stands outside the turn to write: ids behind `after`, and where the next look goes on.
Forgetting a person is in privacy.py.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.broadcast import Outcome
from domain.delivery import DeliveryStatus
from domain.due_work import DueItem
from domain.errors import NotFound
from storage import broadcast_outcomes, broadcasts, forgetting, outcomes

MOST_REASONS: Final = 50  # of those that Telegram words with a number in them there may be many


def old_messages(
    conn: Connection,
    after: DueItem,
    *,
    status: DeliveryStatus,
    priority: int,
    before: datetime,
    most: int,
) -> tuple[list[int], DueItem]:
    """Of no broadcast, ended so before that."""
    return _page(forgetting.messages(conn, after, status, priority, before, most), after)


def old_reminders(
    conn: Connection, after: DueItem, *, before: datetime, most: int
) -> tuple[list[int], DueItem]:
    """They wait no more, and nobody would plan them once more."""
    return _page(forgetting.reminders(conn, after, before, most), after)


def _page(found: list[DueItem], after: DueItem) -> tuple[list[int], DueItem]:
    return [number for _, number in found], found[-1] if found else after


def forget_messages(conn: Connection, ids: Sequence[int]) -> int:
    return forgetting.forget_messages(conn, ids)


def forget_reminders(conn: Connection, ids: Sequence[int]) -> int:
    return forgetting.forget_reminders(conn, ids)


def broadcasts_over(conn: Connection, *, before: datetime) -> list[int]:
    """Ended before that, and only their rows tell what came of them."""
    return broadcast_outcomes.over(conn, before)


def close(conn: Connection, broadcast_id: int, *, now: datetime) -> None:
    """What its readers do is counted no more, so that what is counted next stands."""
    broadcast_outcomes.close(conn, broadcast_id, now)


def count(conn: Connection, broadcast_id: int) -> Outcome:
    """What came of it by its rows, of which none changes any more: no unit of work waits for it."""
    found = broadcasts.facts(conn, broadcast_id)
    if found is None:
        raise NotFound("broadcast")
    return Outcome(
        broadcasts.tally(conn, found),
        tuple(outcomes.by_variant(conn, found)),
        tuple(outcomes.reasons(conn, broadcast_id, MOST_REASONS)),
    )


def keep(conn: Connection, broadcast_id: int, outcome: Outcome, *, now: datetime) -> None:
    """From here on reports read this, and its rows may go."""
    broadcast_outcomes.keep(conn, broadcast_id, outcome, now)


def broadcasts_counted(conn: Connection) -> list[int]:
    """Those whose rows may go."""
    return broadcast_outcomes.counted(conn)


def span(conn: Connection, broadcast_id: int) -> tuple[int, int]:
    """A broadcast's first message and its last."""
    return forgetting.span(conn, broadcast_id)


def messages_of(
    conn: Connection, after: int, *, broadcast_id: int, last: int, most: int
) -> tuple[list[int], int]:
    found = forgetting.of_broadcast(conn, broadcast_id, after, last, most)
    return found, found[-1] if found else after


def responses_to(
    conn: Connection, after: int, *, broadcast_id: int, most: int
) -> tuple[list[int], int]:
    """Whose they are."""
    found = forgetting.responded(conn, broadcast_id, after, most)
    return found, found[-1] if found else after


def forget_responses(conn: Connection, people: Sequence[int], *, broadcast_id: int) -> int:
    return forgetting.forget_responses(conn, broadcast_id, people)


def note_gone(conn: Connection, broadcast_id: int, *, now: datetime) -> bool:
    """False while a row of it is left."""
    return broadcast_outcomes.note_gone(conn, broadcast_id, now)
