"""Rows of banks' answers that moved nothing: finance says what became of each."""

from datetime import datetime

from sqlalchemy import Connection

from domain.errors import Stale
from domain.people import Actor
from domain.reasons import ensure_reason
from services.payouts import need_finance
from storage import bank_answers


def resolve(conn: Connection, actor: Actor, refused_id: int, note: str, *, now: datetime) -> int:
    """No money moves by it. NotAllowed, ReasonMissing, Stale (none, or resolved before)."""
    need_finance(actor)
    note = ensure_reason(note)
    if not bank_answers.resolve(conn, refused_id, actor.person_id, note, now):
        raise Stale("refused_answer")
    return refused_id
