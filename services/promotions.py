"""What a broadcast's deliveries say as they leave, and how many of them one creator gets a week."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain import message
from domain.accounts import AccountDetails
from domain.broadcast import BroadcastFacts
from domain.broadcast_rules import WEEK
from domain.errors import Refusal
from domain.personal_fields import OF_ACCOUNT, Field
from storage import broadcasts, outcomes, personal_fields
from storage.deliveries import Parcel
from storage.freezing_shapes import KIND
from storage.personal_fields import Readers

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


@dataclass(frozen=True, slots=True)
class _Script:
    """A broadcast with the fields that its text asks for, and what is known of its readers here."""

    facts: BroadcastFacts
    asked: frozenset[Field]
    readers: Readers


_Scripts = Mapping[int, _Script | Exception | None]


def filled(conn: Connection, parcels: Sequence[Parcel]) -> Filled:
    """Those of broadcasts with the facts that their wording takes; all others as they are.

    A broadcast is read once for all of them, what its fields ask of their readers too, and its text
    is kept nowhere else.
    """
    readers: dict[int, list[int]] = {}
    for parcel in parcels:
        if number := number_of(parcel):
            readers.setdefault(number, []).append(parcel.reader.person_id)
    scripts = {number: _read(conn, number, those) for number, those in readers.items()}
    going: list[Parcel] = []
    failed: list[Unfilled] = []
    for parcel in parcels:
        try:
            going.append(_filled(parcel, scripts) if number_of(parcel) else parcel)
        except UNREADABLE as error:
            failed.append(Unfilled(parcel, repr(error)))
    return Filled(tuple(going), tuple(failed))


def number_of(parcel: Parcel) -> int:
    """Of the broadcast it is of; 0 of none."""
    facts: object = parcel.facts  # which may be anything
    number = facts.get("broadcast_id", 0) if isinstance(facts, dict) else 0
    return number if parcel.kind == KIND and type(number) is int else 0


def _filled(parcel: Parcel, scripts: _Scripts) -> Parcel:
    broadcast_id = number_of(parcel)
    script, reader = scripts[broadcast_id], parcel.reader
    if isinstance(script, Exception):
        raise script
    if script is None:
        return parcel  # nobody can word it: it ends there
    at = script.facts.variant_for(reader.person_id)
    facts = _facts(script, at, reader.person_id, reader.locale)
    return replace(parcel, facts=facts | {"paid": parcel.paid})


def _read(
    conn: Connection, broadcast_id: int, person_ids: Collection[int]
) -> _Script | Exception | None:
    """Once for all that it is read for, the error too."""
    try:
        found = broadcasts.facts(conn, broadcast_id)
        return None if found is None else _script(conn, found, person_ids)
    except UNREADABLE as error:
        return error


def _script(conn: Connection, found: BroadcastFacts, person_ids: Collection[int]) -> _Script:
    asked = frozenset(message.fields_in(found.body))
    return _Script(found, asked, personal_fields.of_readers(conn, person_ids, asked))


def facts_for(
    conn: Connection, found: BroadcastFacts, variant: int, person_id: int, locale: str
) -> dict[str, Any]:
    """What the wording takes for this reader, in their language if the maker wrote it."""
    return _facts(_script(conn, found, [person_id]), variant, person_id, locale)


def values_of(conn: Connection, found: BroadcastFacts, person_id: int) -> dict[str, Any]:
    """What its fields are filled with for this reader."""
    return _values(_script(conn, found, [person_id]), person_id)


def _facts(script: _Script, variant: int, person_id: int, locale: str) -> dict[str, Any]:
    found = script.facts
    versions = found.body[variant]
    version = versions.get(locale) or next(iter(versions.values()))
    return {
        "broadcast_id": found.broadcast_id,
        "version": message.version_packed(version),
        "values": _values(script, person_id),
        "task_id": found.task_id,
        "campaign_id": found.campaign_id,
        "pages": list(found.pages),
        "links": [[each.label(locale), each.opens(variant)] for each in found.links],
        "paid": False,
    }


def _values(script: _Script, person_id: int) -> dict[str, Any]:
    """By field, only of those that the text asks for; empty where this reader has none."""
    values: dict[Field, Any] = {}
    of, asked = script.readers, script.asked
    if not OF_ACCOUNT.isdisjoint(asked):
        values |= _of_account(of.accounts_of(person_id), script.facts)
    values[Field.NAME] = of.names.get(person_id, "")
    values[Field.WORKS] = of.works.get(person_id, 0)
    values[Field.INVITE] = of.invite_codes.get(person_id, "")
    return {field.value: values[field] for field in Field if field in asked}


def _of_account(mine: Iterable[AccountDetails], found: BroadcastFacts) -> dict[Field, Any]:
    """The one that the segment asks for; any other where it asks for none, or that one is gone."""
    mine = list(mine)
    fitting = [each for each in mine if found.segment.fits(each)]
    account = next(iter((*fitting, *mine)), None)
    if account is None:
        return dict.fromkeys(OF_ACCOUNT)
    return {
        Field.ACCOUNT: account.handle.shown,
        Field.PLATFORM: account.platform.value,
        Field.FOLLOWERS: account.followers,
    }


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
