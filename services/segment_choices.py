"""What conditions may be chosen from: rows by number and title, zones, currencies; no counts."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from domain.conditions import ANY, OF_ROWS, WITH_ANY, Fact, Noun, Row
from domain.money import Currency
from domain.people import Actor, Role
from domain.segment import Segment
from domain.segment_text import NoSuchRow
from services.authority import need
from storage import audiences, campaigns, segment_rows

MOST_OFFERED: Final = 8
_VERB: Final = "broadcast"
_ROWS: Final[Mapping[Noun, Callable[[Connection, int], list[tuple[int, str]]]]] = {
    Noun.CAMPAIGN: campaigns.newest_titles,
    Noun.BROADCAST: segment_rows.newest_broadcasts,
    Noun.PERSON: segment_rows.inviters,
}
CHOSEN: Final = frozenset({*OF_ROWS, Fact.ZONE, Fact.SETTLED})
"""The facts whose choices rows say."""


@dataclass(frozen=True, slots=True)
class Choices:
    """By fact, as a line would say them, and the titles of what they name by number."""

    values: Mapping[Fact, tuple[str, ...]]
    names: Mapping[Row, str]


def offered(
    conn: Connection, actor: Actor, most: int = MOST_OFFERED, facts: Collection[Fact] = CHOSEN
) -> Choices:
    """At most so many rows of each kind; of a currency there are few."""
    need(actor, Role.COORDINATOR, verb=_VERB)
    nouns = {OF_ROWS[fact] for fact in facts if fact in OF_ROWS}
    rows = {noun: _ROWS[noun](conn, most) for noun in nouns}
    values: dict[Fact, tuple[str, ...]] = {}
    for fact in facts:
        if fact in OF_ROWS:
            numbers = (str(number) for number, _ in rows[OF_ROWS[fact]])
            values[fact] = (*((ANY,) if fact in WITH_ANY else ()), *numbers)
    if Fact.ZONE in facts:
        values[Fact.ZONE] = audiences.zones_in_use(conn)[:most]
    if Fact.SETTLED in facts:
        values[Fact.SETTLED] = tuple(segment_rows.currencies(conn)) or (Currency.CNY.value,)
    names = {(noun, number): title for noun, found in rows.items() for number, title in found}
    return Choices(values, names)


def titles(conn: Connection, actor: Actor, asked: Iterable[Segment]) -> dict[Row, str]:
    """Of all rows that these name."""
    need(actor, Role.COORDINATOR, verb=_VERB)
    return named(conn, *asked)


def named(conn: Connection, *asked: Segment) -> dict[Row, str]:
    """The same, for who has been asked before whether they may see them."""
    return segment_rows.titles(conn, {row for each in asked for row in each.rows})


def ensure_known(conn: Connection, segment: Segment) -> None:
    """NoSuchRow: of what nobody knows the opposite would be true of everybody."""
    unknown = segment.rows - named(conn, segment).keys()
    if unknown:
        raise NoSuchRow(*min(unknown))
