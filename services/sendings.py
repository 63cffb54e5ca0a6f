"""What became of sendings, written down once each; what is in doubt may be said again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain import resending, unworded
from domain.brake import TRIED_AGAIN_AFTER
from domain.delivery import RESENT_WHEN_IN_DOUBT, DeliveryClass, DeliveryStatus
from domain.outage import Outage, Sign
from domain.refusals import About
from services import broadcast_brakes, follow_ups, limits, notices, promotions
from services.limits import Late
from storage import deliveries, outages, postponed, readers
from storage.deliveries import Parcel

RESEND_AFTER: Final = timedelta(seconds=30)  # the first one may still be on its way
_ITS_PROCESS_ENDED: Final = "the process ended while it was being sent"
_GIVEN_UP: Final = "given up after so many: "


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
        set_back(conn, parcel, parcel.attempts + 1, outcome.problem, now)
    elif outcome.status is DeliveryStatus.QUEUED:
        assert outcome.again_at is not None
        attempts = parcel.attempts + 1  # with the one this came of
        postponed.put_off(conn, parcel.delivery_id, attempts, outcome.again_at, outcome.problem)
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
    postponed.put_off(conn, parcel.delivery_id, parcel.attempts + 1, again_at, words)


def set_back(conn: Connection, parcel: Parcel, attempts: int, why: str, now: datetime) -> None:
    """Another version may have words for it; its reader's later ones do not wait for that."""
    since, number = parcel.set_back_since or now, parcel.delivery_id
    again_at = unworded.again_at(since, now)
    if again_at is None:
        deliveries.end(conn, number, DeliveryStatus.DEAD, problem=why, now=now)
    else:
        postponed.set_back(conn, number, attempts, again_at, why, since)


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
        return postponed.postpone(conn, parcel.delivery_id, tries, again_at, problem)
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
