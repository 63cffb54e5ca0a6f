"""A campaign's life and the sums that must hold; the file format is campaign_file's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Refusal, WrongState


class CampaignStatus(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"  # loaded and previewed; nobody can claim
    LIVE = "live"  # tasks can be claimed
    PAUSED = "paused"  # no new claims; open work goes on
    CLOSED = "closed"  # no new claims, ever; open work ends in its own time


C = CampaignStatus
TRANSITIONS = {
    C.DRAFT: frozenset({C.LIVE, C.CLOSED}),
    C.LIVE: frozenset({C.PAUSED, C.CLOSED}),
    C.PAUSED: frozenset({C.LIVE, C.CLOSED}),
    C.CLOSED: frozenset[CampaignStatus](),
}


@dataclass(eq=False)
class Unfunded(Refusal):
    """The worst case of all slots is more than the budget; minor units of `currency`."""

    worst_case_minor: int
    budget_minor: int
    currency: str


@dataclass(eq=False)
class PotTooSmall(Refusal):
    """A pot holds less than its slots × what each is promised in any case; minor units."""

    pot_minor: int
    slots: int
    least_minor: int
    currency: str


def ensure_leads_to(status: CampaignStatus, target: CampaignStatus) -> None:
    """Raise WrongState unless the table allows status → target."""
    if target not in TRANSITIONS[status]:
        raise WrongState("campaign", status.value, target.value)


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """One campaign at a glance: its money in minor units of `currency`, its slots, its funnel.

    `claimed` counts every claim there ever was; a later step those that stand there or beyond.
    What ended unpaid, however far it had come, counts as `lost` and in no later step.
    """

    campaign_id: int
    title: str
    brand: str
    status: CampaignStatus
    currency: str
    budget_minor: int
    reserved_minor: int
    earned_minor: int
    worst_case_minor: int
    starts_at: datetime
    ends_at: datetime
    tasks: int
    slots: int
    free: int
    claimed: int
    submitted: int
    approved: int
    settled: int
    lost: int  # expired, released, rejected or void
    pot_days: int = 0  # of its pot's windows, one of which is the worst case; 0: there are none

    @property
    def funded(self) -> bool:
        return self.worst_case_minor <= self.budget_minor

    @property
    def left_minor(self) -> int:
        return self.budget_minor - self.reserved_minor - self.earned_minor
