"""A person decides on a case: nobody linked to the work, and on an appeal nobody who decided it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain import assignment as life
from domain import hearing
from domain.assignment import AssignmentStatus
from domain.errors import NotFound, OwnWork
from domain.notices import NoticeKind
from domain.people import Actor
from domain.risk import cases
from domain.risk.cases import (
    ANSWERABLE,
    CaseFacts,
    CaseFile,
    CaseLine,
    CaseNotOpen,
    CaseStatus,
    EventKind,
    RiskReason,
)
from services import authority, reversals, risk_deciders, risk_notices
from services.risk_deciders import DECIDERS
from storage import assignments, metrics, risk_cases, risk_files

PAGE_SIZE: Final = 6
MOST_READINGS: Final = 12


@dataclass(frozen=True, slots=True)
class CasePage:
    """`number` counts from 1; `pages` is at least 1."""

    lines: tuple[CaseLine, ...]
    number: int
    pages: int


def page(conn: Connection, actor: Actor, number: int) -> CasePage:
    """Open cases that this person may decide on, or nobody may, the most pressing first."""
    authority.need(actor, *DECIDERS, verb="risk")
    pages = max(1, -(-risk_files.count(conn, actor.person_id) // PAGE_SIZE))
    number = min(max(1, number), pages)
    start = (number - 1) * PAGE_SIZE
    return CasePage(risk_files.page(conn, actor.person_id, start, PAGE_SIZE), number, pages)


def one(conn: Connection, actor: Actor, case_id: int) -> CaseFile:
    """A case however it stands; not of whom it concerns, who reads it as a creator does."""
    authority.need(actor, *DECIDERS, verb="risk")
    found = risk_files.file(conn, case_id, actor.person_id)
    if found is None:
        raise NotFound("risk_case")
    if found.facts.is_of_actor:
        raise OwnWork("risk")
    able = risk_deciders.able(conn, found.facts)
    me, readings = actor.person_id, metrics.newest(conn, found.facts.assignment_id, MOST_READINGS)
    others = bool(able - {me})
    return replace(found, readings=readings, actor_may=me in able, others_may=others)


def clear(conn: Connection, actor: Actor, case_id: int, note: str = "", *, now: datetime) -> int:
    """Nothing against it: its settlement goes on. Refusals of all here: NotAllowed, NotFound,
    OwnWork (a linked person's too), CaseNotOpen, WordsNeeded."""
    facts, note = _held(conn, actor, case_id, ANSWERABLE), hearing.ensure_words(note, needed=False)
    _decide(conn, facts, actor, EventKind.CLEARED, note=note, now=now, ended_at=now, next_at=None)
    return case_id


def ask_again(conn: Connection, actor: Actor, case_id: int, note: str, *, now: datetime) -> int:
    """The creator's turn again, with the whole time. AskedEnough: so often and no more."""
    facts, note = _held(conn, actor, case_id, ANSWERABLE), hearing.ensure_words(note, needed=True)
    hearing.ensure_may_ask(risk_cases.times(conn, case_id, EventKind.ASKED_AGAIN))
    clocks = cases.clocks(now, facts.decide_hours)
    risk_cases.move(conn, facts, CaseStatus.OPEN, escalated_at=None, **clocks)
    event_id = _note(conn, facts, actor, EventKind.ASKED_AGAIN, note=note, now=now)
    due = clocks["answer_due_at"].isoformat()
    risk_notices.tell_creator(
        conn, facts, NoticeKind.RISK_ASKED, event_id, note=note, answer_due_at=due, now=now
    )
    return case_id


def confirm(
    conn: Connection,
    actor: Actor,
    case_id: int,
    reason: RiskReason,
    note: str = "",
    *,
    now: datetime,
) -> int:
    """It does not count, which a creator may appeal against: slot and reserve stay theirs so long.

    AnswerAwaited before they could answer; WrongState for work that is not handed in.
    """
    facts, note = _held(conn, actor, case_id, ANSWERABLE), hearing.ensure_words(note, needed=False)
    cases.ensure_may_confirm(facts, now)
    life.ensure_leads_to(facts.work, AssignmentStatus.VOID)
    appeal_due_at = now + cases.APPEAL_TIME
    _decide(
        conn,
        facts,
        actor,
        EventKind.CONFIRMED,
        reason=reason,
        note=note,
        now=now,
        appeal_due_at=appeal_due_at,
        next_at=appeal_due_at,
    )
    return case_id


def reinstate(
    conn: Connection, actor: Actor, case_id: int, note: str = "", *, now: datetime
) -> int:
    """The appeal is right: its settlement goes on."""
    facts, note = _appealed(conn, actor, case_id), hearing.ensure_words(note, needed=False)
    ends = {"ended_at": now, "next_at": None, "appeal_decided_by": actor.person_id}
    risk_cases.move(conn, facts, CaseStatus.REINSTATED, **ends)
    event_id = _note(conn, facts, actor, EventKind.REINSTATED, note=note, now=now)
    risk_notices.tell_creator(conn, facts, NoticeKind.RISK_REINSTATED, event_id, note=note, now=now)
    return case_id


def uphold(conn: Connection, actor: Actor, case_id: int, note: str, *, now: datetime) -> int:
    """The appeal is in vain, and says why: the work is void."""
    facts, note = _appealed(conn, actor, case_id), hearing.ensure_words(note, needed=True)
    life.ensure_leads_to(facts.work, AssignmentStatus.VOID)
    _note(conn, facts, actor, EventKind.UPHELD, note=note, now=now)
    void(conn, facts, actor.person_id, note, now=now, appeal_decided_by=actor.person_id)
    return case_id


def void(
    conn: Connection,
    facts: CaseFacts,
    actor_id: int | None,
    note: str,
    *,
    now: datetime,
    **columns: Any,
) -> None:
    """What a person confirmed takes effect; what was settled of it goes back by new postings."""
    work = assignments.facts(conn, facts.assignment_id)
    assert work is not None  # a case has its work
    reversals.end(conn, work, actor_id or facts.decided_by, facts.reason, facts.note, now=now)
    risk_cases.move(conn, facts, CaseStatus.VOIDED, ended_at=now, next_at=None, **columns)
    event_id = risk_cases.note_event(
        conn, facts.case_id, EventKind.VOIDED, actor_id, reason=facts.reason, now=now
    )
    risk_notices.tell_creator(
        conn, facts, NoticeKind.RISK_VOIDED, event_id, reason=facts.reason, note=note, now=now
    )


def _appealed(conn: Connection, actor: Actor, case_id: int) -> CaseFacts:
    facts = _held(conn, actor, case_id, frozenset({CaseStatus.APPEALED}))
    if facts.decided_by == actor.person_id:
        raise OwnWork("appeal")
    return facts


def _held(conn: Connection, actor: Actor, case_id: int, states: frozenset[CaseStatus]) -> CaseFacts:
    authority.need(actor, *DECIDERS, verb="risk")
    facts = risk_cases.hold(conn, case_id, actor.person_id)
    if facts is None:
        raise NotFound("risk_case")
    if facts.is_of_actor:
        raise OwnWork("risk")
    if facts.status not in states or facts.work in cases.ENDED:
        raise CaseNotOpen(case_id)
    return facts


def _decide(
    conn: Connection,
    facts: CaseFacts,
    actor: Actor,
    kind: EventKind,
    *,
    reason: str = "",
    note: str,
    now: datetime,
    **columns: Any,
) -> None:
    """The first decision, told to the creator."""
    known = {"decided_by": actor.person_id, "decided_at": now, "reason": reason, "note": note}
    risk_cases.move(conn, facts, CaseStatus(kind.value), **known, **columns)
    event_id = _note(conn, facts, actor, kind, reason=reason, note=note, now=now)
    due_at = columns.get("appeal_due_at")
    about = {"reason": reason, "note": note, "appeal_due_at": due_at.isoformat() if due_at else ""}
    risk_notices.tell_creator(conn, facts, NoticeKind(f"risk_{kind}"), event_id, now=now, **about)


def _note(
    conn: Connection,
    facts: CaseFacts,
    actor: Actor,
    kind: EventKind,
    *,
    reason: str = "",
    note: str,
    now: datetime,
) -> int:
    return risk_cases.note_event(
        conn, facts.case_id, kind, actor.person_id, reason=reason, note=note, now=now
    )
