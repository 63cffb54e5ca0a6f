"""Queries about ways into the console: links used once, sessions revoked; hashes only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.tables.access import console_link, console_session

_OPEN_LINK = (
    console_link.c.token_sha256 == bindparam("sha256"),
    console_link.c.used_at.is_(None),
    console_link.c.expires_at > bindparam("now"),
)
_HOLDER = select(console_link.c.person_id).where(*_OPEN_LINK)
_USE = (
    update(console_link)
    .where(*_OPEN_LINK)
    .values(used_at=bindparam("now"))
    .returning(console_link.c.person_id)
)
_SESSION = select(
    console_session.c.person_id, console_session.c.csrf, console_session.c.expires_at
).where(
    console_session.c.token_sha256 == bindparam("sha256"),
    console_session.c.revoked.is_(False),
    console_session.c.expires_at > bindparam("now"),
)
_REVOKE = update(console_session).values(revoked=True).where(console_session.c.revoked.is_(False))


@dataclass(frozen=True, slots=True)
class SessionRow:
    person_id: int
    csrf: str
    expires_at: datetime


def add_link(
    conn: Connection, token_sha256: str, person_id: int, *, expires_at: datetime, now: datetime
) -> None:
    conn.execute(
        insert(console_link).values(
            token_sha256=token_sha256, person_id=person_id, created_at=now, expires_at=expires_at
        )
    )


def holder(conn: Connection, token_sha256: str, now: datetime) -> int | None:
    """Whose link it is, while it can still be used."""
    return conn.execute(_HOLDER, {"sha256": token_sha256, "now": now}).scalar()


def use_link(conn: Connection, token_sha256: str, now: datetime) -> int | None:
    """The person it signs in; None when it was used, has expired, or never was."""
    return conn.execute(_USE, {"sha256": token_sha256, "now": now}).scalar()


def add_session(
    conn: Connection,
    token_sha256: str,
    person_id: int,
    csrf: str,
    *,
    expires_at: datetime,
    now: datetime,
) -> None:
    conn.execute(
        insert(console_session).values(
            token_sha256=token_sha256,
            person_id=person_id,
            csrf=csrf,
            created_at=now,
            expires_at=expires_at,
        )
    )


def session(conn: Connection, token_sha256: str, now: datetime) -> SessionRow | None:
    """None when it was revoked, has expired, or never was."""
    row = conn.execute(_SESSION, {"sha256": token_sha256, "now": now}).first()
    return SessionRow(*row) if row else None


def revoke(conn: Connection, token_sha256: str) -> None:
    conn.execute(_REVOKE.where(console_session.c.token_sha256 == token_sha256))


def revoke_all(conn: Connection, person_id: int) -> int:
    """How many sessions of theirs were still open."""
    return conn.execute(_REVOKE.where(console_session.c.person_id == person_id)).rowcount


def void_links(conn: Connection, person_id: int) -> None:
    conn.execute(delete(console_link).where(console_link.c.person_id == person_id))


def forget_expired(conn: Connection, now: datetime) -> int:
    """How many went."""
    tables = (console_link, console_session)
    return sum(
        conn.execute(delete(table).where(table.c.expires_at <= now)).rowcount for table in tables
    )
