"""Telling of a dispute: its creator, and the staff who may decide on it; words are the edges'."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain.disputes.life import Called, DisputeFacts
from domain.notices import NoticeKind
from domain.people import Role
from services import dispute_deciders, notices
from storage import dispute_files, staff


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
    """A person's turn: those who may decide, or who can bring one in."""
    due, called = _due(facts), dispute_deciders.called(conn, facts)
    for person_id in called:
        _tell(conn, facts, person_id, NoticeKind.DISPUTE_WAITING, event_id, now, due)
    if not called:
        _call_for_others(conn, facts, event_id, now, others_may=False)


def call_owners(conn: Connection, facts: DisputeFacts, event_id: int, *, now: datetime) -> Called:
    """Those who may decide; where no owner may, all of them, and again who else may."""
    able = dispute_deciders.owners(conn, facts)
    others = [] if able else dispute_deciders.called(conn, facts)
    for person_id in able or others:
        _tell(conn, facts, person_id, NoticeKind.DISPUTE_ESCALATED, event_id, now, _due(facts))
    if able:
        return Called.OWNERS
    _call_for_others(conn, facts, event_id, now, others_may=bool(others))
    return Called.OTHERS if others else Called.NOBODY


def _call_for_others(
    conn: Connection, facts: DisputeFacts, event_id: int, now: datetime, *, others_may: bool
) -> None:
    """To owners who may not decide themselves: others are to, or have to be brought in first."""
    about = _due(facts) | {"others_may": others_may}
    for member in staff.members(conn):
        if Role.OWNER in member.roles and member.person_id != facts.person_id:
            kind = NoticeKind.DISPUTE_STUCK
            _tell(conn, facts, member.person_id, kind, event_id, now, about)


def _due(facts: DisputeFacts) -> dict[str, Any]:
    return {"decide_due_at": facts.decide_due_at.isoformat()}


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
