"""Queries about staff roles: who holds which, granted and revoked."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from domain.people import Role
from domain.team import StaffMember
from storage.dialects import in_both
from storage.tables.people import person, staff_role

_GRANT = in_both(lambda sql: sql.insert(staff_role).on_conflict_do_nothing())


def grant(
    conn: Connection, person_id: int, role: Role, *, granted_by: int | None, now: datetime
) -> bool:
    """False when they held it already."""
    values = {
        "person_id": person_id,
        "role": role,
        "granted_by": granted_by,
        "granted_at": now,
    }
    return conn.execute(_GRANT[conn.dialect.name], values).rowcount == 1


def revoke(conn: Connection, person_id: int, role: Role) -> bool:
    """False when they did not hold it."""
    held = (staff_role.c.person_id == person_id, staff_role.c.role == role)
    return conn.execute(delete(staff_role).where(*held)).rowcount == 1


def revoke_all(conn: Connection, person_id: int) -> None:
    conn.execute(delete(staff_role).where(staff_role.c.person_id == person_id))


def lock_owners(conn: Connection) -> frozenset[int]:
    """The owners, held until the unit ends: two owners cannot revoke each other at once."""
    rows = conn.execute(
        select(staff_role.c.person_id).where(staff_role.c.role == Role.OWNER).with_for_update()
    )
    return frozenset(rows.scalars())


def members(conn: Connection) -> tuple[StaffMember, ...]:
    """By name, each with their roles in the order of Role."""
    rows = conn.execute(
        select(person.c.id, person.c.name, staff_role.c.role)
        .join(staff_role, staff_role.c.person_id == person.c.id)
        .order_by(person.c.name, person.c.id)
    )
    names: dict[int, str] = {}
    roles: dict[int, set[str]] = {}
    for person_id, name, role in rows:
        names[person_id] = name
        roles.setdefault(person_id, set()).add(role)
    return tuple(
        StaffMember(person_id, name, tuple(role for role in Role if role in roles[person_id]))
        for person_id, name in names.items()
    )
