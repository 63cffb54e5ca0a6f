"""Some of those whom a segment reaches, from all over the audience; one seed, one sample.

A million are not sorted while somebody waits: one is taken out of each of a few windows, and all
are sorted only where these hold too few, which is so where few match.
"""

import zlib
from dataclasses import replace
from datetime import datetime
from heapq import nsmallest
from random import Random
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, select

from domain.segment import AudiencePreview, Sampled, Segment
from storage import accounts, people
from storage.audience_look import Look
from storage.audience_parts import each_part, ends
from storage.audiences import counted, look_at, reached
from storage.tables.audience import audience

MOST_SAMPLED: Final = 5
_WINDOWS: Final = 20
_WINDOW: Final = 250  # numbers of persons
_PRIME: Final = 2**31 - 1


def preview(
    conn: Connection, segment: Segment, now: datetime, *, seed: str, most: int = MOST_SAMPLED
) -> AudiencePreview:
    """How many match, and some of them."""
    sample = of_segment(conn, segment, look_at(conn, segment, now), seed=seed, most=most)
    return replace(counted(conn, segment, now), sample=sample)


def of_segment(
    conn: Connection, segment: Segment, look: Look, *, seed: str, most: int = MOST_SAMPLED
) -> tuple[Sampled, ...]:
    """At most that many, in no order that means anything."""
    dice = Random(zlib.crc32(seed.encode()))  # noqa: S311 - for show
    shuffled = (audience.c.person_id * dice.randrange(1, _PRIME) + dice.randrange(_PRIME)) % _PRIME
    ids = select(audience.c.person_id).order_by(shuffled)
    near = replace(look, one_by_one=True)
    found: list[int] = []
    for window in _windows(conn, dice):
        if len(found) < most:
            in_it = ids.where(window, audience.c.person_id.not_in(found), reached(segment, near))
            found += conn.execute(in_it.limit(1)).scalars()
    if len(found) < most:
        found = _of_all(conn, segment, look, shuffled, most)
    return tuple(_sampled(conn, segment, each) for each in found)


def _of_all(
    conn: Connection, segment: Segment, look: Look, shuffled: ColumnElement[int], most: int
) -> list[int]:
    def asked(look: Look) -> Select[int, int]:
        whom = select(shuffled, audience.c.person_id).where(reached(segment, look))
        return whom.order_by(shuffled).limit(most)

    found = nsmallest(most, map(tuple, each_part(conn, look, asked)))
    return [person_id for _, person_id in found]


def _windows(conn: Connection, dice: Random) -> list[ColumnElement[bool]]:
    """Anywhere among the numbers that there are; none where these are few."""
    first, last = ends(conn)
    if last - first < _WINDOWS * _WINDOW:
        return []
    begins = [dice.randint(first, last - _WINDOW) for _ in range(_WINDOWS)]
    return [audience.c.person_id.between(each, each + _WINDOW - 1) for each in begins]


def _sampled(conn: Connection, segment: Segment, person_id: int) -> Sampled:
    """By the account that the segment asks for; of several the one with most followers."""
    theirs = [each.details for each in accounts.of_person(conn, person_id)]
    fitting = [each for each in theirs if segment.fits(each)] or theirs
    account = max(fitting, key=lambda each: each.followers, default=None)
    return Sampled(people.name_of(conn, person_id), account)
