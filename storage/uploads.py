"""Queries about files that wait for their confirmation: kept as they came, used once, emptied."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.tables.metrics import upload


@dataclass(frozen=True, slots=True)
class Upload:
    upload_id: int
    purpose: str
    name: str
    sha256: str
    content: bytes
    given_by: int
    used_at: datetime | None


_ADD = insert(upload).returning(upload.c.id)
_BY_ID = select(
    upload.c.id,
    upload.c.purpose,
    upload.c.name,
    upload.c.sha256,
    upload.c.content,
    upload.c.given_by,
    upload.c.used_at,
).where(upload.c.id == bindparam("of_upload"))
_USE = (
    update(upload)
    .where(upload.c.id == bindparam("of_upload"), upload.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_EMPTY = (
    update(upload)
    .where(upload.c.id == bindparam("of_upload"))
    .values(content=bindparam("what_stays"))
)


def add(
    conn: Connection,
    *,
    purpose: str,
    name: str,
    sha256: str,
    content: bytes,
    given_by: int,
    now: datetime,
) -> int:
    values = {
        "purpose": purpose,
        "name": name,
        "sha256": sha256,
        "content": content,
        "given_by": given_by,
        "given_at": now,
    }
    upload_id: int = conn.execute(_ADD, values).scalar_one()
    return upload_id


def by_id(conn: Connection, upload_id: int) -> Upload | None:
    row = conn.execute(_BY_ID, {"of_upload": upload_id}).first()
    return Upload(*row) if row else None


def use(conn: Connection, upload_id: int, now: datetime) -> bool:
    """False when it was used before."""
    return conn.execute(_USE, {"of_upload": upload_id, "now": now}).rowcount == 1


def empty(conn: Connection, upload_id: int, what_stays: bytes) -> None:
    conn.execute(_EMPTY, {"of_upload": upload_id, "what_stays": what_stays})


def forget_before(conn: Connection, before: datetime) -> int:
    return conn.execute(delete(upload).where(upload.c.given_at < before)).rowcount
