"""What a campaign file says, once it says nothing wrong; amounts in minor units of its currency."""

from dataclasses import dataclass
from datetime import date, time

from domain import pricing
from domain.money import Currency
from domain.people import Category, Region
from domain.platforms import Platform
from domain.templates import Template
from domain.terms import Terms
from domain.wording import Wording


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered rule of the brief; a rejection cites its code."""

    code: str
    text: Wording


@dataclass(frozen=True, slots=True)
class BriefPlan:
    text: Wording
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class TrackingPlan:
    """Where the links of a task's creators lead. An empty utm field takes what stands beside it."""

    url: str
    source: str  # the task's platform
    medium: str
    campaign: str  # the Latin words of the campaign's title, else its number


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """One cell: audience × region × category × scene × platform."""

    key: str
    title: str
    platform: Platform
    category: Category
    region: Region | None  # None: anywhere
    audience: str
    scene: str
    template: str  # the key of a Template of the plan
    slots: int
    cap_minor: int  # the most all works of the cell earn together; 0: no such cap
    min_followers: int
    per_creator: int
    opens_on: date  # from the start of this day, campaign's zone
    due_on: date  # to the end of this day, campaign's zone
    work_hours: int  # from the claim to the deadline
    draft_required: bool
    tracking: TrackingPlan | None  # None: its creators get no link
    series: str = ""  # of a task that recurs: what its occurrences have in common
    opens_clock: time = time()  # on opens_on
    due_clock: time | None = None  # on due_on; None: to its end
    announcement: Wording | None = None  # told to creators it fits, as it opens


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    title: str
    brand: str
    currency: Currency
    budget_minor: int
    timezone: str
    starts_on: date
    ends_on: date
    brief: BriefPlan
    terms: Terms
    templates: tuple[Template, ...]
    tasks: tuple[TaskPlan, ...]

    @property
    def slots(self) -> int:
        return sum(task.slots for task in self.tasks)


def worst_case_minor(plan: CampaignPlan) -> int:
    """The cost if every slot earns the most it can; a launch compares it with the budget.

    Of a pot by windows one of them: no claim is taken into another that the budget does not hold.
    """
    return pricing.launch_minor(plan.terms, plan.slots)
