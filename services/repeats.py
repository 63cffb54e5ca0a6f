"""Whether a person has done the very same thing a moment ago: what a second sending wants is done.

A form may be sent twice, by a double click or from the page before. Nothing is changed here.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.ledger import Owed
from domain.people import Actor, Role
from domain.reasons import ensure_reason
from domain.review import Decision
from services.authority import REVIEWERS, need
from services.settlements import SETTLERS
from storage import repeats

LATELY: Final = timedelta(minutes=10)  # a second tap on one button comes sooner


def is_left_out(
    conn: Connection, actor: Actor, assignment_id: int, reason: str, *, now: datetime
) -> bool:
    need(actor, *SETTLERS, verb="settle")
    said = assignment_id, ensure_reason(reason), actor.person_id
    return repeats.is_left_out(conn, *said, now - LATELY)


def is_tried_again(
    conn: Connection, actor: Actor, payout_id: int, reason: str, *, now: datetime
) -> bool:
    need(actor, Role.FINANCE, verb="payouts")
    said = payout_id, ensure_reason(reason), actor.person_id
    return repeats.is_tried_again(conn, *said, now - LATELY)


def is_written_off(
    conn: Connection, actor: Actor, person_id: int, currency: str, reason: str, *, now: datetime
) -> bool:
    need(actor, Role.OWNER, verb="write_off")
    said = person_id, currency, ensure_reason(reason), actor.person_id
    return repeats.is_written_off(conn, *said, now - LATELY)


def is_repaid(conn: Connection, actor: Actor, part: Owed, bank_reference: str, reason: str) -> bool:
    need(actor, Role.FINANCE, verb="payouts")
    said = bank_reference, " ".join(reason.split())
    return repeats.is_repaid(conn, part, *said, actor.person_id)


def batch_of_bounce(
    conn: Connection, actor: Actor, payout_id: int, reason: str, bank_reference: str
) -> int | None:
    """Where they booked that it came back, the batch it is of."""
    need(actor, Role.FINANCE, verb="payouts")
    said = " ".join(reason.split()), " ".join(bank_reference.split())
    return repeats.batch_of_bounce(conn, payout_id, *said, actor.person_id)


def is_resolved(conn: Connection, actor: Actor, refused_id: int, note: str) -> bool:
    need(actor, Role.FINANCE, verb="payouts")
    return repeats.is_resolved(conn, refused_id, ensure_reason(note), actor.person_id)


def is_reviewed(
    conn: Connection,
    actor: Actor,
    submission_id: int,
    decision: Decision,
    reason: str,
    clause: str,
    note: str,
) -> bool:
    need(actor, *REVIEWERS, verb="review")
    words = reason, clause, note.strip()
    return repeats.is_reviewed(conn, submission_id, decision, words, actor.person_id)
