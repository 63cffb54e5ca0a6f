"""What follows a notice in its chat, as deliveries: a card drawn anew, a message that goes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain import follow_ups
from domain.basis import NOTHING_CAME
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.follow_ups import FollowUp
from domain.outage import Outage
from domain.work import WorkCard
from services import asking, notices, traces, work
from services.promotions import UNREADABLE, Filled, Unfilled
from storage import deliveries
from storage import notices as sent_notices
from storage import work as rows
from storage.deliveries import NewDelivery, Parcel

ABOUT_WORK: Final = "assignment_id"  # the fact that says whose card has changed
INSTEAD_OF: Final = "replaces_message"  # the fact that says which message is out of date by now
_NOTICES: Final = frozenset({DeliveryClass.TRANSACTIONAL, DeliveryClass.REMINDER})


def queue(conn: Connection, arrived: Iterable[Parcel], *, now: datetime) -> None:
    """What notices that have arrived change in their chats; never sooner, and each once."""
    sent = tuple(arrived)
    told = [each for each in sent if each.delivery_class in _NOTICES]
    answers = [each for each in sent if each.kind == FollowUp.ANSWERED]
    new = [*_cards(conn, told, now), *_replaced(told, now), *_overtaken(conn, sent, now)]
    _add(conn, [*new, *_drawn_over(conn, answers, now)], now)


def draw_later(conn: Connection, person_id: int, assignment_id: int, *, now: datetime) -> None:
    """A card that could not be drawn with the answer to its holder."""
    if assignment_id in _waiting(conn, {person_id}):
        return
    key, facts = f"{FollowUp.CARD}:{assignment_id}@{now.isoformat()}", {ABOUT_WORK: assignment_id}
    _add(conn, [_new(person_id, FollowUp.CARD, facts, key, now, traces.of(conn))], now)


def _add(conn: Connection, new: Sequence[NewDelivery], now: datetime) -> None:
    if new:
        deliveries.add_all(conn, new, now)
        notices.note_queued(conn)


def _cards(conn: Connection, told: Iterable[Parcel], now: datetime) -> Iterator[NewDelivery]:
    """One for each card that there is and that does not wait for it already."""
    about = {
        (each.facts[ABOUT_WORK], each.reader.person_id): each
        for each in told
        if ABOUT_WORK in each.facts
    }
    if not about:
        return
    shown = about.keys() & rows.with_cards(conn, {number for number, _ in about})
    waiting = _waiting(conn, {holder_id for _, holder_id in shown})
    for number, holder_id in sorted(shown):
        if number not in waiting:
            yield _after(about[number, holder_id], FollowUp.CARD, {ABOUT_WORK: number}, now)


def _waiting(conn: Connection, people: set[int]) -> set[int]:
    """Works whose card will be drawn as it will be by then."""
    found = sent_notices.queued_facts(conn, people, FollowUp.CARD) if people else []
    return {facts[ABOUT_WORK] for facts in found if ABOUT_WORK in facts}


def _replaced(told: Iterable[Parcel], now: datetime) -> Iterator[NewDelivery]:
    for each in told:
        if old_id := each.facts.get(INSTEAD_OF):
            yield _after(each, FollowUp.REPLACED, {"message_id": old_id}, now)


def _overtaken(conn: Connection, drawn: Iterable[Parcel], now: datetime) -> Iterator[NewDelivery]:
    """Their holder acted meanwhile: an answer may have shown it before what we drew over it."""
    for each in drawn:
        if each.card is None:
            continue
        card = work.card_of(conn, each.card.assignment_id, now=now)
        if card and _is_shown(card, each) and _state(card) != _state(each.card):
            yield _after(each, FollowUp.CARD, {ABOUT_WORK: card.assignment_id}, now)


def _drawn_over(
    conn: Connection, answers: Iterable[Parcel], now: datetime
) -> Iterator[NewDelivery]:
    """Their reader opened a card in that message meanwhile: what came of it went over that card."""
    for each in answers:
        number = asking.drawn(conn, each.facts[asking.NOTICE])
        if number and number not in _waiting(conn, {each.reader.person_id}):
            yield _after(each, FollowUp.CARD, {ABOUT_WORK: number}, now)


def _state(card: WorkCard) -> WorkCard:
    """But for what is counted: that changes with nobody looking at it."""
    return replace(card, link=None, basis=NOTHING_CAME)


def _after(parcel: Parcel, kind: FollowUp, facts: dict[str, int], now: datetime) -> NewDelivery:
    key = f"{kind}:{parcel.delivery_id}"
    return _new(parcel.reader.person_id, kind, facts, key, now, parcel.trace)


def _new(
    person_id: int, kind: FollowUp, facts: dict[str, int], key: str, now: datetime, trace: str
) -> NewDelivery:
    cls = DeliveryClass.FOLLOW_UP
    return NewDelivery(person_id, cls, kind, facts, key, now, trace=trace)


def filled(conn: Connection, parcels: Iterable[Parcel], *, now: datetime) -> Filled:
    """Cards and answers as they are by now; what no message shows ends, and takes no place."""
    going: list[Parcel] = []
    failed: list[Unfilled] = []
    for parcel in parcels:
        try:
            going += _FILLED[parcel.kind](conn, parcel, now) if parcel.kind in _FILLED else [parcel]
        except UNREADABLE as error:
            failed.append(Unfilled(parcel, repr(error)))
    return Filled(tuple(going), tuple(failed))


def _with_card(conn: Connection, parcel: Parcel, now: datetime) -> list[Parcel]:
    card = work.card_of(conn, parcel.facts[ABOUT_WORK], now=now)
    return [replace(parcel, card=card)] if _is_shown(card, parcel) else _ended(conn, parcel, now)


def _with_answer(conn: Connection, parcel: Parcel, now: datetime) -> list[Parcel]:
    found = asking.as_it_stands(conn, parcel.facts[asking.NOTICE])
    if found:
        return [replace(parcel, answered=found)]
    if parcel.attempts:  # one that was in doubt: it may have been done, if late
        _add(conn, [*_drawn_over(conn, [parcel], now)], now)
    return _ended(conn, parcel, now)


_Fill = Callable[[Connection, Parcel, datetime], list[Parcel]]
_FILLED: Final[dict[str, _Fill]] = {
    FollowUp.CARD: _with_card,
    FollowUp.ANSWERED: _with_answer,
}


def is_current(conn: Connection, parcel: Parcel) -> bool:
    """Whether its message still is what it draws: since it was taken, its reader may have opened
    something else there, which nothing is to be drawn over."""
    if parcel.card is not None and parcel.card.card_message_id is not None:
        shown = rows.shown_in(conn, parcel.reader.person_id, parcel.card.card_message_id)
        return shown == parcel.card.assignment_id
    return (
        parcel.answered is None
        or asking.as_it_stands(conn, parcel.facts[asking.NOTICE]) is not None
    )


def _ended(conn: Connection, parcel: Parcel, now: datetime) -> list[Parcel]:
    ends_as, why = DeliveryStatus.CANCELLED, "no message shows it"
    deliveries.end(conn, parcel.delivery_id, ends_as, problem=why, now=now)
    return []


def _is_shown(card: WorkCard | None, parcel: Parcel) -> bool:
    if card is None or card.card_message_id is None:
        return False
    return card.person_id == parcel.reader.person_id


def again_at(tries: int, outage: Outage, now: datetime) -> datetime | None:
    """When one that may not have been done is done once more; None: no more."""
    goes_on = follow_ups.goes_on(tries, outage)
    return now + follow_ups.pause(tries) if goes_on else None


def refused(conn: Connection, parcel: Parcel) -> None:
    """Its message was deleted, or is too old: it is no card any more, and /my opens a new one."""
    if parcel.card is not None and parcel.card.card_message_id is not None:
        rows.keep_card(conn, parcel.reader.person_id, None, parcel.card.card_message_id)
