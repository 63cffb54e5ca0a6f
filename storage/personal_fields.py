"""Queries about what readers' personal fields are filled with: one for all readers of a wave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select

from domain.accounts import AccountDetails
from domain.assignment import AssignmentStatus
from domain.personal_fields import OF_ACCOUNT, Field
from storage import accounts
from storage.tables.base import among
from storage.tables.people import person
from storage.tables.work import assignment

_APPROVED: Final = (AssignmentStatus.APPROVED, AssignmentStatus.SETTLED)
_READERS: Final[Any] = bindparam("readers", expanding=True)
_PERSONS: Final = select(person.c.id, person.c.name, person.c.invite_code).where(
    person.c.id.in_(_READERS)
)
_WORKS: Final = (
    select(assignment.c.person_id, func.count())
    .where(assignment.c.person_id.in_(_READERS), among(assignment.c.status, _APPROVED))
    .group_by(assignment.c.person_id)
)


@dataclass(frozen=True, slots=True)
class Readers:
    """What was asked of them all; rows of accounts are read one by one, as one may be odd."""

    names: Mapping[int, str] = field(default_factory=dict)
    invite_codes: Mapping[int, str] = field(default_factory=dict)
    works: Mapping[int, int] = field(default_factory=dict)
    _accounts: Mapping[int, list[Any]] = field(default_factory=dict)

    def accounts_of(self, person_id: int) -> list[AccountDetails]:
        """Those in use, oldest first."""
        return [accounts.read(row).details for row in self._accounts.get(person_id, ())]


def of_readers(conn: Connection, person_ids: Collection[int], asked: Collection[Field]) -> Readers:
    """Nothing is asked of the database that no field asks for."""
    readers = {"readers": sorted(person_ids)}
    persons, works = [], []
    if not {Field.NAME, Field.INVITE}.isdisjoint(asked):
        persons = list(conn.execute(_PERSONS, readers))
    if Field.WORKS in asked:
        works = list(conn.execute(_WORKS, readers))
    return Readers(
        {row[0]: row[1] for row in persons},
        {row[0]: row[2] for row in persons},
        {row[0]: row[1] for row in works},
        {} if OF_ACCOUNT.isdisjoint(asked) else accounts.rows_of(conn, person_ids),
    )
