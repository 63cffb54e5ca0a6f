"""May this account take this task now? Pure facts in, every reason against out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Refusal
from domain.people import AccountFacts, Standing
from domain.platforms import Platform

ANYWHERE = ""  # a task for every region, or an account that named none


class Reason(StrEnum):
    """Why not; the edges word each, and say what would change it where something would."""

    NOT_ONBOARDED = "not_onboarded"  # consent or account is missing
    PAUSED = "paused"  # no new claims for now; domain/pauses says why
    CAMPAIGN_NOT_LIVE = "campaign_not_live"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"  # the task's own deadline passed
    WRONG_PLATFORM = "wrong_platform"
    WRONG_CATEGORY = "wrong_category"
    WRONG_REGION = "wrong_region"
    TOO_FEW_FOLLOWERS = "too_few_followers"
    ALREADY_HELD = "already_held"  # one live assignment per task and account
    LIMIT_REACHED = "limit_reached"  # the task's limit per creator
    TOO_MANY_OPEN = "too_many_open"  # the house's limit of open work per creator
    FULL = "full"
    BUDGET_SPENT = "budget_spent"


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One task as eligibility sees it; times are aware UTC."""

    task_id: int
    platform: Platform
    category: str
    region: str
    min_followers: int
    per_creator: int
    free: int
    opens_at: datetime
    due_at: datetime
    campaign_live: bool
    is_funded: bool  # the campaign can still reserve its worst case


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """What the creator holds: of this task by this account and in all; open work in all."""

    standing: Standing
    held_by_account: int
    taken_by_creator: int
    open_in_all: int


class NotEligible(Refusal):
    """Carries every reason, the first being the one to say."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class TaskFull(NotEligible):
    """The last slot went to somebody else."""

    def __init__(self) -> None:
        super().__init__(Reason.FULL)


class BudgetSpent(NotEligible):
    """The campaign cannot reserve this task's worst case any more."""

    def __init__(self) -> None:
        super().__init__(Reason.BUDGET_SPENT)


def reasons_against(
    task: TaskFacts, account: AccountFacts, holder: HolderFacts, *, most_open: int, now: datetime
) -> tuple[Reason, ...]:
    """Empty means yes. Order: who you are, what you hold, the task, then what is left of it."""
    return tuple(
        reason
        for reason, holds in (
            (Reason.NOT_ONBOARDED, holder.standing in (Standing.NEW, Standing.ERASED)),
            (Reason.PAUSED, holder.standing is Standing.PAUSED),
            (Reason.ALREADY_HELD, holder.held_by_account > 0),
            (Reason.LIMIT_REACHED, holder.taken_by_creator >= task.per_creator),
            (Reason.CAMPAIGN_NOT_LIVE, not task.campaign_live),
            (Reason.NOT_YET_OPEN, now < task.opens_at),
            (Reason.CLOSED, now >= task.due_at),
            (Reason.WRONG_PLATFORM, account.platform is not task.platform),
            (Reason.WRONG_CATEGORY, task.category not in account.categories),
            (Reason.WRONG_REGION, task.region not in (ANYWHERE, account.region)),
            (Reason.TOO_FEW_FOLLOWERS, account.followers < task.min_followers),
            (Reason.TOO_MANY_OPEN, holder.open_in_all >= most_open),
            (Reason.FULL, task.free <= 0),
            (Reason.BUDGET_SPENT, not task.is_funded),
        )
        if holds
    )
