"""Signed messages of partners: each item has its effects once, a repeat gets the same answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import Connection

from domain.feeds import FeedKind, called
from domain.readings import PartRecorded, RefusedRow, RowFlaw
from domain.terms import Source
from services import conversions, message_readings
from services.taken import Feed, Taken
from services.vault import Vault
from storage import api_messages, feeds, imports
from storage.api_messages import Place

MOST_READINGS: Final = 1_000
MOST_CONVERSIONS: Final = 400
"""Items of one unit of work, whoever sent them: what else is written waits a blink."""
REPEATABLE_FOR: Final = timedelta(days=30)
"""How long an id is known. One request is good for minutes; a sender that hears no answer signs the
same message anew, by standardwebhooks.com's schedule for three days."""


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A request whose signature was found good; the hash is of its body, byte for byte.

    `partner` is whose secret it was: an id that two of them use is two messages.
    """

    partner: str
    message_id: str
    body_sha256: str

    @property
    def feed(self) -> str:
        return called(FeedKind.API, self.partner)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A part of a message: the items that go in together, `from_item` being its first."""

    message: SignedMessage
    from_item: int
    items: Sequence[Any]

    def place(self, source: Source) -> Place:
        """Of readings or of conversions: an id that both are told under is two messages."""
        return Place(self.message.partner, source.value, self.message.message_id, self.from_item)


@dataclass(frozen=True, slots=True)
class MessageConflict:
    """The id came before with another body: which of the two is meant, nobody can tell."""

    message_id: str


def record_metrics(
    conn: Connection, parcels: Sequence[Parcel], *, now: datetime
) -> list[PartRecorded | MessageConflict]:
    """Store readings of platforms; of each message one parcel, its parts before are through."""

    def take(feed: Feed) -> Taken:
        return message_readings.take(conn, feed, now=now)

    return _once_each(conn, parcels, Source.PLATFORM, take, now)


def record_conversions(
    conn: Connection, parcels: Sequence[Parcel], vault: Vault, *, now: datetime
) -> list[PartRecorded | MessageConflict]:
    """Store actions and orders; the same way."""

    def take(feed: Feed) -> Taken:
        return conversions.take(conn, feed, vault, now=now)

    return _once_each(conn, parcels, Source.PARTNER, take, now)


def forget(conn: Connection, *, most: int, now: datetime) -> int:
    """Ids of messages that nobody repeats any more; how many went. What they brought stays."""
    return api_messages.forget_before(conn, now - REPEATABLE_FOR, most)


def _once_each(
    conn: Connection,
    parcels: Sequence[Parcel],
    source: Source,
    take: Callable[[Feed], Taken],
    now: datetime,
) -> list[PartRecorded | MessageConflict]:
    parts = [(each.place(source), len(each.items), each.message.body_sha256) for each in parcels]
    ours = api_messages.take(conn, parts, now)
    fresh = [each for each in parcels if each.place(source) in ours]
    recorded = iter(_recorded(conn, fresh, source, take, now))
    return [
        next(recorded) if place in ours else _answered_before(conn, each, place)
        for each, (place, _, _) in zip(parcels, parts, strict=True)
    ]


def _recorded(
    conn: Connection,
    parcels: Sequence[Parcel],
    source: Source,
    take: Callable[[Feed], Taken],
    now: datetime,
) -> list[PartRecorded]:
    if not parcels:
        return []
    messages = [(each.message, len(each.items)) for each in parcels]
    parts = [(m.feed, m.message_id, m.body_sha256, items) for m, items in messages]
    feeds.heard(conn, {m.feed for m, _ in messages}, source, now)
    batches = imports.add_parts(conn, source, parts, now)
    feed = Feed.of(
        (parcel.message.partner, batch_id, parcel.items)
        for parcel, batch_id in zip(parcels, batches, strict=True)
    )
    recorded = _parted(parcels, take(feed))
    _remember(conn, [each.place(source) for each in parcels], batches, recorded)
    return recorded


def _parted(parcels: Sequence[Parcel], taken: Taken) -> list[PartRecorded]:
    """Whose line is whose; each counted as its own message does."""
    if not taken.repeats and not taken.refused:
        return [PartRecorded(len(parcel.items)) for parcel in parcels]
    parts = []
    begins = accumulate((len(parcel.items) for parcel in parcels), initial=0)
    for parcel, begin in zip(parcels, begins, strict=False):
        own, shift = range(begin, begin + len(parcel.items)), parcel.from_item - begin
        repeats = tuple(line + shift for line in taken.repeats if line in own)
        refused = tuple(
            RefusedRow(row.line + shift, row.code, row.field, row.value)
            for row in taken.refused
            if row.line in own
        )
        parts.append(PartRecorded(len(own), repeats, refused))
    return parts


def _remember(
    conn: Connection,
    places: Sequence[Place],
    batches: Sequence[int],
    recorded: Sequence[PartRecorded],
) -> None:
    """Only of parts that were not new to the last item: so are all that nothing is said of."""
    said = [
        (place, batch_id, part)
        for place, batch_id, part in zip(places, batches, recorded, strict=True)
        if part.repeats or part.refused
    ]
    api_messages.answer(conn, [(place, _packed(part)) for place, _, part in said])
    counts = [(batch_id, len(part.repeats), len(part.refused), part) for _, batch_id, part in said]
    imports.correct_parts(
        conn,
        [
            (part.items - repeated - refused, repeated, refused, batch_id)
            for batch_id, repeated, refused, part in counts
        ],
    )


def _answered_before(
    conn: Connection, parcel: Parcel, place: Place
) -> PartRecorded | MessageConflict:
    known = api_messages.known(conn, place)
    if known.body_sha256 != parcel.message.body_sha256:
        return MessageConflict(parcel.message.message_id)
    return _unpacked(known.items, known.answer)


def _packed(part: PartRecorded) -> str:
    refused = [(row.line, row.code, row.field, row.value) for row in part.refused]
    return json.dumps({"repeated": part.repeats, "refused": refused})


def _unpacked(items: int, answer: str) -> PartRecorded:
    if not answer:
        return PartRecorded(items)
    facts = json.loads(answer)
    refused = (
        RefusedRow(line, RowFlaw(code), field, value)
        for line, code, field, value in facts["refused"]
    )
    return PartRecorded(items, tuple(facts["repeated"]), tuple(refused))
