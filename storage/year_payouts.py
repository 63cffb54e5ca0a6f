"""Queries about what a year paid to whom, by the day on which the bank said so; for statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from domain.payout import PayoutStatus
from storage.tables.money import payout
from storage.tables.people import person

P = PayoutStatus
ARRIVED: Final = (P.PAID, P.CONFIRMED, P.DISPUTED)


@dataclass(frozen=True, slots=True)
class Arrived:
    at: datetime
    currency: str
    gross_minor: int
    withheld_minor: int


_ARRIVED = payout.c.status.in_(ARRIVED)
_BETWEEN = (payout.c.answered_at >= bindparam("since"), payout.c.answered_at < bindparam("until"))
_OF_PERSON = (
    select(
        payout.c.answered_at,
        payout.c.currency,
        payout.c.amount_minor + payout.c.withheld_minor,
        payout.c.withheld_minor,
    )
    .where(payout.c.person_id == bindparam("of_person"), _ARRIVED, *_BETWEEN)
    .order_by(payout.c.answered_at, payout.c.id)
)
_PAID = (
    select(person.c.id, person.c.name)
    .where(
        person.c.id.in_(select(payout.c.person_id).where(_ARRIVED, *_BETWEEN)),
    )
    .order_by(person.c.id)
)
_FIRST_AND_LAST = select(func.min(payout.c.answered_at), func.max(payout.c.answered_at)).where(
    payout.c.person_id == bindparam("of_person"), _ARRIVED
)


def of_person(
    conn: Connection, person_id: int, since: datetime, until: datetime
) -> Iterator[Arrived]:
    values = {"of_person": person_id, "since": since, "until": until}
    for at, currency, gross_minor, withheld_minor in conn.execute(_OF_PERSON, values):
        yield Arrived(at, currency, int(gross_minor), withheld_minor)


def paid_people(conn: Connection, since: datetime, until: datetime) -> list[tuple[int, str]]:
    """(id, name) of everybody whom the time brought money."""
    return [(row[0], row[1]) for row in conn.execute(_PAID, {"since": since, "until": until})]


def span(conn: Connection, person_id: int) -> tuple[datetime, datetime] | None:
    """The first and the last time that money arrived."""
    first, last = conn.execute(_FIRST_AND_LAST, {"of_person": person_id}).one()
    return (first, last) if first else None
