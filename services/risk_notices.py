"""Telling of a risk case: its creator, and the staff who may decide on it; words are the edges'."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain.notices import NoticeKind
from domain.people import Role
from domain.risk import cases, disagreement, packing
from domain.risk.cases import CaseFacts, CaseStatus
from domain.risk.evidence import Evidence, Measure
from services import notices, risk_deciders
from storage import reminders, staff


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
    """A person's turn: those who may decide on this creator's work, or who can bring one in."""
    about = {"decide_due_at": facts.decide_due_at.isoformat(), "is_appeal": facts.is_appeal}
    called = risk_deciders.called(conn, facts)
    for person_id in called:
        _tell(conn, facts, person_id, NoticeKind.RISK_WAITING, event_id, now, about)
    if not called:
        _call_for_others(conn, facts, event_id, cases.counts_at(facts), now)


def tell_deciders(conn: Connection, facts: CaseFacts, event_id: int, *, now: datetime) -> None:
    """More was seen of what they decide on, or have decided on."""
    for person_id in risk_deciders.called(conn, facts):
        about = {"is_decided": facts.status is CaseStatus.CONFIRMED}
        _tell(conn, facts, person_id, NoticeKind.RISK_MORE_TO_JUDGE, event_id, now, about)


def call_owners(
    conn: Connection, facts: CaseFacts, event_id: int, lapses_at: datetime, *, now: datetime
) -> None:
    """Those who may decide; where no owner may, all of them, and again who else may."""
    able = risk_deciders.owners(conn, facts)
    about = {"lapses_at": lapses_at.isoformat()}
    for person_id in able or risk_deciders.called(conn, facts):
        _tell(conn, facts, person_id, NoticeKind.RISK_ESCALATED, event_id, now, about)
    if not able:
        _call_for_others(conn, facts, event_id, lapses_at, now)


def _call_for_others(
    conn: Connection, facts: CaseFacts, event_id: int, lapses_at: datetime, now: datetime
) -> None:
    """To owners who may not decide themselves: others are to, or have to be brought in first."""
    about = {
        "lapses_at": lapses_at.isoformat(),
        "is_appeal": facts.is_appeal,
        "others_may": bool(risk_deciders.able(conn, facts)),
    }
    for member in staff.members(conn):
        if Role.OWNER in member.roles:
            _tell(conn, facts, member.person_id, NoticeKind.RISK_STUCK, event_id, now, about)


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
