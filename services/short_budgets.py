"""Coordinators hear once of a campaign whose budget runs short while its slots are still free."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.campaign import CampaignSummary
from domain.notices import NoticeKind
from domain.offer import SHORT_AT_PERCENT
from domain.people import Role
from services import staff_notices
from storage import campaigns, short_budgets

_TOLD: Final = frozenset({Role.COORDINATOR})


def tell(conn: Connection, *, now: datetime) -> int:
    """How many campaigns were told of."""
    found = short_budgets.untold(conn, SHORT_AT_PERCENT)
    for campaign_id in found:
        summary = campaigns.summary(conn, campaign_id)
        assert summary is not None  # it has just been found
        staff_notices.tell(
            conn, _TOLD, NoticeKind.BUDGET_SHORT, _facts(summary), str(campaign_id), now=now
        )
        short_budgets.mark(conn, campaign_id, now)
    return len(found)


def _facts(summary: CampaignSummary) -> dict[str, object]:
    return {
        "campaign_id": summary.campaign_id,
        "title": summary.title,
        "percent": (summary.reserved_minor + summary.earned_minor) * 100 // summary.budget_minor,
        "left_minor": summary.left_minor,
        "currency": summary.currency,
        "free": summary.free,
    }
