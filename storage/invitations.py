"""Queries about invitations to a role: stored by the hash of their token, used once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.people import Role
from storage.tables.access import invitation
from storage.tables.people import person, staff_role

_MAKER_IS_OWNER = (
    select(staff_role.c.person_id)
    .where(staff_role.c.person_id == invitation.c.created_by, staff_role.c.role == Role.OWNER)
    .exists()
)
_BY_HASH = (
    select(
        invitation.c.id,
        invitation.c.role,
        person.c.name,
        invitation.c.created_by,
        invitation.c.expires_at,
        invitation.c.used_by,
    )
    .join(person, person.c.id == invitation.c.created_by)
    .where(invitation.c.token_sha256 == bindparam("sha256"), _MAKER_IS_OWNER)
)


@dataclass(frozen=True, slots=True)
class InvitationRow:
    invitation_id: int
    role: Role
    maker_name: str
    created_by: int
    expires_at: datetime
    used_by: int | None


def add(
    conn: Connection,
    *,
    token_sha256: str,
    role: Role,
    created_by: int,
    expires_at: datetime,
    now: datetime,
) -> None:
    conn.execute(
        insert(invitation).values(
            token_sha256=token_sha256,
            role=role,
            created_by=created_by,
            created_at=now,
            expires_at=expires_at,
        )
    )


def by_hash(conn: Connection, token_sha256: str) -> InvitationRow | None:
    """None also when its maker is no owner any more: they could not grant the role themselves."""
    row = conn.execute(_BY_HASH, {"sha256": token_sha256}).first()
    return InvitationRow(row[0], Role(row[1]), *row[2:]) if row else None


def use(conn: Connection, invitation_id: int, person_id: int, now: datetime) -> bool:
    """False when somebody else was first, or its time has passed."""
    open_one = (
        invitation.c.id == invitation_id,
        invitation.c.used_by.is_(None),
        invitation.c.expires_at > now,
    )
    used = update(invitation).where(*open_one).values(used_by=person_id, used_at=now)
    return conn.execute(used).rowcount == 1
