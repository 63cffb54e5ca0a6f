"""Coordinators hear once of a campaign whose budget runs short while its slots are still free."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.campaign import CampaignSummary
from domain.due_work import DueItem
from domain.notices import NoticeKind
from domain.offer import SHORT_AT_PERCENT
from domain.people import Role
from services import staff_notices
from storage import campaigns, short_budgets

_TOLD: Final = frozenset({Role.COORDINATOR})


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Campaigns that nobody was told of yet, behind `after`."""
    return short_budgets.due(conn, after, SHORT_AT_PERCENT, most)


def tell(conn: Connection, campaign_id: int, *, now: datetime) -> bool:
    """False when it is not short any more, or somebody was told meanwhile."""
    if not short_budgets.is_untold(conn, campaign_id, SHORT_AT_PERCENT):
        return False
    summary = campaigns.summary(conn, campaign_id)
    assert summary is not None  # it has just been found
    kind, key = NoticeKind.BUDGET_SHORT, str(campaign_id)
    staff_notices.tell(conn, _TOLD, kind, _facts(summary), key, now=now)
    short_budgets.mark(conn, campaign_id, now)
    return True


def _facts(summary: CampaignSummary) -> dict[str, object]:
    return {
        "campaign_id": summary.campaign_id,
        "title": summary.title,
        "percent": (summary.reserved_minor + summary.earned_minor) * 100 // summary.budget_minor,
        "left_minor": summary.left_minor,
        "currency": summary.currency,
        "free": summary.free,
    }
