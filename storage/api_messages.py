"""Queries about signed API messages: each part of one is taken once, its answer in that commit.

Written in the drivers' own words: many messages of one reading each share a unit of work.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, select, tuple_

from storage.driver_sql import many, rows_of, values
from storage.tables.access import api_message

_KEY: Final = ("partner", "source", "message_id", "from_item")
_AT: Final = " AND ".join(f"{name} = ?" for name in _KEY)
_TAKEN: Final = (*_KEY, "items", "body_sha256", "answer", "received_at")


class Place(NamedTuple):
    """Where a part of a message begins; `source` is what it tells of: readings or conversions."""

    partner: str
    source: str
    message_id: str
    from_item: int


class Part(NamedTuple):
    """A part of a message that is through; `answer` is JSON: what its service made of it."""

    items: int
    body_sha256: str
    answer: str


def take(conn: Connection, parts: Sequence[tuple[Place, int, str]], now: datetime) -> set[Place]:
    """Those not taken before, of (place, items, hash); whoever is at one now is waited for."""
    taken = [(*place, items, sha256, "", now) for place, items, sha256 in sorted(parts)]
    insert = f"INSERT INTO api_message ({', '.join(_TAKEN)}) VALUES"
    end = f"ON CONFLICT DO NOTHING RETURNING {', '.join(_KEY)}"
    return {Place(*row) for row in values(conn, insert, taken, end)}


def answer(conn: Connection, answers: Iterable[tuple[Place, str]]) -> None:
    given = [(text, *place) for place, text in answers]
    many(conn, "UPDATE api_message SET answer = ? WHERE " + _AT, given)  # noqa: S608  (our own names)


def known(conn: Connection, place: Place) -> Part:
    select = "SELECT items, body_sha256, answer FROM api_message WHERE " + _AT  # noqa: S608
    return Part(*rows_of(conn, select, place)[0])


def forget_before(conn: Connection, before: datetime, most: int) -> int:
    """So many parts of the oldest went."""
    at, key = api_message.c.received_at, tuple(api_message.c[name] for name in _KEY)
    oldest = select(*key).where(at < before).order_by(at).limit(most)
    return conn.execute(delete(api_message).where(tuple_(*key).in_(oldest))).rowcount
