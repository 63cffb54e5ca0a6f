"""Queries about consents: given and withdrawn, never changed otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.consent import Purpose
from storage.tables.people import consent

_LIVE = (
    select(consent.c.purpose, consent.c.version, consent.c.given_at)
    .where(consent.c.person_id == bindparam("of_person"), consent.c.withdrawn_at.is_(None))
    .order_by(consent.c.given_at.desc(), consent.c.id)
)


@dataclass(frozen=True, slots=True)
class Consent:
    purpose: Purpose
    version: str
    given_at: datetime


def live(conn: Connection, person_id: int) -> tuple[Consent, ...]:
    """Not withdrawn, the latest first."""
    rows = conn.execute(_LIVE, {"of_person": person_id})
    return tuple(Consent(Purpose(row[0]), *row[1:]) for row in rows)


def give(
    conn: Connection, person_id: int, purposes: Iterable[Purpose], version: str, now: datetime
) -> None:
    values = [
        {"person_id": person_id, "purpose": purpose, "version": version, "given_at": now}
        for purpose in purposes
    ]
    conn.execute(insert(consent), values)


def withdraw(conn: Connection, person_id: int, purposes: Iterable[Purpose], now: datetime) -> None:
    conn.execute(
        update(consent)
        .where(
            consent.c.person_id == person_id,
            consent.c.purpose.in_(list(purposes)),
            consent.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
