"""A delivery's life from queued to its end; the sending itself is the messenger's."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain import resending, share, unworded
from domain.brake import TRIED_AGAIN_AFTER
from domain.delivery import (
    LEAVING,
    PAID_PRIORITY,
    RESENT_WHEN_IN_DOUBT,
    DeliveryClass,
    DeliveryStatus,
)
from domain.outage import Outage, Sign
from domain.refusals import About
from domain.resending import AGAIN
from domain.share import Head
from services import broadcast_brakes, follow_ups, limits, notices, promotions, relevance
from services.limits import Late, Pace
from storage import deliveries, outages, readers, streams
from storage.deliveries import Parcel
from storage.readers import Reader

__all__ = [
    "AGAIN",
    "Outcome",
    "Parcel",
    "Reader",
    "Wave",
    "any_due",
    "give_up",
    "recover",
    "recover_all",
    "settle",
    "take",
]

LEASE: Final = timedelta(minutes=2)  # longer than any request may last
RESEND_AFTER: Final = timedelta(seconds=30)  # the first one may still be on its way
_ITS_PROCESS_ENDED: Final = "the process ended while it was being sent"
_GIVEN_UP: Final = "given up after so many: "


@dataclass(frozen=True, slots=True)
class Wave:
    """What to send, each at its moment; all marked as sending."""

    parcels: tuple[Parcel, ...] = ()
    moments: tuple[datetime, ...] = ()
    set_aside: int = 0  # were due but must not go now: there may be others behind them
    full_until: datetime | None = None  # enough is marked already: nothing is taken before then
    silent_since: datetime | None = None  # Telegram answers nothing: held, or one that tries it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one sending: `status` as it ended, or QUEUED again at `again_at`. When it is
    tried again if it was `unworded`, or a promotion `refused`, and whether, is not for who sent it.
    """

    parcel: Parcel
    status: DeliveryStatus
    message_id: int | None = None
    problem: str = ""
    again_at: datetime | None = None
    flood: bool = False  # Telegram asked for silence until `again_at`
    refused: About | None = None  # for `problem`, which are Telegram's words: nothing was accepted
    unworded: bool = False  # nothing left: this process has no words for it
    unreachable: bool = False
    moment: datetime | None = None  # that it was given …
    accepted_by: datetime | None = None  # … when it took longer than usual until this
    sign: Sign | None = None  # what it tells of Telegram; None: it was not asked


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
        _set_back(conn, parcel, parcel.attempts, f"unreadable facts: {missing}", now)
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
        deliveries.postpone(conn, parcel.delivery_id, parcel.attempts, allowed_at)
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
        _set_back(conn, parcel, parcel.attempts, why, now)
    return filled.parcels


def _past_closed_chats(
    conn: Connection, parcels: tuple[Parcel, ...], now: datetime
) -> tuple[Parcel, ...]:
    chats = [parcel.reader.telegram_id for parcel in parcels if parcel.reader.telegram_id]
    closed = limits.closed_chats(conn, chats, now=now)
    for parcel in parcels:
        if parcel.reader.telegram_id in closed:
            open_at = closed[parcel.reader.telegram_id]
            deliveries.put_off(conn, parcel.delivery_id, parcel.attempts, open_at)
    return tuple(parcel for parcel in parcels if parcel.reader.telegram_id not in closed)


def settle(conn: Connection, outcomes: Iterable[Outcome], *, now: datetime) -> None:
    """Writes down what became of them."""
    told = tuple(outcomes)
    arrived = [each for each in told if each.status is DeliveryStatus.SENT]
    ids = [(each.parcel.delivery_id, each.message_id, each.problem) for each in arrived]
    deliveries.end_sent(conn, ids, now)
    promotions.arrived(conn, [each.parcel for each in arrived], now=now)
    accepted = {number for each in arrived if (number := promotions.number_of(each.parcel))}
    broadcast_brakes.accepted(conn, accepted)
    follow_ups.queue(conn, [each.parcel for each in arrived], now=now)
    outage = found = outages.find(conn)
    for outcome in told:
        outage = outage.after(outcome.sign, now)
        if outcome.status is not DeliveryStatus.SENT:
            _settle(conn, outcome, outage, accepted, now)
    if outage != found:
        outages.keep(conn, outage)
    late = [
        Late(each.moment, each.accepted_by, each.parcel.paid)
        for each in told
        if each.moment and each.accepted_by
    ]
    if late:
        limits.accepted_late(conn, late, now=now)


def _settle(
    conn: Connection, outcome: Outcome, outage: Outage, accepted: Collection[int], now: datetime
) -> None:
    """`accepted` are broadcasts of which others arrived at the same time."""
    parcel, reader = outcome.parcel, outcome.parcel.reader
    if outcome.unreachable:
        readers.mark_unreachable(conn, reader.person_id)
    if outcome.refused:
        _refused(conn, outcome, outcome.refused, accepted, now)
    elif outcome.unworded:
        _set_back(conn, parcel, parcel.attempts + 1, outcome.problem, now)
    elif outcome.status is DeliveryStatus.QUEUED:
        assert outcome.again_at is not None
        attempts = parcel.attempts + 1  # with the one this came of
        deliveries.put_off(conn, parcel.delivery_id, attempts, outcome.again_at, outcome.problem)
        if outcome.flood and reader.telegram_id is not None:
            limits.close(conn, reader.telegram_id, outcome.again_at, now=now)
    elif outcome.status is DeliveryStatus.IN_DOUBT:
        _doubt(conn, parcel, outcome.problem, outage, now, tries=parcel.attempts + 1)
    else:
        deliveries.end(conn, parcel.delivery_id, outcome.status, problem=outcome.problem, now=now)
        if outcome.status is DeliveryStatus.CANCELLED:
            follow_ups.refused(conn, parcel)


def _refused(
    conn: Connection, outcome: Outcome, about: About, accepted: Collection[int], now: datetime
) -> None:
    """For good, unless Telegram may mean the broadcast that it is of: then it waits."""
    parcel, words = outcome.parcel, outcome.problem
    number = promotions.number_of(parcel)
    brake = number and broadcast_brakes.refused(
        conn, parcel, number, about, words, accepted_too=number in accepted, now=now
    )
    if not brake:
        deliveries.end(conn, parcel.delivery_id, DeliveryStatus.DEAD, problem=words, now=now)
        return
    again_at = now if brake.stands else now + TRIED_AGAIN_AFTER
    deliveries.put_off(conn, parcel.delivery_id, parcel.attempts + 1, again_at, words)


def _set_back(conn: Connection, parcel: Parcel, attempts: int, why: str, now: datetime) -> None:
    """Another version may have words for it; its reader's later ones do not wait for that."""
    since, number = parcel.set_back_since or now, parcel.delivery_id
    again_at = unworded.again_at(since, now)
    if again_at is None:
        deliveries.end(conn, number, DeliveryStatus.DEAD, problem=why, now=now)
    else:
        deliveries.set_back(conn, number, attempts, again_at, why, since)


def give_up(conn: Connection, outcome: Outcome, *, now: datetime) -> None:
    """It cannot be written as what it was: in doubt, and said again unless it surely arrived."""
    parcel, problem = outcome.parcel, f"could not be recorded as {outcome.status.value}"
    if outcome.status is DeliveryStatus.SENT:
        doubt = DeliveryStatus.IN_DOUBT
        if deliveries.end(conn, parcel.delivery_id, doubt, problem=problem, now=now):
            promotions.arrived(conn, [parcel], now=now)
            follow_ups.queue(conn, [parcel], now=now)
    else:
        _doubt(conn, parcel, problem, outages.find(conn), now, tries=parcel.attempts + 1)


def recover(conn: Connection, *, ours: Collection[int], most: int, now: datetime) -> None:
    """Whatever a dead process was sending is in doubt; `ours` is still being sent by this one."""
    outage = outages.find(conn)
    for parcel in deliveries.abandoned(conn, most=most, now=now):
        if parcel.delivery_id not in ours:
            _doubt(conn, parcel, _ITS_PROCESS_ENDED, outage, now, tries=parcel.attempts)


def recover_all(conn: Connection, *, most: int, now: datetime) -> bool:
    """The same for who is the only process and has sent nothing yet: no lease need end. Whether
    there may be more.
    """
    found, outage = deliveries.sending(conn, most=most), outages.find(conn)
    for parcel in found:
        _doubt(conn, parcel, _ITS_PROCESS_ENDED, outage, now, tries=parcel.attempts)
    return len(found) == most


def _doubt(
    conn: Connection, parcel: Parcel, problem: str, outage: Outage, now: datetime, *, tries: int
) -> None:
    """It may or may not have arrived; its class says whether to say it once more, marked so.

    Its reader is asked for anew: they may have been erased while it was on its way. `tries` with
    this one.
    """
    follows = parcel.delivery_class is DeliveryClass.FOLLOW_UP
    if follows and (again_at := follow_ups.again_at(tries, outage, now)):
        return deliveries.postpone(conn, parcel.delivery_id, tries, again_at, problem)
    said = resending.times(parcel.dedupe_key)
    most = resending.MOST_IN_AN_OUTAGE if outage.is_suspected else 1
    once_more = parcel.delivery_class in RESENT_WHEN_IN_DOUBT and said < most
    why = problem if once_more or said < 2 else _GIVEN_UP + problem
    doubt, number = DeliveryStatus.IN_DOUBT, parcel.delivery_id
    if not deliveries.end(conn, number, doubt, problem=why, now=now):
        return None
    promotions.arrived(conn, [parcel], now=now)  # it may have
    if once_more:
        _say_again(conn, parcel, now + resending.pause(RESEND_AFTER, said), now)
    return None


def _say_again(conn: Connection, parcel: Parcel, earliest: datetime, now: datetime) -> None:
    notices.queue(
        conn,
        parcel.reader.person_id,
        parcel.kind,  # which may be of a later version
        {**parcel.facts, "again": parcel.delivery_id},
        cls=parcel.delivery_class,
        dedupe_key=resending.next_key(parcel.dedupe_key),
        now=now,
        earliest=earliest,
        trace=parcel.trace,
    )
