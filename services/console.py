"""Ways into the staff console: a link from the chat, good once; sessions, ended from anywhere."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from domain.errors import NotAllowed, Refusal
from domain.people import Actor, Role
from services.authority import need
from storage import console, people

T = TypeVar("T")

STAFF: Final = tuple(Role)
LINK_LIFE: Final = timedelta(minutes=10)
SESSION_LIFE: Final = timedelta(hours=12)


class LinkDead(Refusal):
    """The link was used, has expired, or never was: the three must look alike."""


class SignedOut(Refusal):
    """No open session behind this cookie."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is, as the present rows say, and the token its forms must carry."""

    actor: Actor
    csrf: str
    expires_at: datetime


def make_link(conn: Connection, actor: Actor, *, now: datetime) -> str:
    """The token behind a one-time link: told once, stored hashed."""
    need(actor, *STAFF, verb="console")
    token = secrets.token_urlsafe(32)
    console.add_link(conn, _hashed(token), actor.person_id, expires_at=now + LINK_LIFE, now=now)
    return token


def forget(conn: Connection, *, now: datetime) -> int:
    """Links and sessions that open nothing any more, whosever they are; how many went."""
    return console.forget_expired(conn, now)


def holder(conn: Connection, token: str, *, now: datetime) -> Actor:
    """Whom a link would sign in; looking does not use it up: previews look too. Raises LinkDead."""
    person_id = console.holder(conn, _hashed(token), now)
    if person_id is None:
        raise LinkDead
    return _staff(conn, person_id)


def sign_in(conn: Connection, token: str, *, now: datetime) -> str:
    """Uses the link up and opens a session; its token goes into the cookie. Raises LinkDead."""
    person_id = console.use_link(conn, _hashed(token), now)
    if person_id is None:
        raise LinkDead
    actor = _staff(conn, person_id)
    session_token = secrets.token_urlsafe(32)
    console.add_session(
        conn,
        _hashed(session_token),
        actor.person_id,
        secrets.token_urlsafe(32),
        expires_at=now + SESSION_LIFE,
        now=now,
    )
    return session_token


def signed_in(conn: Connection, session_token: str, *, now: datetime) -> SignedIn:
    """Raises SignedOut, or NotAllowed for who is staff no more."""
    row = console.session(conn, _hashed(session_token), now)
    if row is None:
        raise SignedOut
    return SignedIn(_staff(conn, row.person_id), row.csrf, row.expires_at)


def look(
    conn: Connection,
    session_token: str,
    service: Callable[..., T],
    /,
    *args: Any,
    asked_at: datetime,
    **kwargs: Any,
) -> T:
    """Run a reading `service(conn, actor, *args)` for whose session it is, in one unit of work."""
    actor = signed_in(conn, session_token, now=asked_at).actor
    return service(conn, actor, *args, **kwargs)


def act(
    conn: Connection, session_token: str, service: Callable[..., T], /, *args: Any, now: datetime
) -> T:
    """Run `service(conn, actor, *args, now=now)`: session and roles hold in the same commit."""
    actor = signed_in(conn, session_token, now=now).actor
    return service(conn, actor, *args, now=now)


def sign_out(conn: Connection, session_token: str) -> None:
    console.revoke(conn, _hashed(session_token))


def sign_out_everywhere(conn: Connection, actor: Actor, *, now: datetime) -> int:
    """Ends every session of the actor and every link not used yet; how many sessions it ended."""
    console.void_links(conn, actor.person_id)
    return console.revoke_all(conn, actor.person_id)


def _staff(conn: Connection, person_id: int) -> Actor:
    actor = people.actor_by_id(conn, person_id)
    if actor is None or not actor.roles:
        raise NotAllowed("console")
    return actor


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
