"""A task as a creator sees it before the claim; whether it may be claimed is eligibility's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.platforms import Platform
from domain.terms import Method

SHORT_AT_PERCENT: Final = 80
"""Of a budget reserved and earned: from here on both sides are told, before anybody films."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One task as a list shows it; money in minor units of `currency`."""

    task_id: int
    title: str
    campaign: str
    platform: Platform
    category: str
    region: str
    audience: str
    scene: str
    free: int
    due_at: datetime
    currency: str
    flat_minor: int
    rate_per_mille_minor: int
    floor_minor: int
    cap_minor: int
    method: Method

    @property
    def least_minor(self) -> int:
        """What an approved post earns in any case."""
        return max(self.flat_minor, self.floor_minor)


@dataclass(frozen=True, slots=True)
class OpenCampaign:
    """A campaign with so many tasks that may be claimed now."""

    campaign_id: int
    title: str
    tasks: int


@dataclass(frozen=True, slots=True)
class CampaignOffer:
    """A campaign as one offer: `free` slots of tasks that are open now; none unless it is live."""

    title: str
    is_live: bool
    free: int


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """All a creator reads before the claim; `brief` and clause texts are by locale."""

    offer: Offer
    template_id: int
    terms_id: int
    work_hours: int
    draft_required: bool
    min_followers: int
    brief: dict[str, str]
    clauses: list[dict[str, Any]]
    committed_percent: int = 0  # of the campaign's budget: reserved and earned

    @property
    def is_budget_short(self) -> bool:
        return self.committed_percent >= SHORT_AT_PERCENT
