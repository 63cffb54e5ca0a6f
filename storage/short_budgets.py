"""Queries about campaigns whose budget runs short while slots are free; a claim asks none of it."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select, update

from domain.campaign import CampaignStatus
from domain.due_work import DueItem
from storage.due_pages import page, paged
from storage.tables.campaigns import campaign, task

_FREE = (
    select(func.coalesce(func.sum(task.c.free), 0))
    .where(task.c.campaign_id == campaign.c.id, task.c.due_at > bindparam("now"))
    .correlate(campaign)
    .scalar_subquery()
)
"""Slots that somebody can still claim: those of a task whose time is over are nobody's."""


def is_short(
    budget_minor: ColumnElement[int], at_percent: ColumnElement[int]
) -> ColumnElement[bool]:
    committed_minor = campaign.c.reserved_minor + campaign.c.earned_minor
    return budget_minor * at_percent <= committed_minor * 100


_IS_SHORT = is_short(campaign.c.budget_minor, bindparam("at_percent"))
_IS_UNTOLD = and_(
    campaign.c.status == CampaignStatus.LIVE, campaign.c.short_told_at.is_(None), _IS_SHORT
)
_HAS_RECOVERED = and_(campaign.c.short_told_at <= bindparam("told_until"), ~_IS_SHORT)
_IDS = select(campaign.c.created_at, campaign.c.id)
_DUE = paged(
    _IDS.where(or_(_HAS_RECOVERED, and_(_IS_UNTOLD, _FREE > 0))),
    campaign.c.created_at,
    campaign.c.id,
)
_UNTOLD_FREE = select(_FREE).where(campaign.c.id == bindparam("of_campaign"), _IS_UNTOLD)
_FORGET = (
    update(campaign)
    .where(campaign.c.id == bindparam("of_campaign"), _HAS_RECOVERED)
    .values(short_told_at=None)
)


def due(
    conn: Connection,
    after: DueItem,
    at_percent: int,
    most: int,
    *,
    now: datetime,
    told_until: datetime,
) -> list[DueItem]:
    """The oldest first: live ones that are this far and of which nobody heard, with a free slot.

    And those of which somebody heard by `told_until` and that are not so far any more.
    """
    return page(conn, _DUE, after, most, at_percent=at_percent, now=now, told_until=told_until)


def untold_free(conn: Connection, campaign_id: int, at_percent: int, now: datetime) -> int:
    """How many slots of it can still be claimed; 0 where nobody is to hear of it."""
    values = {"of_campaign": campaign_id, "at_percent": at_percent, "now": now}
    return int(conn.execute(_UNTOLD_FREE, values).scalar() or 0)


def mark(conn: Connection, campaign_id: int, now: datetime) -> None:
    conn.execute(update(campaign).where(campaign.c.id == campaign_id).values(short_told_at=now))


def forget(conn: Connection, campaign_id: int, at_percent: int, told_until: datetime) -> bool:
    """It recovered: it is told of when it runs short again. False when it did not."""
    values = {"of_campaign": campaign_id, "at_percent": at_percent, "told_until": told_until}
    return conn.execute(_FORGET, values).rowcount == 1
