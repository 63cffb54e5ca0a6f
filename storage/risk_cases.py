"""Queries about risk cases: opening, moving, what their clocks owe; people read risk_files."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from domain.assignment import AssignmentStatus
from domain.due_work import DueItem
from domain.risk import packing
from domain.risk.cases import ENDED, HOLDING, CaseFacts, CaseStatus, EventKind
from domain.risk.evidence import Evidence
from storage.dialects import in_both
from storage.due_pages import page, paged
from storage.linked import CONCERNED
from storage.tables.base import among
from storage.tables.people import person
from storage.tables.risk import risk_case, risk_event, risk_signal
from storage.tables.work import assignment

_NOBODY: Final = -1
_ADD_SIGNAL: Final = in_both(lambda sql: sql.insert(risk_signal).on_conflict_do_nothing())
_HOLDS = among(risk_case.c.status, HOLDING)
OF_CREATOR: Final = risk_case.join(assignment, assignment.c.id == risk_case.c.assignment_id).join(
    person, person.c.id == assignment.c.person_id
)


def facts_columns(concerned: ColumnElement[bool] = CONCERNED) -> tuple[ColumnElement[Any], ...]:
    """In the order of CaseFacts; `concerned` asks for the parameter reviewer_id."""
    return (
        risk_case.c.id,
        risk_case.c.assignment_id,
        assignment.c.person_id,
        assignment.c.status,
        risk_case.c.status,
        risk_case.c.decide_hours,
        risk_case.c.opened_at,
        risk_case.c.answer_due_at,
        risk_case.c.answered_at,
        risk_case.c.decide_due_at,
        risk_case.c.escalated_at,
        risk_case.c.next_at,
        risk_case.c.decided_by,
        risk_case.c.decided_at,
        risk_case.c.reason,
        risk_case.c.note,
        risk_case.c.appeal_due_at,
        concerned,
    )


_ONE = (
    select(*facts_columns()).select_from(OF_CREATOR).where(risk_case.c.id == bindparam("of_case"))
)
_HOLD = _ONE.with_for_update(of=(risk_case, assignment))
_HELD_BY = (
    select(*facts_columns(false()))
    .select_from(OF_CREATOR)
    .where(risk_case.c.assignment_id == bindparam("of_assignment"), _HOLDS)
    .with_for_update(of=risk_case)
)
_IS_DUE = or_(
    risk_case.c.next_at <= bindparam("now"),
    _HOLDS & among(assignment.c.status, ENDED),
)
_DUE = paged(
    select(risk_case.c.opened_at, risk_case.c.id).select_from(OF_CREATOR).where(_HOLDS, _IS_DUE),
    risk_case.c.opened_at,
    risk_case.c.id,
)


def from_row(row: Any) -> CaseFacts:
    values: list[Any] = [*row[:3], AssignmentStatus(row[3]), CaseStatus(row[4]), *row[5:]]
    return CaseFacts(*values)


def one(conn: Connection, case_id: int, actor_id: int) -> CaseFacts | None:
    row = conn.execute(_ONE, {"of_case": case_id, "reviewer_id": actor_id}).first()
    return None if row is None else from_row(row)


def hold(conn: Connection, case_id: int, actor_id: int | None) -> CaseFacts | None:
    """Ours, and its work, until the unit of work ends; without an actor it is the clock."""
    row = conn.execute(_HOLD, {"of_case": case_id, "reviewer_id": actor_id or _NOBODY}).first()
    return None if row is None else from_row(row)


def held_by(conn: Connection, assignment_id: int) -> CaseFacts | None:
    """The case that holds this work, held in turn."""
    row = conn.execute(_HELD_BY, {"of_assignment": assignment_id}).first()
    return None if row is None else from_row(row)


def due(conn: Connection, after: DueItem, now: datetime, most: int) -> list[DueItem]:
    """Cases of which a clock ran out, or whose work ended, oldest first."""
    return page(conn, _DUE, after, most, now=now)


def open_(
    conn: Connection,
    assignment_id: int,
    *,
    decide_hours: int,
    answer_due_at: datetime,
    decide_due_at: datetime,
    next_at: datetime,
    now: datetime,
) -> int:
    case_id: int = conn.execute(
        insert(risk_case)
        .values(
            assignment_id=assignment_id,
            status=CaseStatus.OPEN,
            decide_hours=decide_hours,
            opened_at=now,
            answer_due_at=answer_due_at,
            decide_due_at=decide_due_at,
            next_at=next_at,
        )
        .returning(risk_case.c.id)
    ).scalar_one()
    return case_id


def move(conn: Connection, facts: CaseFacts, target: CaseStatus, **columns: Any) -> None:
    """The case is held by this unit of work, so nobody was first."""
    conn.execute(
        update(risk_case)
        .where(risk_case.c.id == facts.case_id)
        .values(status=target.value, **columns)
    )


def note_event(
    conn: Connection,
    case_id: int,
    kind: EventKind,
    actor_id: int | None,
    *,
    reason: str = "",
    note: str = "",
    picture: str = "",
    now: datetime,
) -> int:
    values = {
        "case_id": case_id,
        "kind": kind,
        "actor_id": actor_id,
        "reason": reason,
        "note": note,
        "picture": picture,
        "at": now,
    }
    event_id: int = conn.execute(
        insert(risk_event).values(values).returning(risk_event.c.id)
    ).scalar_one()
    return event_id


def times(conn: Connection, case_id: int, kind: EventKind) -> int:
    """How often that happened to the case."""
    counted = select(func.count()).where(risk_event.c.case_id == case_id, risk_event.c.kind == kind)
    return conn.execute(counted.select_from(risk_event)).scalar_one()


def new_of(conn: Connection, assignment_id: int, seen: Iterable[Evidence]) -> list[Evidence]:
    """Those oddities of the work that no row tells yet, each once."""
    rows = conn.execute(
        select(risk_signal.c.signal, risk_signal.c.fingerprint).where(
            risk_signal.c.assignment_id == assignment_id
        )
    )
    known, new = {(row[0], row[1]) for row in rows}, []
    for each in seen:
        mark = (each.signal.value, packing.fingerprint(each))
        if mark not in known:
            known.add(mark)
            new.append(each)
    return new


def add_signals(
    conn: Connection, case_id: int, seen: Iterable[Evidence], thresholds: str, now: datetime
) -> None:
    """What is told already stays as it was told."""
    for each in seen:
        row = {
            "case_id": case_id,
            "assignment_id": each.assignment_id,
            "signal": each.signal,
            "measure": each.measure,
            "fingerprint": packing.fingerprint(each),
            "evidence": packing.packed(each),
            "strength": each.strength,
            "thresholds": thresholds,
            "observed_at": now,
        }
        conn.execute(_ADD_SIGNAL[conn.dialect.name], row)
