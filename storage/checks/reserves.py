"""What a claim reserves under each version of terms, with what that follows from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from domain.terms import Terms
from storage import terms as stored
from storage.tables.campaigns import task, terms


@dataclass(frozen=True, slots=True)
class OfTerms:
    """`slots` of all tasks that offer them."""

    terms_id: int
    reserve_minor: int
    slots: int
    terms: Terms


_OFFERED = select(func.sum(task.c.slots)).where(task.c.terms_id == terms.c.id).scalar_subquery()
_OF_TERMS = select(terms.c.id, terms.c.worst_case_minor, _OFFERED, *stored.COLUMNS).where(
    _OFFERED > 0
)


def of_terms(conn: Connection) -> Iterator[OfTerms]:
    """Of those that a task offers: nobody can claim under others."""
    for row in conn.execute(_OF_TERMS):
        found: Any = row
        yield OfTerms(found[0], found[1], int(found[2]), stored.from_row(found[3:]))
