"""Queries for payouts that their creators dispute: the newest dispute of each, and why."""

from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, literal, select

from domain.disputes.life import DisputeEventKind, DisputeStatus
from domain.disputes.lines import DisputeReason, LineKind
from domain.disputes.listing import Objection
from storage.dispute_parts import BARRED
from storage.tables.disputes import dispute, dispute_event
from storage.tables.money import payout
from storage.tables.people import person

_WORDS = func.coalesce(
    select(dispute_event.c.note)
    .where(
        dispute_event.c.dispute_id == dispute.c.id,
        dispute_event.c.kind == DisputeEventKind.OPENED,
    )
    .order_by(dispute_event.c.id)
    .limit(1)
    .correlate(dispute)
    .scalar_subquery(),
    "",
)


def _objections(opens: Any) -> Select[Any]:
    columns = payout.c.id, dispute.c.id, dispute.c.status, dispute.c.reason, _WORDS, opens
    return (
        select(*columns)
        .select_from(
            payout.join(dispute, dispute.c.payout_id == payout.c.id).join(
                person, person.c.id == dispute.c.person_id
            )
        )
        .where(
            dispute.c.kind == LineKind.PAYOUT,
            dispute.c.status.not_in((DisputeStatus.WITHDRAWN, DisputeStatus.MOOT)),
        )
        .order_by(dispute.c.id)
    )


_OF_BATCH = _objections(~BARRED).where(payout.c.batch_id == bindparam("of_batch"))
_OF_PERSON = _objections(literal(True)).where(payout.c.person_id == bindparam("of_person"))


def of_batch(conn: Connection, batch_id: int, reader_id: int) -> dict[int, Objection]:
    """By payout, as one of the staff reads it; what was left or lost its sense is none."""
    return _found(conn, _OF_BATCH, of_batch=batch_id, reviewer_id=reader_id)


def of_person(conn: Connection, person_id: int) -> dict[int, Objection]:
    """By payout, as its creator reads it."""
    return _found(conn, _OF_PERSON, of_person=person_id)


def _found(conn: Connection, asked: Any, **values: int) -> dict[int, Objection]:
    return {
        row[0]: Objection(
            row[1], DisputeStatus(row[2]), DisputeReason(row[3]), row[4], bool(row[5])
        )
        for row in conn.execute(asked, values)
    }
