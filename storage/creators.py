"""Queries about creators as staff look them up: by name or handle, by standing; changes nothing."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from domain.assignment import OPEN, AssignmentStatus
from domain.pauses import AccountLine, CreatorLine
from domain.people import Standing
from domain.platforms import Platform
from storage.tables.base import among
from storage.tables.people import account, person
from storage.tables.work import assignment

_THEIRS = assignment.c.person_id == person.c.id


def _counted(*where: ColumnElement[bool]) -> ColumnElement[int]:
    counting = select(func.count()).select_from(assignment).where(_THEIRS, *where)
    return counting.correlate(person).scalar_subquery()


_LINE = select(
    person.c.id,
    person.c.name,
    person.c.standing,
    person.c.created_at,
    person.c.last_seen_at,
    _counted(among(assignment.c.status, OPEN)),
    _counted(assignment.c.status == AssignmentStatus.SETTLED),
)
_KNOWN = (Standing.ACTIVE, Standing.PAUSED)
_NEWEST_FIRST = (person.c.last_seen_at.desc(), person.c.id)


def _line(row: Any) -> CreatorLine:
    person_id, name, standing, *rest = row
    return CreatorLine(person_id, name, Standing(standing), *rest)


def _wanted(said: str, standing: Standing | None) -> ColumnElement[bool]:
    """`said` is a part of a name or of a handle; empty for everybody."""
    of_standing = among(person.c.standing, [standing] if standing else _KNOWN)
    if not said:
        return of_standing
    so_called = select(account.c.person_id).where(
        account.c.retired.is_(False), account.c.handle.icontains(said, autoescape=True)
    )
    has_name = person.c.name.icontains(said, autoescape=True)
    return and_(of_standing, or_(has_name, person.c.id.in_(so_called)))


def count(conn: Connection, said: str, standing: Standing | None) -> int:
    rows = select(func.count()).select_from(person).where(_wanted(said, standing))
    counted: int = conn.execute(rows).scalar_one()
    return counted


def page(
    conn: Connection, said: str, standing: Standing | None, start: int, most: int
) -> tuple[CreatorLine, ...]:
    """Who was here last stands first. Work is counted for those of the page alone."""
    found = select(person.c.id).where(_wanted(said, standing))
    found = found.order_by(*_NEWEST_FIRST).limit(most).offset(start)
    rows = _LINE.where(person.c.id.in_(found)).order_by(*_NEWEST_FIRST)
    return tuple(_line(row) for row in conn.execute(rows))


def one(conn: Connection, person_id: int) -> CreatorLine | None:
    row = conn.execute(
        _LINE.where(person.c.id == person_id, among(person.c.standing, _KNOWN))
    ).first()
    return None if row is None else _line(row)


def accounts(conn: Connection, person_id: int) -> tuple[AccountLine, ...]:
    rows = conn.execute(
        select(account.c.platform, account.c.handle, account.c.followers)
        .where(account.c.person_id == person_id, account.c.retired.is_(False))
        .order_by(account.c.id)
    )
    return tuple(AccountLine(Platform(row[0]), row[1], row[2]) for row in rows)
