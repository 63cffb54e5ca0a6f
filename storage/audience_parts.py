"""Questions to the audience part by part, where a segment asks of the past; no condition here.

A set of a million persons is larger than what a processor keeps at hand, and than what PostgreSQL
makes a hash of: without one it walks the whole set again for each person. So each part of the
audience is asked by itself, with sets of its own persons only.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeVarTuple

from sqlalchemy import Connection, Row, Select, func, select

from domain.segment import Segment
from storage import audience_past
from storage.audience_look import FIRST, LAST, Look
from storage.tables.audience import audience

Asked = TypeVarTuple("Asked")  # the columns of an answer
PART: Final = 100_000  # persons
_MOST_PARTS: Final = 100  # where numbers are far apart a part has more of them
# Apart, for SQLite finds one end of an index at once, and for both it walks all of it.
_ENDS: Final = select(
    select(func.min(audience.c.person_id)).scalar_subquery(),
    select(func.max(audience.c.person_id)).scalar_subquery(),
)


def ends(conn: Connection) -> tuple[int, int]:
    """The first and the last person; nobody's numbers in an empty house."""
    first, last = conn.execute(_ENDS).one()
    return first or 0, last or 0


def each_part(
    conn: Connection, segment: Segment, look: Look, asked: Callable[[Look], Select[*Asked]]
) -> Iterator[Row[*Asked]]:
    """The rows of each part in the order of persons; of one statement where no set is asked.

    Each part is seen as it is by then: a person is in one part only.
    """
    if not any(each.fact in audience_past.CONDITIONS for each in segment.conditions):
        yield from conn.execute(asked(look))
        return
    statement = asked(replace(look, in_part=True))
    for first, last in _parts(conn):
        yield from conn.execute(statement, {FIRST: first, LAST: last})


def _parts(conn: Connection) -> Iterator[tuple[int, int]]:
    begin, end = ends(conn)
    size = max(PART, -(-(end - begin + 1) // _MOST_PARTS))
    for first in range(begin, end + 1, size):
        yield first, first + size - 1
