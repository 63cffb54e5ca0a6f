"""Who is linked to whom, in one expression: neither decides on the other's work or money."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select

from storage.tables.money import payee
from storage.tables.people import person

_other, _theirs, _mine = person.alias("other"), payee.alias("theirs"), payee.alias("mine")


def by_invitation(one: Any, other: Any) -> ColumnElement[bool]:
    """Of two tables of people: the same person, or one invited the other. It is so for good, where
    payout details change: what is asked of the past asks this alone."""
    return or_(
        one.c.id == other.c.id, one.c.invited_by == other.c.id, other.c.invited_by == one.c.id
    )


def to(asking: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a row of `person` is linked to somebody; either way round it is the same.

    What is asked of the other side names no row, so that a list asks it once.
    """
    inviter = select(_other.c.invited_by).where(_other.c.id == asking).scalar_subquery()
    sharing = (
        select(_theirs.c.person_id)
        .join(_mine, _mine.c.digest == _theirs.c.digest)
        .where(_mine.c.person_id == asking)
    )
    return or_(
        person.c.id == asking,
        func.coalesce(person.c.invited_by, 0) == asking,
        func.coalesce(inviter, 0) == person.c.id,
        person.c.id.in_(sharing),
    )


# The same person, one invited the other, or both are paid into the same account.
CONCERNED: Final[ColumnElement[bool]] = to(bindparam("reviewer_id"))
_CHUNK: Final = 500
_LINKED = select(person.c.id).where(
    person.c.id.in_(bindparam("of_people", expanding=True)), CONCERNED
)


def is_linked(conn: Connection, actor_id: int, person_id: int) -> bool:
    return bool(linked_to(conn, actor_id, [person_id]))


def linked_to(conn: Connection, actor_id: int, person_ids: Collection[int]) -> frozenset[int]:
    """Which of them are linked to the actor."""
    ordered, found = sorted(person_ids), set[int]()
    for start in range(0, len(ordered), _CHUNK):
        values = {"reviewer_id": actor_id, "of_people": ordered[start : start + _CHUNK]}
        found.update(conn.execute(_LINKED, values).scalars())
    return frozenset(found)
