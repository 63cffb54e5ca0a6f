"""Queries about tasks that recur: each occurrence is a task of its own, of one series."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, exists, func, select

from domain.campaign import CampaignStatus
from domain.platforms import Platform
from storage.tables.campaigns import campaign, task


@dataclass(frozen=True, slots=True)
class Series:
    """How far it is; `next_at` is when the next one opens, None after the last."""

    key: str
    title: str
    times: int
    opened: int
    next_at: datetime | None
    timezone: str  # whose wall clock it keeps


@dataclass(frozen=True, slots=True)
class Opening:
    """An occurrence as its announcement must know it."""

    task_id: int
    title: str
    platform: Platform
    category: str
    region: str
    min_followers: int
    announcement: dict[str, str]
    created_by: int | None  # who loaded the campaign


_SERIES = (
    select(
        task.c.series,
        func.min(task.c.title),
        func.count(),
        func.sum(case((task.c.opens_at <= bindparam("now"), 1), else_=0)),
        func.min(case((task.c.opens_at > bindparam("now"), task.c.opens_at))),
        campaign.c.timezone,
    )
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .where(task.c.campaign_id == bindparam("of_campaign"), task.c.series != "")
    .group_by(task.c.series, campaign.c.timezone)
    .order_by(task.c.series)
)
_AHEAD = select(task.c.id, task.c.opens_at).where(
    task.c.campaign_id == bindparam("of_campaign"),
    task.c.series != "",
    task.c.due_at > bindparam("now"),
)
_newer = task.alias("newer")
_OPENING = (
    select(
        task.c.id,
        task.c.title,
        task.c.platform,
        task.c.category,
        task.c.region,
        task.c.min_followers,
        task.c.announcement,
        campaign.c.created_by,
    )
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .where(
        task.c.id == bindparam("task_id"),
        campaign.c.status == CampaignStatus.LIVE,
        task.c.free > 0,
        task.c.due_at > bindparam("now"),
        ~exists().where(
            and_(
                _newer.c.campaign_id == task.c.campaign_id,
                _newer.c.series == task.c.series,
                _newer.c.opens_at > task.c.opens_at,
                _newer.c.opens_at <= bindparam("now"),
            )
        ),
    )
)


def of_campaign(conn: Connection, campaign_id: int, now: datetime) -> tuple[Series, ...]:
    rows: Any = conn.execute(_SERIES, {"of_campaign": campaign_id, "now": now})
    return tuple(Series(*row) for row in rows)


def ahead(conn: Connection, campaign_id: int, now: datetime) -> list[tuple[int, datetime]]:
    """Those that open later, or are open still, and when each does or did."""
    rows = conn.execute(_AHEAD, {"of_campaign": campaign_id, "now": now})
    return [(row[0], row[1]) for row in rows]


def opening(conn: Connection, task_id: int, now: datetime) -> Opening | None:
    """None when nobody may claim it any more, or a newer one of its series is open by now."""
    row = conn.execute(_OPENING, {"task_id": task_id, "now": now}).first()
    if row is None:
        return None
    number, title, platform, *rest = row
    return Opening(number, title, Platform(platform), *rest)
