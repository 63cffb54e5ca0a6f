"""Queries about campaigns: titles and status; budgets move in budgets."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    not_,
    or_,
    select,
    update,
)

from domain.campaign import CampaignStatus
from storage.tables.campaigns import campaign, task


def currency(conn: Connection, campaign_id: int) -> str:
    found = select(campaign.c.currency).where(campaign.c.id == campaign_id)
    code: str = conn.execute(found).scalar_one()
    return code


DISCARDED = and_(campaign.c.status == CampaignStatus.CLOSED, campaign.c.launched_at.is_(None))


def newest_titles(conn: Connection, most: int) -> list[tuple[int, str]]:
    """Number and title, the newest first, without discarded drafts."""
    named = select(campaign.c.id, campaign.c.title).where(not_(DISCARDED))
    newest = named.order_by(campaign.c.id.desc()).limit(most)
    return [(row[0], row[1]) for row in conn.execute(newest)]


def titles(conn: Connection, numbers: Collection[int]) -> dict[int, str]:
    """Of those there are."""
    if not numbers:
        return {}
    asked = select(campaign.c.id, campaign.c.title).where(campaign.c.id.in_(numbers))
    return {row[0]: row[1] for row in conn.execute(asked)}


def move(
    conn: Connection,
    campaign_id: int,
    status: CampaignStatus,
    target: CampaignStatus,
    **columns: Any,
) -> bool:
    """False when another was first."""
    moved = conn.execute(
        update(campaign)
        .where(campaign.c.id == campaign_id, campaign.c.status == status)
        .values(status=target, **columns)
    )
    return moved.rowcount == 1


def offer_terms(conn: Connection, campaign_id: int, terms_id: int) -> None:
    """All its tasks, from now on."""
    conn.execute(update(task).where(task.c.campaign_id == campaign_id).values(terms_id=terms_id))


def note_asked(conn: Connection, campaign_id: int, now: datetime, *, not_since: datetime) -> bool:
    """Staff are asked for its missing data now; False when they were after `not_since`."""
    asked_at = campaign.c.readings_asked_at
    asking = update(campaign).where(
        campaign.c.id == campaign_id, or_(asked_at.is_(None), asked_at <= not_since)
    )
    return conn.execute(asking.values(readings_asked_at=now)).rowcount == 1
