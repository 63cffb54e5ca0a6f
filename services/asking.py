"""Messages that asked something show what came of it: which, and when; drawn by follow_ups.py.

Why not all of them, and not at once: docs/decisions/0059-a-reminder-shows-what-came-of-it.md.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.follow_ups import Answered, FollowUp
from services import notices, traces
from storage import asking, deliveries, extensions, work
from storage.asking import Asking
from storage.deliveries import NewDelivery

NOTICE: Final = "notice"  # the fact that says which delivery had asked
AFTER: Final = timedelta(seconds=3)  # the answer is in the chat by then


def answered(
    conn: Connection, assignment_id: int, *, now: datetime, shown_in: int | None = None
) -> None:
    """Its holder acted: all reminders of its deadline show that. `shown_in` does so already, and
    goes on asking what is still open."""
    open_ = asking.of_work(conn, assignment_id)
    _queue(conn, (each for each in open_ if each.message_id != shown_in), now)


def none_waits(conn: Connection, person_id: int, shown_in: int | None, *, now: datetime) -> None:
    """Nothing is left for this reader to review: what called them says so."""
    others = []
    for each in asking.of_reader(conn, person_id):
        if each.message_id == shown_in:
            asking.end(conn, each)
        else:
            others.append(each)
    _queue(conn, others, now)


def calls(conn: Connection, person_id: int) -> bool:
    """Whether a message still calls this reader to reviews."""
    return bool(asking.of_reader(conn, person_id))


def left(conn: Connection, assignment_id: int, message_id: int, *, since: datetime) -> bool:
    """The message shows the work's card, placed there since then: no answer is to be drawn over it.
    Whether one may have been, while nobody could know yet that the card is there."""
    found = asking.told_in(conn, assignment_id, message_id)
    told = asking.hold(conn, found.delivery_id) if found else None
    if told is None:
        return False
    if told.is_over:
        return asking.drawn_since(conn, told, since)
    asking.end(conn, told)
    return False


def _queue(conn: Connection, found: Iterable[Asking], now: datetime) -> None:
    new = [_to_draw(each, now, traces.of(conn)) for each in found]
    if new:
        deliveries.add_all(conn, new, now)
        notices.note_queued(conn)


def _to_draw(asked: Asking, now: datetime, trace: str) -> NewDelivery:
    kind, number = FollowUp.ANSWERED, asked.delivery_id
    key, facts = f"{kind}:{number}", {NOTICE: number}
    cls, person_id = DeliveryClass.FOLLOW_UP, asked.person_id
    return NewDelivery(person_id, cls, kind, facts, key, now + AFTER, trace=trace)


def as_it_stands(conn: Connection, delivery_id: int) -> Answered | None:
    """What its message is to show; None when that shows something else by now."""
    asked = asking.one(conn, delivery_id)
    if asked is None or asked.is_over:
        return None
    number = asked.assignment_id
    return Answered(asked.message_id, extensions.term(conn, number) if number else None)


def drawn(conn: Connection, delivery_id: int) -> int | None:
    """Its message shows what came of it, or has at least been asked to. The work whose card was in
    that message by now, so that this went over it; mostly none."""
    told = asking.hold(conn, delivery_id)
    if told is None:
        return None
    if not told.is_over:
        asking.end(conn, told)
    return work.shown_in(conn, told.person_id, told.message_id)
