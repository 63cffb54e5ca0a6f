"""Queries about campaigns whose budget runs short while slots are free; a claim asks none of it."""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from domain.campaign import CampaignStatus
from storage.tables.campaigns import campaign, task

_COMMITTED = campaign.c.reserved_minor + campaign.c.earned_minor


def untold(conn: Connection, at_percent: int) -> list[int]:
    """Live campaigns that are this far and of which nobody heard yet."""
    rows = conn.execute(
        select(campaign.c.id)
        .join(task, task.c.campaign_id == campaign.c.id)
        .where(
            campaign.c.status == CampaignStatus.LIVE,
            campaign.c.short_told_at.is_(None),
            campaign.c.budget_minor * at_percent <= _COMMITTED * 100,
        )
        .group_by(campaign.c.id)
        .having(func.sum(task.c.free) > 0)
        .order_by(campaign.c.id)
    )
    return [row[0] for row in rows]


def mark(conn: Connection, campaign_id: int, now: datetime) -> None:
    conn.execute(update(campaign).where(campaign.c.id == campaign_id).values(short_told_at=now))
