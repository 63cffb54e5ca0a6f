"""Telling all who hold a role; telling one person is notices.py."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.notices import NoticeKind
from domain.people import Role
from services import notices
from storage import staff


def tell(
    conn: Connection,
    roles: frozenset[Role],
    kind: NoticeKind,
    facts: Mapping[str, Any],
    key: str,
    *,
    now: datetime,
    but: int | None = None,
) -> None:
    """One notice each, by day, once per `key`; `but` is the person who caused it."""
    for member in staff.members(conn):
        if roles.intersection(member.roles) and member.person_id != but:
            notices.queue(
                conn,
                member.person_id,
                kind,
                facts,
                cls=DeliveryClass.TRANSACTIONAL,
                dedupe_key=f"{kind}:{key}:{member.person_id}",
                now=now,
            )


def tell_first(
    conn: Connection,
    roles: Sequence[Role],
    kind: NoticeKind,
    facts: Mapping[str, Any],
    key: str,
    *,
    now: datetime,
) -> None:
    """To those of the first of these roles that anybody holds."""
    tell(conn, frozenset({first_held(conn, roles)}), kind, facts, key, now=now)


def first_held(conn: Connection, roles: Sequence[Role]) -> Role:
    """The first of these roles that anybody holds; the last one where nobody holds any."""
    held = {role for member in staff.members(conn) for role in member.roles}
    return next((role for role in roles if role in held), roles[-1])
