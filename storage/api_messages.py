"""Queries about signed API messages: each id is taken once, with its answer in the same commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables.access import api_message

_TAKE = {
    name: dialect.insert(api_message).on_conflict_do_nothing().returning(api_message.c.message_id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_KNOWN = select(api_message.c.body_sha256, api_message.c.status_code, api_message.c.answer).where(
    api_message.c.message_id == bindparam("of_message")
)
_ANSWER = (
    update(api_message)
    .where(api_message.c.message_id == bindparam("of_message"))
    .values(status_code=bindparam("status"), answer=bindparam("facts"))
)


@dataclass(frozen=True, slots=True)
class ApiMessage:
    """`answer` is JSON: what the message's service made of it."""

    body_sha256: str
    status_code: int
    answer: Any


def take(conn: Connection, message_id: str, body_sha256: str, now: datetime) -> bool:
    """False when the id was taken before; whoever is at it now is waited for."""
    values = {
        "message_id": message_id,
        "body_sha256": body_sha256,
        "status_code": 0,  # until `answer`, in this same unit of work
        "answer": None,
        "received_at": now,
    }
    return conn.execute(_TAKE[conn.dialect.name], values).first() is not None


def answer(conn: Connection, message_id: str, status_code: int, facts: Any) -> None:
    conn.execute(_ANSWER, {"of_message": message_id, "status": status_code, "facts": facts})


def known(conn: Connection, message_id: str) -> ApiMessage:
    row = conn.execute(_KNOWN, {"of_message": message_id}).one()
    return ApiMessage(*row)


def forget_before(conn: Connection, before: datetime) -> int:
    return conn.execute(delete(api_message).where(api_message.c.received_at < before)).rowcount
