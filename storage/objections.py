"""Queries for payouts that their creators dispute: the newest dispute of each, and why."""

from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from domain.disputes.life import DisputeEventKind, DisputeStatus
from domain.disputes.lines import DisputeReason, LineKind
from domain.disputes.listing import Objection
from storage.tables.disputes import dispute, dispute_event
from storage.tables.money import payout

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
_OBJECTIONS = (
    select(payout.c.id, dispute.c.id, dispute.c.status, dispute.c.reason, _WORDS)
    .join(dispute, dispute.c.payout_id == payout.c.id)
    .where(
        dispute.c.kind == LineKind.PAYOUT,
        dispute.c.status.not_in((DisputeStatus.WITHDRAWN, DisputeStatus.MOOT)),
    )
    .order_by(dispute.c.id)
)
_OF_BATCH = _OBJECTIONS.where(payout.c.batch_id == bindparam("whose"))
_OF_PERSON = _OBJECTIONS.where(payout.c.person_id == bindparam("whose"))


def of_batch(conn: Connection, batch_id: int) -> dict[int, Objection]:
    """By payout; what was left or lost its sense is none."""
    return _found(conn, _OF_BATCH, batch_id)


def of_person(conn: Connection, person_id: int) -> dict[int, Objection]:
    return _found(conn, _OF_PERSON, person_id)


def _found(conn: Connection, asked: Any, whose: int) -> dict[int, Objection]:
    return {
        row[0]: Objection(row[1], DisputeStatus(row[2]), DisputeReason(row[3]), row[4])
        for row in conn.execute(asked, {"whose": whose})
    }
