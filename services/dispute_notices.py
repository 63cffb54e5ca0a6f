"""Telling of a dispute: its creator, and the staff who may decide on it; words are the edges'."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain.disputes.life import DisputeFacts
from domain.notices import NoticeKind
from domain.people import Role
from services import notices
from storage import dispute_files, disputes, payables, reviews

DECIDERS: Final = (Role.FINANCE, Role.COORDINATOR)
_OWNERS: Final = frozenset({Role.OWNER})


def tell_creator(
    conn: Connection,
    facts: DisputeFacts,
    kind: NoticeKind,
    event_id: int,
    *,
    now: datetime,
    **about: Any,
) -> None:
    """One notice for each event of a dispute."""
    _tell(conn, facts, facts.person_id, kind, event_id, now, about)


def call_deciders(conn: Connection, facts: DisputeFacts, event_id: int, *, now: datetime) -> None:
    """A person's turn: those who may decide; where there is none, owners."""
    staff = _staff(conn, facts, frozenset(DECIDERS)) or _staff(conn, facts, _OWNERS)
    due = {"decide_due_at": facts.decide_due_at.isoformat()}
    for person_id in staff:
        _tell(conn, facts, person_id, NoticeKind.DISPUTE_WAITING, event_id, now, due)


def call_owners(conn: Connection, facts: DisputeFacts, event_id: int, *, now: datetime) -> None:
    since = {"decide_due_at": facts.decide_due_at.isoformat()}
    for person_id in _staff(conn, facts, _OWNERS):
        _tell(conn, facts, person_id, NoticeKind.DISPUTE_ESCALATED, event_id, now, since)


def _staff(conn: Connection, facts: DisputeFacts, roles: frozenset[Role]) -> list[int]:
    """Who is not barred: as storage.disputes.BARRED, for everybody at once."""
    able = reviews.unconcerned_staff(conn, facts.person_id)
    barred = disputes.took_part(conn, facts.dispute_id) | payables.sharers(conn, facts.person_id)
    return sorted({person_id for person_id, role in able if role in roles} - barred)


def _tell(
    conn: Connection,
    facts: DisputeFacts,
    person_id: int,
    kind: NoticeKind,
    event_id: int,
    now: datetime,
    about: dict[str, Any],
) -> None:
    known = {
        "dispute_id": facts.dispute_id,
        "line": facts.kind.value,
        "title": dispute_files.title(conn, facts.dispute_id),
        "amount_minor": facts.amount_minor,
        "currency": facts.currency,
    }
    notices.queue_of_event(conn, person_id, kind, event_id, known | about, now=now)
