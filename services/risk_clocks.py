"""What the clock does on a risk case: reminds, hands over, calls owners, and never finds guilt."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.assignment import TRANSITIONS, AssignmentStatus
from domain.due_work import DueItem
from domain.notices import NoticeKind
from domain.risk import cases
from domain.risk.cases import HOLDING, CaseFacts, CaseStatus, CaseStep, EventKind
from services import risk_decisions, risk_notices
from storage import risk_cases

_LOOKED_AGAIN: Final = timedelta(hours=6)  # at confirmed work that its creator is changing


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Cases of which a clock ran out, or whose work ended, oldest first, behind `after`."""
    return risk_cases.due(conn, after, now, most)


def go_on(conn: Connection, case_id: int, *, now: datetime) -> bool:
    """One step; False when nothing is due any more, or another process was first."""
    facts = risk_cases.hold(conn, case_id, None)
    if facts is None or facts.status not in HOLDING:
        return False
    if facts.work in cases.ENDED:
        _end(conn, facts, CaseStatus.MOOT, EventKind.MOOT, now)
        return True
    step = cases.step(facts, now)
    if step is None:
        return False
    _STEPS[step](conn, facts, now)
    return True


def _remind(conn: Connection, facts: CaseFacts, now: datetime) -> None:
    risk_cases.move(conn, facts, facts.status, next_at=facts.answer_due_at)
    event_id = risk_cases.note_event(conn, facts.case_id, EventKind.REMINDED, None, now=now)
    due_at = facts.answer_due_at.isoformat()
    risk_notices.tell_creator(
        conn, facts, NoticeKind.RISK_REMINDER, event_id, answer_due_at=due_at, now=now
    )


def _hand_over(conn: Connection, facts: CaseFacts, now: datetime) -> None:
    """No answer came: a person decides by what there is."""
    risk_cases.move(conn, facts, facts.status, next_at=facts.decide_due_at)
    event_id = risk_cases.note_event(conn, facts.case_id, EventKind.UNANSWERED, None, now=now)
    risk_notices.call_deciders(conn, facts, event_id, now=now)


def _escalate(conn: Connection, facts: CaseFacts, now: datetime) -> None:
    """Owners are called, and the creator hears that it takes longer than promised."""
    lapses_at = cases.lapses_at(now)
    risk_cases.move(conn, facts, facts.status, escalated_at=now, next_at=lapses_at)
    event_id = risk_cases.note_event(conn, facts.case_id, EventKind.ESCALATED, None, now=now)
    risk_notices.call_owners(conn, facts, event_id, lapses_at, now=now)
    ends = lapses_at.isoformat()
    risk_notices.tell_creator(conn, facts, NoticeKind.RISK_LATE, event_id, lapses_at=ends, now=now)


def _lapse(conn: Connection, facts: CaseFacts, now: datetime) -> None:
    """Nobody decided in time: it counts."""
    event_id = _end(conn, facts, CaseStatus.LAPSED, EventKind.LAPSED, now)
    risk_notices.tell_creator(conn, facts, NoticeKind.RISK_LAPSED, event_id, now=now)


def _void(conn: Connection, facts: CaseFacts, now: datetime) -> None:
    """A person said so, and nobody appealed."""
    if AssignmentStatus.VOID not in TRANSITIONS[facts.work]:  # it ends by that work's own clock
        risk_cases.move(conn, facts, facts.status, next_at=now + _LOOKED_AGAIN)
        return
    risk_decisions.void(conn, facts, None, facts.note, now=now)


def _end(
    conn: Connection, facts: CaseFacts, status: CaseStatus, kind: EventKind, now: datetime
) -> int:
    risk_cases.move(conn, facts, status, ended_at=now, next_at=None)
    return risk_cases.note_event(conn, facts.case_id, kind, None, now=now)


_STEPS: Final[dict[CaseStep, Callable[[Connection, CaseFacts, datetime], None]]] = {
    CaseStep.REMIND: _remind,
    CaseStep.HAND_OVER: _hand_over,
    CaseStep.ESCALATE: _escalate,
    CaseStep.LAPSE: _lapse,
    CaseStep.VOID: _void,
}
