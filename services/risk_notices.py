"""Telling of a risk case: its creator, and the staff who may decide on it; words are the edges'."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain.notices import NoticeKind
from domain.people import Role
from domain.risk import disagreement, packing
from domain.risk.cases import CaseFacts, CaseStatus
from domain.risk.evidence import Evidence, Measure
from services import notices
from storage import reminders, reviews

_DECIDE: Final = frozenset({Role.REVIEWER, Role.COORDINATOR})
_OWNERS: Final = frozenset({Role.OWNER})


def tell_creator(
    conn: Connection,
    facts: CaseFacts,
    kind: NoticeKind,
    event_id: int,
    *,
    now: datetime,
    **about: Any,
) -> None:
    """One notice for each event of a case."""
    _tell(conn, facts, facts.person_id, kind, event_id, now, about)


def seen_by_creator(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """What was measured, without whom else it names, partners by name among them."""
    return [packing.packed(_without_others(each)) for each in evidence]


def _without_others(evidence: Evidence) -> Evidence:
    alone = replace(evidence, assignments=(), people=())
    is_of_two = evidence.measure is Measure.SOURCES
    return replace(alone, about=disagreement.without_feeds(alone.about)) if is_of_two else alone


def call_deciders(conn: Connection, facts: CaseFacts, event_id: int, *, now: datetime) -> None:
    """A person's turn: those who may decide on this creator's work; where there is none, owners."""
    staff = _staff(conn, facts, _DECIDE) or _staff(conn, facts, _OWNERS)
    for person_id in staff:
        due_at = facts.decide_due_at.isoformat()
        about = {"decide_due_at": due_at, "is_appeal": facts.is_appeal}
        _tell(conn, facts, person_id, NoticeKind.RISK_WAITING, event_id, now, about)


def tell_deciders(conn: Connection, facts: CaseFacts, event_id: int, *, now: datetime) -> None:
    """More was seen of what they decide on, or have decided on."""
    for person_id in _staff(conn, facts, _DECIDE) or _staff(conn, facts, _OWNERS):
        about = {"is_decided": facts.status is CaseStatus.CONFIRMED}
        _tell(conn, facts, person_id, NoticeKind.RISK_MORE_TO_JUDGE, event_id, now, about)


def call_owners(
    conn: Connection, facts: CaseFacts, event_id: int, lapses_at: datetime, *, now: datetime
) -> None:
    for person_id in _staff(conn, facts, _OWNERS):
        about = {"lapses_at": lapses_at.isoformat()}
        _tell(conn, facts, person_id, NoticeKind.RISK_ESCALATED, event_id, now, about)


def _staff(conn: Connection, facts: CaseFacts, roles: frozenset[Role]) -> list[int]:
    """Without whom it concerns, and without whom an appeal is against."""
    able = reviews.unconcerned_staff(conn, facts.person_id)
    against = facts.decided_by if facts.is_appeal else None
    return sorted({person_id for person_id, role in able if role in roles} - {against})


def _tell(
    conn: Connection,
    facts: CaseFacts,
    person_id: int,
    kind: NoticeKind,
    event_id: int,
    now: datetime,
    about: dict[str, Any],
) -> None:
    title = reminders.title(conn, facts.assignment_id)
    known = {"case_id": facts.case_id, "assignment_id": facts.assignment_id, "title": title}
    notices.queue_of_event(conn, person_id, kind, event_id, known | about, now=now)
