"""Queries for how campaigns stand: money, slots and the way of their works, in a row each."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    func,
    not_,
    select,
)

from domain.assignment import ENDED_UNPAID, AssignmentStatus
from domain.campaign import CampaignStatus, CampaignSummary
from storage.campaigns import DISCARDED
from storage.tables.base import among
from storage.tables.campaigns import campaign, task, terms
from storage.tables.work import assignment

S = AssignmentStatus


def now_in(*statuses: AssignmentStatus) -> ColumnElement[int]:
    """How many of the grouped assignments stand in one of these."""
    return func.coalesce(func.sum(case((among(assignment.c.status, statuses), 1), else_=0)), 0)


_OF_ONE_WINDOW = case((terms.c.pot_days > 0, terms.c.pot_minor), else_=0)


_OFFER = (
    select(
        task.c.campaign_id,
        func.count().label("tasks"),
        func.sum(task.c.slots).label("slots"),
        func.sum(task.c.free).label("free"),
        (func.sum(task.c.slots * terms.c.worst_case_minor) + func.max(_OF_ONE_WINDOW)).label(
            "worst_case_minor"
        ),
        func.max(terms.c.pot_days).label("pot_days"),
    )
    .join(terms, terms.c.id == task.c.terms_id)
    .group_by(task.c.campaign_id)
    .subquery()
)


_FUNNEL = (
    select(
        task.c.campaign_id,
        func.count().label("claimed"),
        now_in(S.SUBMITTED, S.CHANGES_REQUESTED, S.APPROVED, S.SETTLED).label("submitted"),
        now_in(S.APPROVED, S.SETTLED).label("approved"),
        now_in(S.SETTLED).label("settled"),
        now_in(*ENDED_UNPAID).label("lost"),
    )
    .join(task, task.c.id == assignment.c.task_id)
    .group_by(task.c.campaign_id)
    .subquery()
)


_SUMMARY = (
    select(
        campaign.c.id,
        campaign.c.title,
        campaign.c.brand,
        campaign.c.status,
        campaign.c.currency,
        campaign.c.budget_minor,
        campaign.c.reserved_minor,
        campaign.c.earned_minor,
        func.coalesce(_OFFER.c.worst_case_minor, 0),
        campaign.c.starts_at,
        campaign.c.ends_at,
        *(func.coalesce(_OFFER.c[name], 0) for name in ("tasks", "slots", "free")),
        *(
            func.coalesce(_FUNNEL.c[name], 0)
            for name in ("claimed", "submitted", "approved", "settled", "lost")
        ),
        func.coalesce(_OFFER.c.pot_days, 0),
    )
    .select_from(campaign)
    .outerjoin(_OFFER, _OFFER.c.campaign_id == campaign.c.id)
    .outerjoin(_FUNNEL, _FUNNEL.c.campaign_id == campaign.c.id)
)


def summaries(conn: Connection) -> list[CampaignSummary]:
    """All campaigns but discarded drafts, the newest first."""
    listed = _SUMMARY.where(not_(DISCARDED)).order_by(campaign.c.id.desc())
    return [_summary(row) for row in conn.execute(listed)]


def summary(conn: Connection, campaign_id: int) -> CampaignSummary | None:
    row = conn.execute(
        _SUMMARY.where(campaign.c.id == bindparam("wanted")), {"wanted": campaign_id}
    )
    found = row.first()
    return None if found is None else _summary(found)


def _summary(row: Any) -> CampaignSummary:
    """A row of _SUMMARY; PostgreSQL sums BIGINT to NUMERIC."""
    campaign_id, title, brand, status, currency, budget, reserved, earned, worst, *rest = row
    starts_at, ends_at, *counts = rest
    return CampaignSummary(
        campaign_id,
        title,
        brand,
        CampaignStatus(status),
        currency,
        budget,
        reserved,
        earned,
        int(worst),
        starts_at,
        ends_at,
        *map(int, counts),
    )
