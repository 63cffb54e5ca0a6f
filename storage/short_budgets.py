"""Queries about campaigns whose budget runs short while slots are free; a claim asks none of it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from domain.campaign import CampaignStatus
from domain.due_work import DueItem
from storage.due_pages import page, paged
from storage.tables.campaigns import campaign, task

_COMMITTED = campaign.c.reserved_minor + campaign.c.earned_minor


_UNTOLD = (
    select(campaign.c.created_at, campaign.c.id)
    .join(task, task.c.campaign_id == campaign.c.id)
    .where(
        campaign.c.status == CampaignStatus.LIVE,
        campaign.c.short_told_at.is_(None),
        campaign.c.budget_minor * bindparam("at_percent") <= _COMMITTED * 100,
    )
    .group_by(campaign.c.created_at, campaign.c.id)
    .having(func.sum(task.c.free) > 0)
)
_DUE = paged(_UNTOLD, campaign.c.created_at, campaign.c.id)
_ONE = _UNTOLD.where(campaign.c.id == bindparam("of_campaign"))


def due(conn: Connection, after: DueItem, at_percent: int, most: int) -> list[DueItem]:
    """Live campaigns that are this far and of which nobody heard yet, the oldest first."""
    return page(conn, _DUE, after, most, at_percent=at_percent)


def is_untold(conn: Connection, campaign_id: int, at_percent: int) -> bool:
    values = {"of_campaign": campaign_id, "at_percent": at_percent}
    return conn.execute(_ONE, values).first() is not None


def mark(conn: Connection, campaign_id: int, now: datetime) -> None:
    conn.execute(update(campaign).where(campaign.c.id == campaign_id).values(short_told_at=now))
