"""Links that make somebody staff: made by an owner for one role, good once and for 72 hours."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.team import INVITATION_LIFE, Invitation, InvitationFlaw, InvitationRefused
from services import notices
from services.authority import need
from storage import invitations, staff
from storage.invitations import InvitationRow


def invite(conn: Connection, actor: Actor, role: Role, *, now: datetime) -> str:
    """The token for `join-<token>`: told once, stored hashed."""
    need(actor, Role.OWNER, verb="invite")
    token = secrets.token_urlsafe(16)
    invitations.add(
        conn,
        token_sha256=_hashed(token),
        role=role,
        created_by=actor.person_id,
        expires_at=now + INVITATION_LIFE,
        now=now,
    )
    return token


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def opened(conn: Connection, actor: Actor, token: str, *, now: datetime) -> Invitation:
    """What a link offers to who opened it; raises InvitationRefused."""
    row = _good(conn, actor, token, now)
    return Invitation(row.role, row.maker_name)


def accept(conn: Connection, actor: Actor, token: str, *, now: datetime) -> Role:
    """The role is theirs from now on, the link is used up, and its maker hears who used it."""
    row = _good(conn, actor, token, now)
    if not invitations.use(conn, row.invitation_id, actor.person_id, now):
        raise InvitationRefused(InvitationFlaw.USED)
    staff.grant(conn, actor.person_id, row.role, granted_by=row.created_by, now=now)
    notices.queue(
        conn,
        row.created_by,
        NoticeKind.TEAM_JOINED,
        {"name": actor.name, "role": row.role},
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"team_joined:{row.invitation_id}",
        now=now,
    )
    return row.role


def accepted(conn: Connection, actor: Actor, token: str) -> Role:
    """The role that this link gave to who asks, and that they still have."""
    row = invitations.by_hash(conn, _hashed(token))
    if row is None or row.used_by != actor.person_id or row.role not in actor.roles:
        raise InvitationRefused(InvitationFlaw.USED)
    return row.role


def _good(conn: Connection, actor: Actor, token: str, now: datetime) -> InvitationRow:
    row = invitations.by_hash(conn, _hashed(token))
    if row is None:
        raise InvitationRefused(InvitationFlaw.UNKNOWN)
    if row.role in actor.roles:
        raise InvitationRefused(InvitationFlaw.ALREADY)
    if row.used_by is not None:
        raise InvitationRefused(InvitationFlaw.USED)
    if now >= row.expires_at:
        raise InvitationRefused(InvitationFlaw.EXPIRED)
    return row
