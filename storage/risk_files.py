"""Queries about cases as people read them: the list, one with its evidence and its events."""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, or_, select

from domain.platforms import Platform
from domain.risk import packing
from domain.risk.cases import (
    UNDECIDED,
    CaseEvent,
    CaseFile,
    CaseLine,
    CaseStatus,
    EventKind,
    told_in_order,
)
from storage.linked import CONCERNED
from storage.risk_cases import OF_CREATOR, facts_columns, from_row
from storage.risk_stuck import NOBODY_MAY
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import among
from storage.tables.campaigns import task
from storage.tables.people import account, person
from storage.tables.risk import risk_case, risk_event, risk_signal
from storage.tables.work import assignment, post, submission

LINE_FROM: Final = OF_CREATOR.join(task, task.c.id == assignment.c.task_id).join(
    account, account.c.id == assignment.c.account_id
)
_SIGNALS = (
    select(func.count())
    .where(risk_signal.c.case_id == risk_case.c.id)
    .correlate(risk_case)
    .scalar_subquery()
)
LINE: Final = (
    risk_case.c.id,
    risk_case.c.assignment_id,
    risk_case.c.status,
    task.c.title,
    person.c.name,
    task.c.platform,
    account.c.handle,
    _SIGNALS,
    risk_case.c.opened_at,
    risk_case.c.answer_due_at,
    risk_case.c.decide_due_at,
)
# Nobody appeals to whom they appeal against.
_IS_NOT_AGAINST_ACTOR = or_(
    risk_case.c.status != CaseStatus.APPEALED.value,
    risk_case.c.decided_by != bindparam("reviewer_id"),
)
IS_FOR_ACTOR: Final = ~CONCERNED & _IS_NOT_AGAINST_ACTOR
# What nobody may decide stays in sight of whoever it does not concern.
WAITS_FOR_ACTOR: Final = ~CONCERNED & or_(_IS_NOT_AGAINST_ACTOR, NOBODY_MAY)
_OPEN = (
    select(*LINE)
    .select_from(LINE_FROM)
    .where(among(risk_case.c.status, UNDECIDED), WAITS_FOR_ACTOR)
    .order_by(risk_case.c.decide_due_at, risk_case.c.id)
)
_PAGE = _OPEN.limit(bindparam("most")).offset(bindparam("start"))
_COUNT = (
    select(func.count())
    .select_from(OF_CREATOR)
    .where(among(risk_case.c.status, UNDECIDED), WAITS_FOR_ACTOR)
)
_FILE = (
    select(*facts_columns(), *LINE, func.coalesce(post.c.url, ""))
    .select_from(
        LINE_FROM.outerjoin(submission, submission.c.id == LATEST_WITH_POST).outerjoin(
            post, post.c.id == submission.c.post_id
        )
    )
    .where(risk_case.c.id == bindparam("of_case"))
)
_EVIDENCE = select(risk_signal.c.evidence, risk_signal.c.observed_at).where(
    risk_signal.c.case_id == bindparam("of_case")
)
_ACTOR = person.alias("actor")
_EVENTS = (
    select(
        risk_event.c.id,
        risk_event.c.kind,
        func.coalesce(_ACTOR.c.name, ""),
        risk_event.c.reason,
        risk_event.c.note,
        risk_event.c.picture,
        risk_event.c.at,
    )
    .select_from(risk_event.outerjoin(_ACTOR, _ACTOR.c.id == risk_event.c.actor_id))
    .where(risk_event.c.case_id == bindparam("of_case"))
    .order_by(risk_event.c.id)
)


def count(conn: Connection, actor_id: int) -> int:
    return conn.execute(_COUNT, {"reviewer_id": actor_id}).scalar_one()


def page(conn: Connection, actor_id: int, start: int, most: int) -> tuple[CaseLine, ...]:
    """Cases that this person may decide on, or nobody may, the most pressing first."""
    values = {"reviewer_id": actor_id, "start": start, "most": most}
    return tuple(line_from_row(row) for row in conn.execute(_PAGE, values))


def line_from_row(row: Any) -> CaseLine:
    values: list[Any] = [*row[:2], CaseStatus(row[2]), *row[3:5], Platform(row[5]), *row[6:]]
    return CaseLine(*values)


def file(conn: Connection, case_id: int, actor_id: int) -> CaseFile | None:
    row: Any = conn.execute(_FILE, {"of_case": case_id, "reviewer_id": actor_id}).first()
    if row is None:
        return None
    split = len(facts_columns())
    told = conn.execute(_EVIDENCE, {"of_case": case_id}).all()
    at = {packing.unpacked(each): seen_at for each, seen_at in told if each}
    evidence = told_in_order(tuple(at))
    seen_at = tuple(at[each] for each in evidence)
    events = (_event(each) for each in conn.execute(_EVENTS, {"of_case": case_id}))
    facts, line = from_row(row[:split]), line_from_row(row[split:-1])
    return CaseFile(facts, line, row[-1], evidence, seen_at, tuple(events))


def _event(row: Any) -> CaseEvent:
    values: list[Any] = [row[0], EventKind(row[1]), *row[2:]]
    return CaseEvent(*values)
