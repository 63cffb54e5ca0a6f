"""Which deliveries leave next, and when: a wave of them; what becomes of it, `sendings` say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain import resending, share
from domain.delivery import (
    LEAVING,
    PAID_PRIORITY,
)
from domain.share import Head
from services import follow_ups, limits, notices, promotions, relevance, sendings
from services.limits import Late, Pace
from storage import deliveries, outages, postponed, streams
from storage.deliveries import Parcel

__all__ = ["Parcel", "Wave", "any_due", "take"]

LEASE: Final = timedelta(minutes=2)  # longer than any request may last


@dataclass(frozen=True, slots=True)
class Wave:
    """What to send, each at its moment; all marked as sending."""

    parcels: tuple[Parcel, ...] = ()
    moments: tuple[datetime, ...] = ()
    set_aside: int = 0  # were due but must not go now: there may be others behind them
    full_until: datetime | None = None  # enough is marked already: nothing is taken before then
    silent_since: datetime | None = None  # Telegram answers nothing: held, or one that tries it


def any_due(conn: Connection, *, now: datetime) -> bool:
    return streams.any_due(conn, now=now)


def take(
    conn: Connection, pace: Pace, *, most: int, now: datetime, late: Sequence[Late] = ()
) -> Wave:
    """Marks up to `most` as sending; when this commits, nobody else will ever send them.

    `late` are of this process, on their way for longer than usual or not written down yet. How one
    wave comes about is told from end to end in docs/architecture.md.
    """
    with streams.by_index(conn):
        return _take(conn, pace, most, now, late)


def _take(conn: Connection, pace: Pace, most: int, now: datetime, late: Sequence[Late]) -> Wave:
    free = limits.slots(conn, pace, now=now, late=late)
    if silent_until := limits.closed_until(conn, now=now):
        return Wave(full_until=silent_until)
    outage = outages.find(conn)
    if held_until := outage.holds(now):
        return Wave(full_until=held_until, silent_since=outage.since)
    if full_until := limits.full_until(free, now=now):
        return Wave(full_until=full_until)
    room = limits.room_for_unpaid(free, most)
    going = _next(conn, free, most, room, now)
    found = deliveries.lock(conn, [head.delivery_id for head in going])
    weary = promotions.weary(conn, found, now=now)
    able = (_prepared(conn, parcel, weary, now) for parcel in found)
    parcels = _past_closed_chats(conn, tuple(parcel for parcel in able if parcel), now)
    parcels = _filled(conn, parcels, now)
    free = limits.turned(free, going)  # by those set aside too: their turn is over
    if not parcels:
        if going:
            limits.keep(conn, free)
        no_room = not found and not room  # whatever waits behind it
        full_until = limits.unpaid_from(free) if no_room else None
        return Wave(set_aside=len(found), full_until=full_until)
    if outage.is_on:
        parcels = _one_to_try(parcels)
        outages.keep(conn, outage.tried(now))
    deliveries.mark_sending(conn, [parcel.delivery_id for parcel in parcels], now + LEASE)
    moments = limits.take_slots(conn, free, [parcel.paid for parcel in parcels])
    by_moment = sorted(zip(moments, parcels, strict=True), key=lambda each: each[0])
    in_time, at = tuple(parcel for _, parcel in by_moment), tuple(at for at, _ in by_moment)
    silent_since = outage.since if outage.is_on else None
    return Wave(in_time, at, len(found) - len(parcels), silent_since=silent_since)


def _one_to_try(parcels: tuple[Parcel, ...]) -> tuple[Parcel, ...]:
    """The most pressing one, but rather one that is said once more should it be lost."""
    return (min(parcels, key=lambda parcel: resending.times(parcel.dedupe_key)),)


def _next(conn: Connection, free: limits.Slots, most: int, room: int, now: datetime) -> list[Head]:
    """The most pressing ones, one to a person; of each class some, whatever waits before it.

    Up to `room` of them are such that nobody pays for; the rest of `most` is for what is paid.
    """
    busy_since = now - free.pace.chat_pause
    asked_for: set[int] = set()  # readers: what is more pressing goes first to each

    def due(priority: int, wanted: int) -> list[Head]:
        if wanted <= 0:
            return []
        most = wanted + len(asked_for)
        found = streams.heads(conn, priority, chat_busy_since=busy_since, most=most, now=now)
        last = limits.last_turn(free, priority)
        heads = share.in_turns(found, last, wanted, without=asked_for)
        asked_for.update(head.person_id for head in heads)
        return heads

    kept = share.reserved(free.row.free.slots, room)
    by_priority: dict[int, list[Head]] = {}
    left = room
    for priority in LEAVING:
        by_priority[priority] = due(priority, max(left, kept[priority]))
        left = max(0, left - len(by_priority[priority]))
    going = share.shared(by_priority, kept, room)
    return [*going, *due(PAID_PRIORITY, most - len(going))]


def _prepared(
    conn: Connection, parcel: Parcel, weary: Collection[int], now: datetime
) -> Parcel | None:
    """One whose facts we cannot read is set back: it must not hold up all the others."""
    if missing := relevance.unreadable(parcel.kind, parcel.facts):
        sendings.set_back(conn, parcel, parcel.attempts, f"unreadable facts: {missing}", now)
        return None
    return _as_it_may_go(conn, parcel, weary, now)


def _as_it_may_go(
    conn: Connection, parcel: Parcel, weary: Collection[int], now: datetime
) -> Parcel | None:
    """Wishes, quiet hours and causes may have changed since it was queued, and what it counts."""
    objection = notices.objection(parcel.reader, parcel.delivery_class, parcel.kind)
    if not objection and parcel.delivery_id in weary:
        objection = promotions.HAD_ENOUGH
    facts = relevance.as_it_stands(conn, parcel.kind, parcel.facts, now=now)
    if objection or facts is None:
        ends_as, why = notices.unsent_status(parcel.reader), objection or "no longer applies"
        deliveries.end(conn, parcel.delivery_id, ends_as, problem=why, now=now)
        return None
    allowed_at = notices.allowed_at(parcel.reader, parcel.kind, facts, now)
    if allowed_at > now:
        postponed.postpone(conn, parcel.delivery_id, parcel.attempts, allowed_at)
        return None
    if facts == parcel.facts:
        return parcel
    deliveries.keep_facts(conn, parcel.delivery_id, facts)
    return replace(parcel, facts=facts)


def _filled(conn: Connection, parcels: tuple[Parcel, ...], now: datetime) -> tuple[Parcel, ...]:
    """With what they say; one that cannot be filled is set back, and the others go."""
    promoted = promotions.filled(conn, parcels)
    filled = follow_ups.filled(conn, promoted.parcels, now=now)
    for unfilled in (*promoted.failed, *filled.failed):
        parcel, why = unfilled.parcel, f"unreadable body: {unfilled.problem}"
        sendings.set_back(conn, parcel, parcel.attempts, why, now)
    return filled.parcels


def _past_closed_chats(
    conn: Connection, parcels: tuple[Parcel, ...], now: datetime
) -> tuple[Parcel, ...]:
    chats = [parcel.reader.telegram_id for parcel in parcels if parcel.reader.telegram_id]
    closed = limits.closed_chats(conn, chats, now=now)
    for parcel in parcels:
        if parcel.reader.telegram_id in closed:
            open_at = closed[parcel.reader.telegram_id]
            postponed.put_off(conn, parcel.delivery_id, parcel.attempts, open_at)
    return tuple(parcel for parcel in parcels if parcel.reader.telegram_id not in closed)
