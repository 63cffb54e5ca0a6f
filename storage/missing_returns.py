"""Queries about the posts that figures are missing of: each by name, with what it owes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)

from domain.assignment import AssignmentStatus
from domain.platforms import Platform
from domain.returns import LateCampaign, MissingPost, OwedBy
from storage.due_settlements import DUE_FROM, IS_UNMEASURED
from storage.return_reports import OWED
from storage.returns import IS_DOWN, TELLS_OF_IT, WORK, unanswered
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import among
from storage.tables.campaigns import campaign, task, terms
from storage.tables.metrics import metric_snapshot
from storage.tables.people import account, person
from storage.tables.returns import data_return
from storage.tables.work import assignment, post, submission

# A day's own reading may never come; what was read since says how the post stands all the same.
_IS_SILENT = ~(
    exists()
    .where(TELLS_OF_IT, metric_snapshot.c.observed_at > data_return.c.opens_at)
    .correlate(data_return, terms)
)
_IS_WANTED = and_(among(assignment.c.status, [AssignmentStatus.APPROVED]), _IS_SILENT, ~IS_DOWN)
_IS_LISTED = and_(
    data_return.c.campaign_id == bindparam("of_campaign"),
    data_return.c.asked_at <= bindparam("now"),
    OWED,
    unanswered(),
)
_ASKED = select(
    assignment.c.id.label("id"),
    data_return.c.late_at.label("late_at"),
    data_return.c.owed_by.label("owed_by"),
    case((_IS_WANTED, 1), else_=0).label("wanted"),
).select_from(WORK)
# Approved too late to be asked for by day, and past the cut-off all the same.
_UNMEASURED = select(assignment.c.id, assignment.c.settle_at, null(), literal(1)).select_from(
    DUE_FROM
)
_OF_CAMPAIGN = union_all(
    _ASKED.where(_IS_LISTED),
    _UNMEASURED.where(task.c.campaign_id == bindparam("of_campaign"), IS_UNMEASURED),
).subquery()
_late_at, _wanted = func.max(_OF_CAMPAIGN.c.late_at), func.max(_OF_CAMPAIGN.c.wanted)
_EACH = (
    select(
        _OF_CAMPAIGN.c.id,
        func.max(_OF_CAMPAIGN.c.owed_by).label("owed_by"),
        _late_at.label("late_at"),
        _wanted.label("wanted"),
    )
    .group_by(_OF_CAMPAIGN.c.id)
    .order_by(_wanted.desc(), _late_at.desc(), _OF_CAMPAIGN.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("start"))
    .subquery()
)
_POSTS = (
    select(
        assignment.c.id,
        task.c.title,
        person.c.name,
        task.c.platform,
        account.c.handle,
        func.coalesce(post.c.url, ""),
        _EACH.c.owed_by,
        _EACH.c.late_at,
        _EACH.c.wanted,
    )
    .select_from(
        _EACH.join(assignment, assignment.c.id == _EACH.c.id)
        .join(task, task.c.id == assignment.c.task_id)
        .join(person, person.c.id == assignment.c.person_id)
        .join(account, account.c.id == assignment.c.account_id)
        .outerjoin(submission, submission.c.id == LATEST_WITH_POST)
        .outerjoin(post, post.c.id == submission.c.post_id)
    )
    .order_by(_EACH.c.wanted.desc(), _EACH.c.late_at.desc(), assignment.c.id)
)
_COUNT = select(func.count(_OF_CAMPAIGN.c.id.distinct()))
_DAYS = (
    select(assignment.c.id, data_return.c.day)
    .select_from(WORK)
    .where(_IS_LISTED, assignment.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(data_return.c.day)
)
_LATE = (
    select(campaign.c.id, campaign.c.title, func.count(assignment.c.id.distinct()))
    .select_from(WORK.join(campaign, campaign.c.id == data_return.c.campaign_id))
    .where(
        _IS_WANTED,
        data_return.c.late_at <= bindparam("now"),
        assignment.c.settle_at > bindparam("now"),  # past it they are unmeasured, or are settled
    )
    .group_by(campaign.c.id, campaign.c.title)
    .order_by(campaign.c.id.desc())
    .limit(bindparam("most"))
)


def count(conn: Connection, campaign_id: int, now: datetime) -> int:
    found: int = conn.execute(_COUNT, {"of_campaign": campaign_id, "now": now}).scalar_one()
    return found


def posts(
    conn: Connection, campaign_id: int, now: datetime, *, start: int, most: int
) -> tuple[MissingPost, ...]:
    """Those whose money hangs on figures first, past their cut-off without any among them."""
    asked = {"of_campaign": campaign_id, "now": now}
    rows = conn.execute(_POSTS, asked | {"start": start, "most": most}).all()
    days = _days(conn, [row[0] for row in rows], asked)
    return tuple(_post(row, days[row[0]]) for row in rows)


def _days(conn: Connection, ids: Sequence[int], asked: dict[str, Any]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for assignment_id, day in conn.execute(_DAYS, asked | {"ids": ids}):
        found[assignment_id].append(day)
    return found


def _post(row: Any, days: list[int]) -> MissingPost:
    number, title, creator, platform, handle, url, owed_by, late_at, wanted = row
    return MissingPost(
        number,
        title,
        creator,
        Platform(platform),
        handle,
        url,
        OwedBy(owed_by or OwedBy.STAFF),
        late_at,
        tuple(days),
        is_wanted=bool(wanted),
    )


def late(conn: Connection, now: datetime, most: int) -> tuple[LateCampaign, ...]:
    """Campaigns with posts that are to be settled, and of which figures are late."""
    return tuple(LateCampaign(*row) for row in conn.execute(_LATE, {"now": now, "most": most}))
