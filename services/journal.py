"""The whole ledger as a journal for bookkeeping programs, written part by part; changes nothing.

Each part is a read of its own, so that a long export holds up nobody: the chain only grows, and a
journal ends where the chain ended when it began.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.journal import beancount, hledger
from domain.journal.books import Extent, JournalFormat
from domain.ledger import Balance
from domain.people import Actor
from services.payouts import need_finance
from storage import journal, ledger
from storage.journal import FROM_THE_FIRST, Key

MOST: Final = 1_000  # accounts, or postings, in one part
_LANGUAGES: Final = {JournalFormat.BEANCOUNT: beancount, JournalFormat.HLEDGER: hledger}


class _Section(StrEnum):
    """Of a journal, in their order."""

    ACCOUNTS = "accounts"
    OPENING = "opening"  # what stood before its first day, where it does not begin at the beginning
    POSTINGS = "postings"
    CLOSING = "closing"  # what stands at its end, for the reading program to check


_S = _Section


@dataclass(frozen=True, slots=True)
class Place:
    """How far a journal is written; `number` is the last posting that was gone through."""

    section: _Section = _S.ACCOUNTS
    key: Key = FROM_THE_FIRST
    number: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Text, where to go on, how many postings are in it and how many it went through for them."""

    text: str
    following: Place | None
    postings: int = 0
    gone_through: int = 0


def begin(
    conn: Connection, zone_name: str, first_day: date | None, last_day: date | None
) -> Extent | None:
    """Both days belong to it; None when nothing was posted by then. Days are the zone's."""
    zone = ZoneInfo(zone_name)
    head = ledger.head(conn)
    since = _midnight(first_day, zone) if first_day else None
    until = _midnight(last_day + timedelta(days=1), zone) if last_day else None
    found = journal.moments(conn, head.length, None, until)
    if found is None:
        return None
    first_at, last_at, _ = found
    begins = first_day or first_at.astimezone(zone).date()
    ends = last_day or max(begins, last_at.astimezone(zone).date())
    named = journal.currencies(conn, head.length)
    return Extent(
        zone, zone_name, since, until, begins, ends, head.length, head.hash, currencies=named
    )


def begin_for(
    conn: Connection, actor: Actor, zone_name: str, first_day: date | None, last_day: date | None
) -> Extent:
    """For somebody who asks from afar. Raises NotAllowed, NotFound where nothing was posted."""
    need_finance(actor)
    is_turned = bool(first_day and last_day and first_day > last_day)
    extent = None if is_turned else begin(conn, zone_name, first_day, last_day)
    if extent is None:
        raise NotFound("books")
    return extent


def part_for(
    conn: Connection, actor: Actor, extent: Extent, language: JournalFormat, place: Place
) -> Part:
    """Their role is asked at each part: it may end meanwhile. Raises NotAllowed."""
    need_finance(actor)
    return part(conn, extent, language, place)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def part(conn: Connection, extent: Extent, language: JournalFormat, place: Place) -> Part:
    """The lines behind `place`; begin with Place()."""
    return _WRITTEN[place.section](conn, extent, _LANGUAGES[language], place)


def _accounts(conn: Connection, extent: Extent, writing: Any, place: Place) -> Part:
    found = journal.opened(conn, place.key, extent.last_number, extent.until, MOST)
    lines = [*writing.head(extent), ""] if place.key == FROM_THE_FIRST else []
    lines += writing.accounts(extent, found)
    key = (found[-1].owner_id, found[-1].account.value, "") if len(found) == MOST else None
    return Part(_text(lines), _behind(place, key, _S.OPENING))


def _opening(conn: Connection, extent: Extent, writing: Any, place: Place) -> Part:
    if extent.since is None:
        return Part("", Place(_S.POSTINGS))
    found = journal.balances(conn, place.key, extent.last_number, extent.since, MOST)
    standing = [each for each in found if each.amount_minor]
    lines = [*writing.begin_opening(extent)] if _begins(place, found) else []
    return Part(
        _text([*lines, *writing.opening(standing)]), _behind_sums(place, found, _S.POSTINGS)
    )


def _postings(conn: Connection, extent: Extent, writing: Any, place: Place) -> Part:
    up_to = min(place.number + MOST, extent.last_number)
    numbers = (place.number, up_to)
    found = journal.postings(conn, numbers, extent.since, extent.until)
    lines = [line for each in found for line in writing.transaction(extent.day(each.at), each)]
    ends = up_to == extent.last_number
    following = Place(_S.CLOSING) if ends else Place(_S.POSTINGS, number=up_to)
    return Part(_text(lines), following, len(found), up_to - place.number)


def _closing(conn: Connection, extent: Extent, writing: Any, place: Place) -> Part:
    found = journal.balances(conn, place.key, extent.last_number, extent.until, MOST)
    lines = [*writing.begin_closing(extent)] if _begins(place, found) else []
    return Part(_text([*lines, *writing.closing(extent, found)]), _behind_sums(place, found, None))


def _begins(place: Place, found: Sequence[Balance]) -> bool:
    return place.key == FROM_THE_FIRST and bool(found)


def _behind_sums(place: Place, found: Sequence[Balance], then: _Section | None) -> Place | None:
    ends = found[-1] if len(found) == MOST else None
    key = (ends.owner_id, ends.account.value, ends.currency) if ends else None
    return _behind(place, key, then)


def _behind(place: Place, key: Key | None, then: _Section | None) -> Place | None:
    """On in the section behind `key`; without one the section is done."""
    if key is not None:
        return replace(place, key=key)
    return Place(then) if then else None


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


_WRITTEN: Final = {
    _S.ACCOUNTS: _accounts,
    _S.OPENING: _opening,
    _S.POSTINGS: _postings,
    _S.CLOSING: _closing,
}
