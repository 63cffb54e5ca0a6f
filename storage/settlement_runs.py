"""Queries about what a settlement run would settle, and what stands in its way; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from domain.terms import MissingData
from storage.due_settlements import DUE_FROM, IS_DUE, IS_UNHEARD, PAST_CUTOFF
from storage.risk_holds import HELD_BY, IS_HELD
from storage.tables import campaigns
from storage.tables.campaigns import campaign, task
from storage.tables.people import person
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Work past its cut-off that is not settled: nothing came, or a risk case holds it."""

    assignment_id: int
    title: str
    campaign: str
    since: datetime
    missing: MissingData
    case_id: int | None


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


_WAITS = IS_HELD | (IS_UNHEARD & ~IS_DUE)
_EXCEPTIONS = (
    select(
        assignment.c.id,
        task.c.title,
        campaign.c.title,
        assignment.c.settle_at,
        campaigns.terms.c.missing_data,
        HELD_BY,
    )
    .select_from(DUE_FROM)
    .where(PAST_CUTOFF, _WAITS)
    .order_by(assignment.c.settle_at, assignment.c.id)
    .limit(bindparam("most"))
)
_COUNT = select(func.count()).select_from(DUE_FROM)


def exceptions(
    conn: Connection, now: datetime, waited_until: datetime, most: int
) -> list[Unsettled]:
    """Those that have waited longest first."""
    values = {"now": now, "waited_until": waited_until, "by_hand": False, "most": most}
    return [_unsettled(row) for row in conn.execute(_EXCEPTIONS, values)]


def count_due(conn: Connection, now: datetime, waited_until: datetime) -> int:
    return _counted(conn, IS_DUE, now, waited_until)


def count_exceptions(conn: Connection, now: datetime, waited_until: datetime) -> int:
    return _counted(conn, PAST_CUTOFF & _WAITS, now, waited_until)


def _counted(conn: Connection, which: Any, now: datetime, waited_until: datetime) -> int:
    values = {"now": now, "waited_until": waited_until, "by_hand": False}
    return int(conn.execute(_COUNT.where(which), values).scalar_one())


def _unsettled(row: Any) -> Unsettled:
    assignment_id, title, of_campaign, since, missing, case_id = row
    return Unsettled(assignment_id, title, of_campaign, since, MissingData(missing), case_id)
