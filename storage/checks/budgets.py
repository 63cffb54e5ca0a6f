"""Invariant 5: a budget grows by what owners said, one raise after the other."""

from typing import Final

from sqlalchemy import func, select

from storage.checks.broken import Check
from storage.tables.campaigns import budget_raise, campaign

_earlier, _last = budget_raise.alias("earlier"), budget_raise.alias("last")
_BEFORE = (
    select(func.max(_earlier.c.id))
    .where(_earlier.c.campaign_id == budget_raise.c.campaign_id, _earlier.c.id < budget_raise.c.id)
    .correlate(budget_raise)
    .scalar_subquery()
)
_NEWEST = (
    select(func.max(_last.c.id))
    .where(_last.c.campaign_id == campaign.c.id)
    .correlate(campaign)
    .scalar_subquery()
)
_former = budget_raise.alias("former")

CHECKS: Final[dict[str, Check]] = {
    "a budget stands where it was raised to": (
        select(campaign.c.id, campaign.c.budget_minor, budget_raise.c.after_minor)
        .select_from(campaign.join(budget_raise, budget_raise.c.id == _NEWEST))
        .where(budget_raise.c.after_minor != campaign.c.budget_minor)
    ),
    "a raise begins where the one before it ended": (
        select(budget_raise.c.id, budget_raise.c.before_minor, _former.c.after_minor)
        .select_from(budget_raise.join(_former, _former.c.id == _BEFORE))
        .where(_former.c.after_minor != budget_raise.c.before_minor)
    ),
}
