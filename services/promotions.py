"""What a broadcast's deliveries say as they leave, and how many of them one creator gets a week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain import message
from domain.broadcast import BroadcastFacts
from domain.broadcast_rules import WEEK
from domain.errors import Refusal
from domain.message import Field, Version
from storage import accounts, broadcasts, outcomes, people
from storage.deliveries import Parcel
from storage.freezing import KIND

HAD_ENOUGH: Final = "had as many promotions this week as anybody gets"


# What a body, a segment or an account raises that was not written by us; what a database raises is
# none of these, and stops the wave.
UNREADABLE: Final = (
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError, StopIteration),
    Refusal,
)


@dataclass(frozen=True, slots=True)
class Unfilled:
    """One whose message nobody can make out, and why."""

    parcel: Parcel
    problem: str


@dataclass(frozen=True, slots=True)
class Filled:
    """Those that say what they say, and those that cannot."""

    parcels: tuple[Parcel, ...]
    failed: tuple[Unfilled, ...] = ()


def filled(conn: Connection, parcels: Iterable[Parcel]) -> Filled:
    """Those of broadcasts with the facts that their wording takes; all others as they are.

    A broadcast is read once for all of them, and its text is kept nowhere else.
    """
    known: dict[int, BroadcastFacts | Exception | None] = {}
    going: list[Parcel] = []
    failed: list[Unfilled] = []
    for parcel in parcels:
        try:
            going.append(_filled(conn, parcel, known) if number_of(parcel) else parcel)
        except UNREADABLE as error:
            failed.append(Unfilled(parcel, repr(error)))
    return Filled(tuple(going), tuple(failed))


def number_of(parcel: Parcel) -> int:
    """Of the broadcast it is of; 0 of none."""
    facts: object = parcel.facts  # which may be anything
    number = facts.get("broadcast_id", 0) if isinstance(facts, dict) else 0
    return number if parcel.kind == KIND and type(number) is int else 0


def _filled(
    conn: Connection, parcel: Parcel, known: dict[int, BroadcastFacts | Exception | None]
) -> Parcel:
    broadcast_id = number_of(parcel)
    if broadcast_id not in known:
        known[broadcast_id] = _read(conn, broadcast_id)
    found, reader = known[broadcast_id], parcel.reader
    if isinstance(found, Exception):
        raise found
    if found is None:
        return parcel  # nobody can word it: it ends there
    at = message.variant_of(reader.person_id, broadcast_id, len(found.body))
    facts = facts_for(conn, found, at, reader.person_id, reader.locale)
    return replace(parcel, facts=facts | {"paid": parcel.paid})


def _read(conn: Connection, broadcast_id: int) -> BroadcastFacts | Exception | None:
    """Once for all that it is read for, the error too."""
    try:
        return broadcasts.facts(conn, broadcast_id)
    except UNREADABLE as error:
        return error


def facts_for(
    conn: Connection,
    found: BroadcastFacts,
    variant: int,
    person_id: int,
    locale: str,
    *,
    sample_account: str = "",
) -> dict[str, Any]:
    """What the wording takes for this reader, in their language if the maker wrote it.

    Who has no account is shown the sample in its place.
    """
    versions = found.body[variant]
    version = versions.get(locale) or next(iter(versions.values()))
    said = message.personal(version, _values(conn, found, person_id, sample_account))
    return {
        "broadcast_id": found.broadcast_id,
        "version": message.version_packed(Version(said, version.media)),
        "task_id": found.task_id,
        "pages": list(found.pages),
        "links": [[each.label(locale), each.opens] for each in found.links],
        "paid": False,
    }


def _values(
    conn: Connection, found: BroadcastFacts, person_id: int, sample_account: str
) -> Mapping[str, str]:
    """Only those that the text asks for."""
    asked, values = message.fields_in(found.body), {}
    if Field.NAME in asked:
        values[Field.NAME.value] = people.name_of(conn, person_id)
    if Field.ACCOUNT in asked:
        values[Field.ACCOUNT.value] = _account(conn, found, person_id) or sample_account
    return values


def _account(conn: Connection, found: BroadcastFacts, person_id: int) -> str:
    """The one that the segment asks for; any other where it asks for none, or that one is gone."""
    mine = [each.details for each in accounts.of_person(conn, person_id)]
    fitting = [each for each in mine if found.segment.fits(each)]
    return next((each.handle.shown for each in (*fitting, *mine)), "")


def weary(conn: Connection, parcels: Iterable[Parcel], *, now: datetime) -> set[int]:
    """Which of these deliveries are promotions too many for their readers."""
    return {
        parcel.delivery_id for parcel, had, most in _had(conn, parcels, now) if len(had) >= most
    }


def arrived(conn: Connection, parcels: Iterable[Parcel], *, now: datetime) -> None:
    """Who has had as many as anybody gets is in no audience until the first is a week old."""
    for parcel, had, most in _had(conn, parcels, now):
        if len(had) >= most:
            outcomes.no_more_until(conn, parcel.reader.person_id, had[most - 1] + WEEK)


def _had(
    conn: Connection, parcels: Iterable[Parcel], now: datetime
) -> list[tuple[Parcel, list[datetime], int]]:
    """Promotions of limited broadcasts with what their readers had this week and may have."""
    most: dict[int, int] = {}
    counted = []
    for parcel in parcels:
        number = number_of(parcel)
        if number and number not in most:
            most[number] = broadcasts.most_per_week(conn, number)
        if number and most[number]:
            counted.append(parcel)
    people = [parcel.reader.person_id for parcel in counted]
    had = outcomes.promotions_since(conn, people, now - WEEK) if people else {}
    return [
        (parcel, had.get(parcel.reader.person_id, []), most[number_of(parcel)])
        for parcel in counted
    ]
