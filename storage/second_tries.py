"""Queries about details that the bank could not pay to, and who stands by them all the same."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from domain.payout import PayoutStatus
from domain.second_try import SentBack, TriedBefore
from storage.tables.money import payee, payout, second_try
from storage.tables.people import person

P = PayoutStatus
_ARRIVES: Final = (P.PAID, P.CONFIRMED)
_CAME_BACK: Final = (P.FAILED, P.BOUNCED)
_later = payout.alias("later")
_STOOD_BY = select(second_try.c.payout_id).where(second_try.c.payout_id == payout.c.id)
_ARRIVED_SINCE = select(_later.c.id).where(
    _later.c.person_id == payout.c.person_id,
    _later.c.stamp == payout.c.stamp,
    _later.c.id > payout.c.id,
    _later.c.status.in_(_ARRIVES),
)
# Without sealed details it was never sent: they did not open, or are forgotten.
WAITS: Final = and_(
    payout.c.status.in_(_CAME_BACK),
    payout.c.sealed != "",
    ~_STOOD_BY.correlate(payout).exists(),
    ~_ARRIVED_SINCE.correlate(payout).exists(),
)
"""A payout that came back, while nobody stands by its details and nothing reached them since."""

_SENT_BACK = (
    select(
        payout.c.id,
        payout.c.batch_id,
        payout.c.person_id,
        person.c.name,
        payout.c.amount_minor,
        payout.c.currency,
        payout.c.masked,
        payout.c.stamp,
        payout.c.problem,
    )
    .join(payee, and_(payee.c.person_id == payout.c.person_id, payee.c.stamp == payout.c.stamp))
    .join(person, person.c.id == payout.c.person_id)
    .where(WAITS)
    .order_by(payout.c.id)
)
_OF_PERSON = _SENT_BACK.where(payout.c.person_id == bindparam("of_person"))
_IDS = select(payout.c.id).where(
    payout.c.person_id == bindparam("of_person"), payout.c.stamp == bindparam("of_stamp"), WAITS
)
_ADD = insert(second_try)


def every(conn: Connection) -> list[SentBack]:
    return _newest(conn.execute(_SENT_BACK))


def of_person(conn: Connection, person_id: int) -> list[SentBack]:
    return _newest(conn.execute(_OF_PERSON, {"of_person": person_id}))


def _newest(rows: Any) -> list[SentBack]:
    """One of each details, in the order in which they came back."""
    found = [SentBack(*row) for row in rows]
    return list({(each.person_id, each.stamp): each for each in found}.values())


def add(
    conn: Connection, person_id: int, stamp: str, said_by: int, reason: str, now: datetime
) -> int:
    """Stand by all that came back from these details; how many that were."""
    ids = conn.execute(_IDS, {"of_person": person_id, "of_stamp": stamp}).scalars().all()
    values = [
        {"payout_id": payout_id, "said_by": said_by, "reason": reason, "at": now}
        for payout_id in ids
    ]
    if values:
        conn.execute(_ADD, values)
    return len(values)


_before = payout.alias("before")
_sayer = person.alias("sayer")
_BEFORE = (
    select(
        payout.c.id,
        _before.c.status,
        _before.c.sealed,
        _before.c.batch_id,
        _before.c.problem,
        _sayer.c.name,
        second_try.c.said_by == payout.c.person_id,
        second_try.c.reason,
        second_try.c.at,
    )
    .select_from(payout)
    .join(
        _before,
        and_(
            _before.c.person_id == payout.c.person_id,
            _before.c.stamp == payout.c.stamp,
            _before.c.id < payout.c.id,
            _before.c.status.in_((*_ARRIVES, *_CAME_BACK)),
        ),
    )
    .outerjoin(second_try, second_try.c.payout_id == _before.c.id)
    .outerjoin(_sayer, _sayer.c.id == second_try.c.said_by)
    .where(payout.c.batch_id == bindparam("of_batch"))
    .order_by(payout.c.id, _before.c.id)
)


def tried_before(conn: Connection, batch_id: int) -> dict[int, TriedBefore]:
    """Of a batch's payouts those whose last one before, to the same details, came back."""
    last = {row[0]: row for row in conn.execute(_BEFORE, {"of_batch": batch_id})}
    return {
        payout_id: TriedBefore(row[3], row[4], row[5] or "", bool(row[6]), row[7] or "", row[8])
        for payout_id, row in last.items()
        if row[1] in _CAME_BACK and row[2]
    }


def forget_reasons(conn: Connection, person_id: int) -> None:
    """Erasure: what was said of somebody goes with them."""
    theirs = select(payout.c.id).where(payout.c.person_id == person_id)
    conn.execute(update(second_try).where(second_try.c.payout_id.in_(theirs)).values(reason=""))
