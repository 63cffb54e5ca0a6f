"""Queries about checkpoints of data return: who owes which, and which are still unanswered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
)

from domain.assignment import DONE, AssignmentStatus
from domain.returns import Checkpoint, OwedBy
from domain.terms import ATTRIBUTED_METHODS, MEASURED, Source
from storage.tables.base import among
from storage.tables.campaigns import campaign, task, terms
from storage.tables.checks import post_check
from storage.tables.metrics import metric_snapshot
from storage.tables.returns import data_return
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Owed:
    """A return that its creator owes and that nothing has answered yet."""

    return_id: int
    assignment_id: int
    person_id: int
    title: str
    day: int
    closes_at: datetime | None
    late_at: datetime
    cutoff_at: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """What of a campaign's returns coordinators are asked for."""

    title: str
    posts: int


_RANKS: Final = {each.value: each.rank for each in Source}
# Orders that a partner told one by one are the return of work that is paid by them.
TELLS_OF_IT: Final = and_(
    metric_snapshot.c.post_id == data_return.c.post_id,
    or_(
        and_(
            among(metric_snapshot.c.source, MEASURED),
            case(_RANKS, value=metric_snapshot.c.source)
            >= case(_RANKS, value=terms.c.weakest_source),
        ),
        and_(metric_snapshot.c.source == Source.PARTNER, among(terms.c.method, ATTRIBUTED_METHODS)),
    ),
)
"""A reading of its post that counts, taken whenever."""
IS_ANSWER: Final = and_(
    TELLS_OF_IT,
    metric_snapshot.c.observed_at > data_return.c.opens_at,
    or_(
        data_return.c.closes_at.is_(None), metric_snapshot.c.observed_at <= data_return.c.closes_at
    ),
)
FROM: Final = data_return.join(assignment, assignment.c.id == data_return.c.assignment_id).join(
    terms, terms.c.id == assignment.c.terms_id
)


def unanswered() -> ColumnElement[bool]:
    return ~exists().where(IS_ANSWER).correlate(data_return, terms)


IS_DOWN = exists().where(
    post_check.c.post_id == data_return.c.post_id, post_check.c.confirmed_at.is_not(None)
)
_ASKED_FOR = and_(among(assignment.c.status, DONE), ~IS_DOWN, unanswered())
WORK = FROM.join(task, task.c.id == assignment.c.task_id)
_OWED = (
    select(
        data_return.c.id,
        assignment.c.id,
        assignment.c.person_id,
        task.c.title,
        data_return.c.day,
        data_return.c.closes_at,
        data_return.c.late_at,
        assignment.c.cutoff_at,
    )
    .select_from(WORK)
    .where(
        data_return.c.id == bindparam("return_id"),
        among(assignment.c.status, [AssignmentStatus.APPROVED]),
        _ASKED_FOR,
    )
)
_MISSING = (
    select(campaign.c.title, func.count())
    .select_from(WORK.join(campaign, campaign.c.id == data_return.c.campaign_id))
    .where(
        data_return.c.campaign_id == bindparam("of_campaign"),
        among(data_return.c.owed_by, [OwedBy.STAFF]),
        data_return.c.asked_at > bindparam("since"),
        data_return.c.asked_at <= bindparam("until"),
        _ASKED_FOR,
    )
    .group_by(campaign.c.id, campaign.c.title)
)
_PLACE = (
    select(task.c.campaign_id, campaign.c.timezone)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(assignment, assignment.c.task_id == task.c.id)
    .where(assignment.c.id == bindparam("of_assignment"))
)
_TIMEZONE = select(campaign.c.timezone).where(campaign.c.id == bindparam("of_campaign"))
_ADD = insert(data_return).returning(data_return.c.id)


def add(
    conn: Connection,
    assignment_id: int,
    post_id: int,
    campaign_id: int,
    checkpoints: Sequence[Checkpoint],
) -> list[int]:
    """Their ids, in that order."""
    return [
        conn.execute(_ADD, _values(assignment_id, post_id, campaign_id, each)).scalar_one()
        for each in checkpoints
    ]


def _values(
    assignment_id: int, post_id: int, campaign_id: int, checkpoint: Checkpoint
) -> dict[str, Any]:
    return {
        "assignment_id": assignment_id,
        "post_id": post_id,
        "campaign_id": campaign_id,
        "day": checkpoint.day,
        "owed_by": checkpoint.owed_by,
        "opens_at": checkpoint.opens_at,
        "closes_at": checkpoint.closes_at,
        "asked_at": checkpoint.asked_at,
        "due_at": checkpoint.due_at,
        "late_at": checkpoint.late_at,
    }


def place(conn: Connection, assignment_id: int) -> tuple[int, str]:
    """Its campaign, and that campaign's timezone."""
    row = conn.execute(_PLACE, {"of_assignment": assignment_id}).one()
    return row[0], row[1]


def timezone(conn: Connection, campaign_id: int) -> str:
    found: str = conn.execute(_TIMEZONE, {"of_campaign": campaign_id}).scalar_one()
    return found


def owed(conn: Connection, return_id: int) -> Owed | None:
    """None when it came, or its work does not count, or its post is down."""
    row = conn.execute(_OWED, {"return_id": return_id}).first()
    return None if row is None else Owed(*row)


def missing(conn: Connection, campaign_id: int, since: datetime, until: datetime) -> Missing | None:
    """What staff owe of a campaign, asked for in that span and not come."""
    span = {"of_campaign": campaign_id, "since": since, "until": until}
    row = conn.execute(_MISSING, span).first()
    return None if row is None else Missing(*row)
