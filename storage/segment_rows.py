"""Queries about rows that segments name by number, and what else they may be offered."""

from collections.abc import Callable, Collection
from typing import Final

from sqlalchemy import Connection, Select, exists, func, select

from domain.conditions import Noun, Row
from storage import campaigns
from storage.tables.campaigns import campaign
from storage.tables.delivery import broadcast, broadcast_outcome
from storage.tables.people import person

# Once it is written down what came of one, its rows go: who had it nobody knows any more.
_KNOWN_READERS: Final = (
    select(broadcast.c.id, broadcast.c.title)
    .where(
        broadcast.c.confirmed_at.is_not(None),
        ~exists().where(
            broadcast_outcome.c.broadcast_id == broadcast.c.id,
            broadcast_outcome.c.counted_at.is_not(None),
        ),
    )
    .order_by(broadcast.c.id.desc())
)
_INVITED: Final = (
    select(person.c.invited_by, func.count().label("guests"))
    .where(person.c.invited_by.is_not(None))
    .group_by(person.c.invited_by)
    .order_by(func.count().desc(), person.c.invited_by)
)
_CURRENCIES: Final = select(campaign.c.currency).distinct().order_by(campaign.c.currency)


def titles(conn: Connection, rows: Collection[Row]) -> dict[Row, str]:
    """Of those there are: of a broadcast as long as it is known who had it."""
    found: dict[Row, str] = {}
    for noun, of_those in _TITLES.items():
        numbers = {number for each, number in rows if each is noun}
        if numbers:
            found |= {(noun, number): title for number, title in of_those(conn, numbers).items()}
    return found


def _broadcasts(conn: Connection, numbers: Collection[int]) -> dict[int, str]:
    return _pairs(conn, _KNOWN_READERS.where(broadcast.c.id.in_(numbers)))


def _persons(conn: Connection, numbers: Collection[int]) -> dict[int, str]:
    return _pairs(conn, select(person.c.id, person.c.name).where(person.c.id.in_(numbers)))


def _pairs(conn: Connection, asked: Select[int, str]) -> dict[int, str]:
    return {row[0]: row[1] for row in conn.execute(asked)}


_TITLES: Final[dict[Noun, Callable[[Connection, Collection[int]], dict[int, str]]]] = {
    Noun.CAMPAIGN: campaigns.titles,
    Noun.BROADCAST: _broadcasts,
    Noun.PERSON: _persons,
}


def newest_broadcasts(conn: Connection, most: int) -> list[tuple[int, str]]:
    """Number and title of those of which it is known who had them."""
    return list(_pairs(conn, _KNOWN_READERS.limit(most)).items())


def inviters(conn: Connection, most: int) -> list[tuple[int, str]]:
    """Number and name of those by whose links most came, these first."""
    numbers = [row[0] for row in conn.execute(_INVITED.limit(most))]
    names = _persons(conn, numbers)
    return [(number, names[number]) for number in numbers]


def currencies(conn: Connection) -> list[str]:
    """In which campaigns pay."""
    return list(conn.execute(_CURRENCIES).scalars())
