"""Queries about many risk cases: those a list asks for, and what they hold by campaign."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select

from domain.platforms import Platform
from domain.risk.case_list import CaseClock, CaseState, Holds, ListedCase, TriedPost, Wanted
from domain.risk.cases import HOLDING, UNDECIDED, CaseStatus
from domain.risk.evidence import Signal
from storage.linked import CONCERNED
from storage.risk_cases import OF_CREATOR
from storage.risk_files import (
    IS_FOR_ACTOR,
    LINE,
    LINE_FROM,
    WAITS_FOR_ACTOR,
    line_from_row,
)
from storage.risk_stuck import NOBODY_MAY
from storage.tables.base import among
from storage.tables.campaigns import campaign, task
from storage.tables.people import account, person
from storage.tables.risk import risk_case, risk_signal
from storage.tables.work import assignment

_FROM: Final = LINE_FROM.join(campaign, campaign.c.id == task.c.campaign_id)
_LISTED = select(
    *LINE, risk_case.c.appeal_due_at, assignment.c.reserved_minor, campaign.c.currency
).select_from(_FROM)
_COUNT = select(func.count()).select_from(_FROM)
_SIGNALS = (
    select(risk_signal.c.case_id, risk_signal.c.signal)
    .where(risk_signal.c.case_id.in_(bindparam("ids", expanding=True)))
    .group_by(risk_signal.c.case_id, risk_signal.c.signal)
    .order_by(func.max(risk_signal.c.strength).desc(), risk_signal.c.signal)
)
_IS_THE_CREATORS = or_(
    and_(risk_case.c.status == CaseStatus.OPEN.value, risk_case.c.answer_due_at > bindparam("now")),
    risk_case.c.status == CaseStatus.CONFIRMED.value,
)
_IS_LATE = and_(among(risk_case.c.status, UNDECIDED), risk_case.c.decide_due_at <= bindparam("now"))
_IS_OURS = and_(
    among(risk_case.c.status, UNDECIDED),
    risk_case.c.decide_due_at > bindparam("now"),
    ~_IS_THE_CREATORS,
)
_CLOCKS: Final = {
    CaseClock.CREATOR: _IS_THE_CREATORS,
    CaseClock.OURS: _IS_OURS,
    CaseClock.LATE: _IS_LATE,
}
_HELD = (
    select(task.c.campaign_id, func.count(), func.sum(assignment.c.reserved_minor))
    .select_from(
        risk_case.join(assignment, assignment.c.id == risk_case.c.assignment_id).join(
            task, task.c.id == assignment.c.task_id
        )
    )
    .where(among(risk_case.c.status, HOLDING))
    .group_by(task.c.campaign_id)
)
_TRIED = (
    select(
        assignment.c.id,
        task.c.title,
        person.c.name,
        task.c.platform,
        account.c.handle,
        select(func.max(risk_case.c.id))
        .where(risk_case.c.assignment_id == assignment.c.id)
        .correlate(assignment)
        .scalar_subquery(),
    )
    .select_from(
        assignment.join(task, task.c.id == assignment.c.task_id)
        .join(person, person.c.id == assignment.c.person_id)
        .join(account, account.c.id == assignment.c.account_id)
    )
    .where(assignment.c.id.in_(bindparam("ids", expanding=True)), ~CONCERNED)
)
_STUCK = (
    select(func.count())
    .select_from(OF_CREATOR)
    .where(among(risk_case.c.status, UNDECIDED), ~_IS_THE_CREATORS, NOBODY_MAY)
)
_LATE = select(func.count()).select_from(OF_CREATOR).where(_IS_LATE, IS_FOR_ACTOR)


def count(conn: Connection, actor_id: int, wanted: Wanted, now: datetime) -> int:
    asked = _COUNT.where(*_conditions(wanted))
    return conn.execute(asked, {"reviewer_id": actor_id, "now": now}).scalar_one()


def listed(
    conn: Connection, actor_id: int, wanted: Wanted, now: datetime, *, start: int, most: int
) -> tuple[ListedCase, ...]:
    """The most pressing first; of what nobody has to decide any more, the newest."""
    presses = set(wanted.statuses) <= UNDECIDED
    order = (risk_case.c.decide_due_at, risk_case.c.id) if presses else (risk_case.c.id.desc(),)
    asked = _LISTED.where(*_conditions(wanted)).order_by(*order).offset(start).limit(most)
    rows = conn.execute(asked, {"reviewer_id": actor_id, "now": now}).all()
    signals = _signals(conn, [row[0] for row in rows])
    return tuple(_listed(row, signals[row[0]]) for row in rows)


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    """Nobody's own or a linked person's; of what waits, what this person may decide on."""
    yield among(risk_case.c.status, wanted.statuses)
    yield WAITS_FOR_ACTOR if wanted.state is CaseState.WAITING else ~CONCERNED
    if wanted.clock is not None:
        yield _CLOCKS[wanted.clock]
    if wanted.signal is not None:
        yield exists().where(
            risk_signal.c.case_id == risk_case.c.id, risk_signal.c.signal == wanted.signal.value
        )
    if wanted.campaign_id is not None:
        yield task.c.campaign_id == wanted.campaign_id


def _signals(conn: Connection, case_ids: Collection[int]) -> dict[int, list[Signal]]:
    """Of each case, the strongest first."""
    found: dict[int, list[Signal]] = defaultdict(list)
    for case_id, signal in conn.execute(_SIGNALS, {"ids": list(case_ids)}):
        found[case_id].append(Signal(signal))
    return found


def _listed(row: Any, signals: Iterable[Signal]) -> ListedCase:
    appeal_due_at, held_minor, currency = row[len(LINE) :]
    line = line_from_row(row[: len(LINE)])
    return ListedCase(line, appeal_due_at, held_minor, currency, tuple(signals))


def late(conn: Connection, actor_id: int, now: datetime) -> int:
    """Decisions that are overdue and this person's to give."""
    return conn.execute(_LATE, {"reviewer_id": actor_id, "now": now}).scalar_one()


def stuck(conn: Connection, now: datetime) -> int:
    """A person's turn, and nobody of the staff may decide."""
    return conn.execute(_STUCK, {"now": now}).scalar_one()


def held(conn: Connection) -> dict[int, Holds]:
    """By campaign, where anything is."""
    return {row[0]: Holds(row[1], int(row[2])) for row in conn.execute(_HELD)}


def tried(conn: Connection, actor_id: int, ids: Collection[int]) -> dict[int, TriedPost]:
    """Without the actor's own and linked people's."""
    rows: Any = conn.execute(_TRIED, {"ids": list(ids), "reviewer_id": actor_id})
    return {row[0]: _tried(row) for row in rows}


def _tried(row: Any) -> TriedPost:
    values: list[Any] = [*row[:3], Platform(row[3]), *row[4:]]
    return TriedPost(*values)
