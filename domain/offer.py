"""A task as a creator sees it before the claim; whether it may be claimed is eligibility's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.platforms import Platform
from domain.terms import Method


@dataclass(frozen=True, slots=True)
class Offer:
    """One task as a list shows it; money in minor units of `currency`."""

    task_id: int
    title: str
    campaign: str
    platform: Platform
    category: str
    region: str
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
class TaskSheet:
    """All a creator reads before the claim; `brief` and clause texts are by locale."""

    offer: Offer
    template_id: int
    terms_id: int
    work_hours: int
    draft_required: bool
    audience: str
    scene: str
    min_followers: int
    brief: dict[str, str]
    clauses: list[dict[str, Any]]
