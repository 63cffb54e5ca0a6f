"""What the console's pages show: today, what waits too long, campaigns by task; changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain import review
from domain.budget import Raise
from domain.campaign import CampaignStatus, CampaignSummary
from domain.disputes.listing import LateDisputes
from domain.due_work import BEGINNING
from domain.funnel import Funnel
from domain.paging import Page, page_of
from domain.payout_rules import PayoutRules
from domain.people import Actor, Role
from domain.pot_windows import PastWindow
from domain.receivable import Debtor, Repayment, WriteOff
from domain.returns import CampaignReturns, LateCampaign
from domain.review_queue import ReviewItem
from domain.risk.case_list import Holds
from domain.second_try import SentBack
from services import (
    batch_views,
    campaigns,
    dispute_decisions,
    pot_windows,
    return_reports,
    risk_lists,
    second_tries,
)
from services.authority import REVIEWERS, need
from services.console import STAFF
from services.payable import Ready
from services.return_reports import MissingPage
from services.risk_deciders import DECIDERS
from storage import (
    bank_answers,
    budget_raises,
    due_settlements,
    funnels,
    missing_returns,
    occurrences,
    overview,
    receivables,
    repayments,
    review_queue,
    setbacks,
    tracking,
    write_offs,
)
from storage import risk_lists as stored_cases
from storage.bank_answers import Refused
from storage.due_settlements import Unmeasured
from storage.occurrences import Series
from storage.overview import BatchLine, DayNumbers, TaskLine
from storage.setbacks import SetBack
from storage.tracking import LinkLine

__all__ = [
    "CampaignPage",
    "FirstPage",
    "Overdue",
    "PayoutPage",
    "ReviewQueue",
    "TaskLine",
    "Today",
    "campaign_page",
    "every_campaign",
    "first_page",
    "payout_page",
    "queue",
]

DOUBT_SHOWN_FOR: Final = timedelta(days=7)
MOST_BATCHES: Final = 50
BATCHES_SHOWN: Final = 20
MOST_DEBTORS: Final = 50
MOST_REFUSED: Final = 20
MOST_UNMEASURED: Final = 50
MOST_LINKS: Final = 50
MOST_MISSING: Final = 20
_ORDER: Final = (
    CampaignStatus.LIVE,
    CampaignStatus.PAUSED,
    CampaignStatus.DRAFT,
    CampaignStatus.CLOSED,
)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Today:
    """Since midnight in the reader's zone, and yesterday up to the same time of day."""

    so_far: DayNumbers
    yesterday: DayNumbers


@dataclass(frozen=True, slots=True)
class Overdue:
    """What waits for the reader, or for all staff; `late_reviews` are past half of their clock."""

    late_reviews: int
    next_clock_at: datetime | None  # when the first of all waiting reviews approves itself
    late_cases: int  # risk cases that nobody decided in time
    stuck_cases: int  # risk cases that wait for a person, and nobody of the staff may decide
    disputes: LateDisputes
    unmeasured: tuple[Unmeasured, ...]
    late_returns: tuple[LateCampaign, ...]  # before the cut-off, so that it can still be mended
    unapproved: tuple[BatchLine, ...]
    in_doubt: int
    kept_updates: int
    set_back: tuple[SetBack, ...]  # due work that raised and is tried again

    @property
    def is_empty(self) -> bool:
        return not (
            self.late_reviews
            or self.late_cases
            or self.stuck_cases
            or self.disputes != LateDisputes()
            or self.unmeasured
            or self.late_returns
            or self.unapproved
            or self.in_doubt
            or self.kept_updates
            or self.set_back
        )


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """The soonest clocks first; `waiting` counts also what is not in `items`."""

    items: tuple[ReviewItem, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class FirstPage:
    """`queue` is None for who does not review; `holds` by campaign."""

    today: Today
    overdue: Overdue
    campaigns: tuple[CampaignSummary, ...]
    holds: dict[int, Holds]
    queue: ReviewQueue | None


@dataclass(frozen=True, slots=True)
class CampaignPage:
    summary: CampaignSummary
    tasks: tuple[TaskLine, ...]
    links: tuple[LinkLine, ...]  # the most clicked
    holds: Holds | None  # amounts that wait for a risk case
    funnel: Funnel
    returns: CampaignReturns | None  # none was due yet
    missing: MissingPage  # the posts behind it that wait, those that matter most
    series: tuple[Series, ...]  # tasks that recur
    raises: tuple[Raise, ...]  # of its budget, the newest first
    windows: tuple[PastWindow, ...]  # of its pot, the newest first; none where it has none


@dataclass(frozen=True, slots=True)
class PayoutPage:
    """What could be paid now, a page of the batches, the newest first, and who owes the most."""

    ready: tuple[Ready, ...]
    batches: tuple[BatchLine, ...]
    page: Page  # of the batches
    owed: tuple[Debtor, ...]
    repaid: tuple[Repayment, ...]  # the newest debts that creators transferred back
    given_up: tuple[WriteOff, ...]  # the newest debts that owners wrote off
    refused: tuple[Refused, ...]  # rows of banks' answers that moved nothing, the newest
    sent_back: tuple[SentBack, ...]  # details that wait until somebody stands by them


def first_page(conn: Connection, actor: Actor, *, most_reviews: int, now: datetime) -> FirstPage:
    need(actor, *STAFF, verb="console")
    reviews_too = actor.may(*REVIEWERS)
    return FirstPage(
        _today(conn, actor, now),
        _overdue(conn, actor, now),
        every_campaign(conn, actor),
        risk_lists.holds(conn),
        queue(conn, actor, most=most_reviews) if reviews_too else None,
    )


def every_campaign(conn: Connection, actor: Actor) -> tuple[CampaignSummary, ...]:
    """All campaigns, those that run first."""
    return tuple(sorted(campaigns.every(conn, actor), key=_liveliness))


def _liveliness(found: CampaignSummary) -> int:
    """What runs stands first; within a status the newest stays first."""
    return _ORDER.index(found.status)


def campaign_page(
    conn: Connection, actor: Actor, campaign_id: int, number: int = 1, *, now: datetime
) -> CampaignPage:
    """`number` is of the page of posts without figures."""
    return CampaignPage(
        campaigns.one(conn, actor, campaign_id),
        overview.tasks(conn, campaign_id),
        tracking.of_campaign(conn, campaign_id, MOST_LINKS),
        risk_lists.holds(conn).get(campaign_id),
        funnels.of_campaign(conn, campaign_id),
        return_reports.of_campaign(conn, campaign_id, now=now),
        return_reports.missing(conn, actor, campaign_id, number, MOST_MISSING, now=now),
        occurrences.of_campaign(conn, campaign_id, now),
        budget_raises.of_campaign(conn, campaign_id),
        pot_windows.of_campaign(conn, campaign_id),
    )


def queue(conn: Connection, actor: Actor, *, most: int) -> ReviewQueue:
    """What the actor may decide on, in full: nobody sees their own work in it."""
    need(actor, *REVIEWERS, verb="review")
    lines = review_queue.lines(conn, actor.person_id, most)
    items = (review_queue.item(conn, line.submission_id) for line in lines)
    waiting = review_queue.count(conn, actor.person_id)
    return ReviewQueue(tuple(item for item in items if item is not None), waiting)


def _today(conn: Connection, actor: Actor, now: datetime) -> Today:
    local = now.astimezone(ZoneInfo(actor.timezone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    # Wall clocks: a day with a switch of the clock is compared to the same hour, too.
    return Today(
        overview.numbers(conn, midnight, now),
        overview.numbers(conn, midnight - _DAY, local - _DAY),
    )


def _overdue(conn: Connection, actor: Actor, now: datetime) -> Overdue:
    """Reviews and payouts are named to whom their pages open."""
    clocks = overview.review_clocks(conn) if actor.may(*REVIEWERS) else ()
    late = sum(1 for at, due_at in clocks if review.half_gone_at(due_at, at) <= now)
    return Overdue(
        late,
        min((due_at for _, due_at in clocks), default=None),
        stored_cases.late(conn, actor.person_id, now) if actor.may(*DECIDERS) else 0,
        stored_cases.stuck(conn, now) if actor.may(*DECIDERS) else 0,
        dispute_decisions.late(conn, actor, now=now),
        _unmeasured(conn, now),
        missing_returns.late(conn, now, MOST_UNMEASURED),
        overview.unapproved_batches(conn, MOST_BATCHES) if actor.may(Role.FINANCE) else (),
        overview.in_doubt(conn, now - DOUBT_SHOWN_FOR),
        overview.kept_updates(conn),
        setbacks.counts(conn),
    )


def _unmeasured(conn: Connection, now: datetime) -> tuple[Unmeasured, ...]:
    places = due_settlements.all_unmeasured(conn, BEGINNING, now, MOST_UNMEASURED)
    found = (due_settlements.unmeasured(conn, campaign_id, now) for _, campaign_id in places)
    return tuple(each for each in found if each is not None)


def payout_page(
    conn: Connection, actor: Actor, rules: PayoutRules, number: int = 1, *, now: datetime
) -> PayoutPage:
    """`number` is of the page of batches."""
    ready = batch_views.overview(conn, actor, rules, now=now).ready
    at = page_of(overview.count_batches(conn), number, BATCHES_SHOWN)
    owed = receivables.debtors(conn, MOST_DEBTORS)
    return PayoutPage(
        ready,
        overview.batches(conn, at.start, at.size),
        at,
        tuple(owed),
        tuple(repayments.newest(conn, MOST_DEBTORS)),
        tuple(write_offs.newest(conn, MOST_DEBTORS)),
        tuple(bank_answers.refused(conn, MOST_REFUSED)),
        second_tries.listed(conn, actor),
    )
