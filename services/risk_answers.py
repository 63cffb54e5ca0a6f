"""What a creator says of a case about their own work: an answer, an appeal; decides nothing."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from domain import hearing
from domain.errors import NotFound
from domain.people import Actor
from domain.risk import cases
from domain.risk.cases import (
    ANSWERABLE,
    AppealOver,
    CaseFacts,
    CaseFile,
    CaseNotOpen,
    CaseStatus,
    EventKind,
)
from services import risk_deciders, risk_notices
from storage import risk_cases, risk_files


def own(conn: Connection, actor: Actor, case_id: int) -> CaseFile:
    """The actor's own; anybody else's is simply not found."""
    found = risk_files.file(conn, case_id, actor.person_id)
    if found is None or found.facts.person_id != actor.person_id:
        raise NotFound("risk_case")
    return replace(found, others_may=bool(risk_deciders.able(conn, found.facts)))


def answer(
    conn: Connection, actor: Actor, case_id: int, words: str, picture: str = "", *, now: datetime
) -> int:
    """Words, a link, a picture; the case's id. More may be said until somebody decides.

    Refusals: NotFound, CaseNotOpen, WordsNeeded.
    """
    facts = _held(conn, actor, case_id)
    words = hearing.ensure_words(words, needed=not picture)
    if facts.status not in ANSWERABLE:
        raise CaseNotOpen(case_id)
    event_id = risk_cases.note_event(
        conn, case_id, EventKind.ANSWERED, actor.person_id, note=words, picture=picture, now=now
    )
    if facts.status is CaseStatus.OPEN:
        _their_turn(conn, facts, CaseStatus.ANSWERED, event_id, now)
    return case_id


def appeal(conn: Connection, actor: Actor, case_id: int, words: str, *, now: datetime) -> int:
    """Once, within the time said: another person looks. The case's id.

    Refusals: NotFound, CaseNotOpen, AppealOver, WordsNeeded.
    """
    facts = _held(conn, actor, case_id)
    words = hearing.ensure_words(words, needed=True)
    if facts.status is not CaseStatus.CONFIRMED or facts.appeal_due_at is None:
        raise CaseNotOpen(case_id)
    if facts.appeal_due_at <= now:
        raise AppealOver(facts.appeal_due_at)
    event_id = risk_cases.note_event(
        conn, case_id, EventKind.APPEALED, actor.person_id, note=words, now=now
    )
    _their_turn(conn, facts, CaseStatus.APPEALED, event_id, now)
    return case_id


def _held(conn: Connection, actor: Actor, case_id: int) -> CaseFacts:
    facts = risk_cases.hold(conn, case_id, actor.person_id)
    if facts is None or facts.person_id != actor.person_id:
        raise NotFound("risk_case")
    return facts


def _their_turn(
    conn: Connection, facts: CaseFacts, status: CaseStatus, event_id: int, now: datetime
) -> None:
    """The creator has said it; the clock of a person's decision runs."""
    due_at = cases.decision_due(facts, now)
    answered_at = now if status is CaseStatus.ANSWERED else facts.answered_at
    risk_cases.move(
        conn,
        facts,
        status,
        answered_at=answered_at,
        decide_due_at=due_at,
        escalated_at=None,
        next_at=due_at,
    )
    moved = risk_cases.hold(conn, facts.case_id, None)
    assert moved is not None  # it is ours
    risk_notices.call_deciders(conn, moved, event_id, now=now)
