"""Who is staff: owners of the configuration, roles listed and revoked; see invitations."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.errors import NotFound
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.team import LastOwner, StaffMember
from services import notices, people
from services.authority import need
from storage import people as rows
from storage import staff


def ensure_owners(conn: Connection, telegram_ids: Iterable[int], *, now: datetime) -> None:
    """At the start: those the configuration names are owners, also before their first word to us.

    Taking somebody out of the configuration revokes nothing: /team does.
    """
    for telegram_id in telegram_ids:
        owner = people.announce(conn, telegram_id, now=now)
        staff.grant(conn, owner.person_id, Role.OWNER, granted_by=None, now=now)


def members(conn: Connection, actor: Actor) -> tuple[StaffMember, ...]:
    need(actor, Role.OWNER, verb="team")
    return staff.members(conn)


def actors(conn: Connection) -> list[Actor]:
    """All of the staff who can be written to, for whoever shows each their commands."""
    found = (rows.actor_by_id(conn, member.person_id) for member in staff.members(conn))
    return [actor for actor in found if actor is not None]


def member(conn: Connection, actor: Actor, person_id: int) -> StaffMember:
    for found in members(conn, actor):
        if found.person_id == person_id:
            return found
    raise NotFound("member")


def revoke(
    conn: Connection, actor: Actor, person_id: int, role: Role, *, now: datetime
) -> StaffMember:
    """The person as they were; it holds from their next tap on. The last owner stays."""
    former = member(conn, actor, person_id)
    if role not in former.roles:
        raise NotFound("role")
    if role is Role.OWNER:
        ensure_not_last_owner(conn, person_id)
    staff.revoke(conn, person_id, role)
    if person_id != actor.person_id:
        _tell_of_revocation(conn, person_id, role, now)
    return former


def _tell_of_revocation(conn: Connection, person_id: int, role: Role, now: datetime) -> None:
    notices.queue(
        conn,
        person_id,
        NoticeKind.TEAM_ROLE_GONE,
        {"role": role},
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"team_role_gone:{person_id}:{role}:{now.isoformat()}",
        now=now,
    )


def ensure_not_last_owner(conn: Connection, person_id: int) -> None:
    """Raise LastOwner when nobody but them could grant roles."""
    if staff.lock_owners(conn) == {person_id}:
        raise LastOwner
