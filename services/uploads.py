"""A file between its dry run and its confirmation: what was counted is what is used, once."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.errors import NotFound, Stale
from domain.people import Actor, Role
from services.authority import need
from storage import uploads
from storage.uploads import Upload

KEPT_FOR: Final = timedelta(days=7)  # an unconfirmed file is nobody's business longer
LONGEST_NAME: Final = 256


def ensure_may_bring(conn: Connection, actor: Actor) -> None:
    """Asked before a file is fetched at all; what it may hold its own service checks."""
    need(actor, Role.COORDINATOR, Role.FINANCE, verb="upload")


def keep(
    conn: Connection, actor: Actor, purpose: str, name: str, content: bytes, *, now: datetime
) -> int:
    return uploads.add(
        conn,
        purpose=purpose,
        name=name[:LONGEST_NAME],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        given_by=actor.person_id,
        now=now,
    )


def own(conn: Connection, actor: Actor, upload_id: int, purpose: str) -> Upload:
    """The file its giver confirms; anybody else's is simply not found."""
    found = uploads.by_id(conn, upload_id)
    if found is None or (found.given_by, found.purpose) != (actor.person_id, purpose):
        raise NotFound("upload")
    return found


def use(conn: Connection, upload: Upload, *, now: datetime) -> None:
    if not uploads.use(conn, upload.upload_id, now):
        raise Stale("upload")


def empty(conn: Connection, upload_id: int, what_stays: bytes = b"") -> None:
    """It is used for good: what people wrote in it is kept nowhere but where it belongs."""
    uploads.empty(conn, upload_id, what_stays)


def forget(conn: Connection, *, now: datetime) -> int:
    """Files whose confirmation never came, or came long ago; how many went."""
    return uploads.forget_before(conn, now - KEPT_FOR)
