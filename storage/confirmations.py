"""Queries about half approvals: what an approver has said in one place and not yet in the other."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from domain.payout import Channel
from storage.tables.money import payout_confirmation

_THIS = (payout_confirmation.c.batch_id == bindparam("of_batch")) & (
    payout_confirmation.c.person_id == bindparam("of_person")
)
_OF = select(
    payout_confirmation.c.said_in,
    payout_confirmation.c.at,
    payout_confirmation.c.code_sha256,
    payout_confirmation.c.tries,
).where(_THIS)


@dataclass(frozen=True, slots=True)
class Half:
    said_in: Channel
    at: datetime
    code_sha256: str
    tries: int


def of(conn: Connection, batch_id: int, person_id: int) -> Half | None:
    row = conn.execute(_OF, {"of_batch": batch_id, "of_person": person_id}).first()
    return Half(Channel(row[0]), *row[1:]) if row else None


def put(conn: Connection, batch_id: int, person_id: int, half: Half) -> None:
    """In place of what they said before; whoever calls holds the batch."""
    forget(conn, batch_id, person_id)
    conn.execute(
        insert(payout_confirmation).values(
            batch_id=batch_id,
            person_id=person_id,
            said_in=half.said_in,
            at=half.at,
            code_sha256=half.code_sha256,
            tries=half.tries,
        )
    )


def count_try(conn: Connection, batch_id: int, person_id: int) -> None:
    values = {"of_batch": batch_id, "of_person": person_id}
    one_more = update(payout_confirmation).values(tries=payout_confirmation.c.tries + 1)
    conn.execute(one_more.where(_THIS), values)


def forget(conn: Connection, batch_id: int, person_id: int) -> None:
    conn.execute(
        delete(payout_confirmation).where(_THIS), {"of_batch": batch_id, "of_person": person_id}
    )
