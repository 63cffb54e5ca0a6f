"""Messages that asked something show what came of it: which, and when; drawn by follow_ups.py.

Why not all of them, and not at once: docs/decisions/0059-a-reminder-shows-what-came-of-it.md.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.follow_ups import Answered, BatchEnd, FollowUp
from domain.payout import Batch, PayoutEventKind
from services import notices, traces
from storage import asking, deliveries, extensions, payout_events, payouts, staff, work
from storage.asking import Asking
from storage.deliveries import NewDelivery

NOTICE: Final = "notice"  # the fact that says which delivery had asked
AFTER: Final = timedelta(seconds=3)  # the answer is in the chat by then

_ENDED_BY: Final = frozenset({PayoutEventKind.APPROVED, PayoutEventKind.CANCELLED})


def answered(
    conn: Connection, assignment_id: int, *, now: datetime, shown_in: int | None = None
) -> None:
    """Its holder acted: all reminders of its deadline show that. `shown_in` does so already, and
    goes on asking what is still open."""
    open_ = asking.of_work(conn, assignment_id)
    _queue(conn, (each for each in open_ if each.message_id != shown_in), now)


def none_waits(conn: Connection, person_id: int, shown_in: int | None, *, now: datetime) -> None:
    """Nothing is left for this reader to review: what called them says so."""
    _end(conn, asking.of_reader(conn, person_id), shown_in, now)


def batch_ended(
    conn: Connection, batch: Batch, shown_in: tuple[int, int | None], *, now: datetime
) -> None:
    """Nobody is asked to approve it any more: whoever was reads what came of it. `shown_in`: whose
    message shows that already."""
    people = {member.person_id for member in staff.members(conn)}
    found = asking.of_batch(conn, batch.batch_id, people, batch.prepared_at)
    person_id, message_id = shown_in
    others = [each for each in found if each.person_id != person_id]
    _end(conn, [each for each in found if each.person_id == person_id], message_id, now)
    _queue(conn, others, now)


def _end(conn: Connection, found: Iterable[Asking], shown_in: int | None, now: datetime) -> None:
    """All of one reader's but the one that shows it: that is over at once."""
    others = []
    for each in found:
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
    term = extensions.term(conn, number) if number else None
    batch = _end_of(conn, asked.batch_id) if asked.batch_id else None
    return Answered(asked.message_id, term, batch)


def _end_of(conn: Connection, batch_id: int) -> BatchEnd | None:
    """None while it waits, which is never asked."""
    found = payouts.batch(conn, batch_id)
    said = [each for each in payout_events.of_batch(conn, batch_id) if each.kind in _ENDED_BY]
    return BatchEnd(batch_id, found.status, said[-1].actor) if found and said else None


def drawn(conn: Connection, delivery_id: int) -> int | None:
    """Its message shows what came of it, or has at least been asked to. The work whose card was in
    that message by now, so that this went over it; mostly none."""
    told = asking.hold(conn, delivery_id)
    if told is None:
        return None
    if not told.is_over:
        asking.end(conn, told)
    return work.shown_in(conn, told.person_id, told.message_id)
