"""Queries about what a settlement run would settle, and what stands in its way; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, select

from domain.assignment import AssignmentStatus
from domain.due_work import DueItem
from domain.settlement_waits import LeftOut, Unsettled, WaitsFor
from domain.terms import MissingData
from storage.due_settlements import DUE_FROM, IS_DUE, IS_SPLIT, NEEDS_NO_DATA, PAST_CUTOFF, AsOf
from storage.left_out import IS_LEFT_OUT, LASTS
from storage.risk_holds import AWAITS_LOOK, HELD_BY, IS_HELD
from storage.tables import campaigns
from storage.tables.base import among
from storage.tables.campaigns import campaign, task
from storage.tables.money import left_out
from storage.tables.people import person
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Described:
    """What a work is called, of which campaign, and whose it is."""

    title: str
    campaign: str
    name: str


_DESCRIBED = (
    select(assignment.c.id, task.c.title, campaign.c.title, person.c.name)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(person, person.c.id == assignment.c.person_id)
    .where(assignment.c.id.in_(bindparam("of_assignments", expanding=True)))
)


def described(conn: Connection, assignment_ids: Sequence[int]) -> dict[int, Described]:
    """For at most as many as one unit of work settles."""
    rows = conn.execute(_DESCRIBED, {"of_assignments": assignment_ids})
    return {row[0]: Described(*row[1:]) for row in rows}


# Whatever keeps it from being due: a reason that is missing here would hide work for good.
_WAITS = and_(PAST_CUTOFF, ~IS_DUE)
_WAITS_FOR: ColumnElement[str] = case(
    (IS_HELD, WaitsFor.CASE.value),
    (AWAITS_LOOK, WaitsFor.LOOK.value),
    (IS_LEFT_OUT, WaitsFor.PERSON.value),
    (~NEEDS_NO_DATA, WaitsFor.DATA.value),
    else_=WaitsFor.POT.value,
)
_maker = person.alias("maker")
_UNSETTLED = (
    select(
        assignment.c.id,
        task.c.title,
        campaign.c.title,
        _maker.c.name,
        assignment.c.settle_at,
        assignment.c.settle_at >= assignment.c.cutoff_at,
        campaigns.terms.c.missing_data,
        HELD_BY,
        _WAITS_FOR.label("waits_for"),
        IS_SPLIT,
        left_out.c.reason,
        person.c.name,
        left_out.c.until,
    )
    .select_from(
        DUE_FROM.join(_maker, _maker.c.id == assignment.c.person_id)
        .outerjoin(left_out, LASTS)
        .outerjoin(person, person.c.id == left_out.c.left_by)
    )
    .where(_WAITS)
)
_WAITING = _UNSETTLED.where(assignment.c.id == bindparam("of_assignment"))
_EXCEPTIONS = _UNSETTLED.order_by(
    _WAITS_FOR.in_([WaitsFor.POT.value]), assignment.c.settle_at, assignment.c.id
).limit(bindparam("most"))
_COUNT = select(func.count()).select_from(DUE_FROM)
_COMES = and_(
    among(assignment.c.status, [AssignmentStatus.APPROVED]),
    assignment.c.settle_at > bindparam("now"),
    assignment.c.settle_at <= bindparam("until"),
    IS_SPLIT,
)
_COMING = (
    select(assignment.c.settle_at, assignment.c.id)
    .select_from(DUE_FROM)
    .where(_COMES)
    .order_by(assignment.c.settle_at, assignment.c.id)
    .limit(bindparam("most"))
)


def exceptions(
    conn: Connection, now: datetime, waited_until: datetime, most: int
) -> list[Unsettled]:
    """Those that have waited longest first; for their pot alone, which splits by itself, last."""
    values = AsOf(now, waited_until).values
    return [_unsettled(row) for row in conn.execute(_EXCEPTIONS, values | {"most": most})]


def waiting(
    conn: Connection, assignment_id: int, now: datetime, waited_until: datetime
) -> Unsettled | None:
    """Why no settlement run takes this one; None where one does, or its cut-off is to come."""
    values = AsOf(now, waited_until).values
    row = conn.execute(_WAITING, values | {"of_assignment": assignment_id}).first()
    return None if row is None else _unsettled(row)


def count_due(conn: Connection, now: datetime, waited_until: datetime) -> int:
    return _counted(conn, IS_DUE, now, waited_until)


def count_exceptions(conn: Connection, now: datetime, waited_until: datetime) -> int:
    return _counted(conn, _WAITS, now, waited_until)


def count_coming(conn: Connection, now: datetime, until: datetime) -> int:
    counted = _COUNT.where(_COMES)
    return int(conn.execute(counted, {"now": now, "until": until}).scalar_one())


def coming(conn: Connection, now: datetime, until: datetime, most: int) -> list[DueItem]:
    """The next cut-offs up to `until`; not of works whose pot is still to be split."""
    rows = conn.execute(_COMING, {"now": now, "until": until, "most": most})
    return [(row[0], row[1]) for row in rows]


def _counted(conn: Connection, which: Any, now: datetime, waited_until: datetime) -> int:
    values = AsOf(now, waited_until).values
    return int(conn.execute(_COUNT.where(which), values).scalar_one())


def _unsettled(row: Any) -> Unsettled:
    *head, is_last, missing, case_id, waits_for, is_split, reason, by, until = row
    said = MissingData(missing), case_id, WaitsFor(waits_for), bool(is_split)
    values: list[Any] = [*head, bool(is_last), *said, LeftOut(reason, by, until) if until else None]
    return Unsettled(*values)
