"""Queries whether a person has done the very same thing before, by the rows it left; no deeds."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, literal, select

from domain.ledger import Owed
from domain.receivable import transfer_of
from domain.review import Decision
from storage.tables.debts import repayment, write_off
from storage.tables.money import left_out, payout, payout_bounce, refused_answer, second_try
from storage.tables.work import review


def is_left_out(
    conn: Connection, assignment_id: int, reason: str, by: int, since: datetime
) -> bool:
    said = {left_out.c.assignment_id: assignment_id, left_out.c.reason: reason}
    return _any(conn, {**said, left_out.c.left_by: by}, left_out.c.left_at > since)


def is_tried_again(conn: Connection, payout_id: int, reason: str, by: int, since: datetime) -> bool:
    said = {second_try.c.payout_id: payout_id, second_try.c.reason: reason}
    return _any(conn, {**said, second_try.c.said_by: by}, second_try.c.at > since)


def is_written_off(
    conn: Connection, person_id: int, currency: str, reason: str, by: int, since: datetime
) -> bool:
    said = {write_off.c.person_id: person_id, write_off.c.currency: currency}
    theirs = {write_off.c.reason: reason, write_off.c.decided_by: by}
    return _any(conn, {**said, **theirs}, write_off.c.at > since)


def is_repaid(conn: Connection, part: Owed, bank_reference: str, reason: str, by: int) -> bool:
    """A transfer is booked once."""
    said = {
        repayment.c.person_id: part.person_id,
        repayment.c.currency: part.currency,
        repayment.c.amount_minor: part.amount_minor,
        repayment.c.transfer: transfer_of(bank_reference),
        repayment.c.reason: reason,
        repayment.c.booked_by: by,
    }
    return _any(conn, said)


def batch_of_bounce(
    conn: Connection, payout_id: int, reason: str, bank_reference: str, by: int
) -> int | None:
    """The batch of a payout that they booked as sent back; it comes back once."""
    found = (
        select(payout.c.batch_id)
        .join(payout_bounce, payout_bounce.c.payout_id == payout.c.id)
        .where(
            payout.c.id == payout_id,
            payout.c.problem == reason,
            payout_bounce.c.bank_reference == bank_reference,
            payout_bounce.c.booked_by == by,
        )
    )
    return conn.execute(found).scalar()


def is_resolved(conn: Connection, refused_id: int, note: str, by: int) -> bool:
    said = {refused_answer.c.id: refused_id, refused_answer.c.resolution: note}
    return _any(conn, {**said, refused_answer.c.resolved_by: by})


def is_reviewed(
    conn: Connection,
    submission_id: int,
    decision: Decision,
    words: tuple[str, str, str],
    by: int,
) -> bool:
    """`words`: reason, clause, note. A submission is decided on once."""
    said = dict(zip((review.c.reason, review.c.clause, review.c.note), words, strict=True))
    of_it = {review.c.submission_id: submission_id, review.c.decision: decision}
    return _any(conn, {**of_it, **said, review.c.reviewer_id: by})


def _any(conn: Connection, said: dict[Column[Any], Any], *more: ColumnElement[bool]) -> bool:
    """A row that says just this."""
    same = [column == value for column, value in said.items()]
    return conn.execute(select(literal(1)).where(*same, *more)).first() is not None
