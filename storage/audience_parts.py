"""Questions to the audience part by part, side by side where that may be; no condition here.

A million rows are looked through by a few readers at once. And where a segment asks of the past, a
set of a million persons is larger than what a processor keeps at hand, and than what PostgreSQL
makes a hash of: without one it walks the whole set again for each person. A part is asked with sets
of its own persons only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeVarTuple

from sqlalchemy import Connection, Row, Select, func, select

from storage.audience_look import FIRST, LAST, Look
from storage.reading import side_by_side
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
    conn: Connection, look: Look, asked: Callable[[Look], Select[*Asked]]
) -> Iterator[Row[*Asked]]:
    """The rows of each part in the order of persons.

    Each part is seen as it is by then: a person is in one part only.
    """
    statement = asked(replace(look, in_part=True))
    asks = [partial(_rows, statement=statement, of={FIRST: a, LAST: b}) for a, b in _parts(conn)]
    for of_part in side_by_side(conn, asks):
        yield from of_part


def _rows(
    conn: Connection, *, statement: Select[*Asked], of: dict[str, int]
) -> Sequence[Row[*Asked]]:
    return conn.execute(statement, of).all()


def _parts(conn: Connection) -> Iterator[tuple[int, int]]:
    begin, end = ends(conn)
    size = max(PART, -(-(end - begin + 1) // _MOST_PARTS))
    for first in range(begin, end + 1, size):
        yield first, first + size - 1
