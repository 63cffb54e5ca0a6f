"""Coordinators hear of a campaign whose budget runs short while its slots are still free.

Once, until the budget was raised or money came back; and no more than once a day where one slot
comes and goes.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.campaign import CampaignSummary
from domain.due_work import DueItem
from domain.notices import NoticeKind
from domain.offer import SHORT_AT_PERCENT
from domain.people import Role
from services import staff_notices
from storage import campaign_summaries, short_budgets

_TOLD: Final = frozenset({Role.COORDINATOR})
AT_MOST_EVERY: Final = timedelta(days=1)


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Campaigns that nobody was told of yet, and those that recovered, behind `after`."""
    until = now - AT_MOST_EVERY
    return short_budgets.due(conn, after, SHORT_AT_PERCENT, most, now=now, told_until=until)


def tell(conn: Connection, campaign_id: int, *, now: datetime) -> bool:
    """Staff hear, or of one that recovered may hear again; False when neither is due any more."""
    if short_budgets.forget(conn, campaign_id, SHORT_AT_PERCENT, now - AT_MOST_EVERY):
        return True
    free = short_budgets.untold_free(conn, campaign_id, SHORT_AT_PERCENT, now)
    if not free:
        return False
    summary = campaign_summaries.summary(conn, campaign_id)
    assert summary is not None  # it has just been found
    kind, key = NoticeKind.BUDGET_SHORT, f"{campaign_id}:{now.isoformat()}"
    staff_notices.tell(conn, _TOLD, kind, _facts(summary, free), key, now=now)
    short_budgets.mark(conn, campaign_id, now)
    return True


def _facts(summary: CampaignSummary, free: int) -> dict[str, object]:
    return {
        "campaign_id": summary.campaign_id,
        "title": summary.title,
        "percent": (summary.reserved_minor + summary.earned_minor) * 100 // summary.budget_minor,
        "left_minor": summary.left_minor,
        "currency": summary.currency,
        "free": free,
    }
