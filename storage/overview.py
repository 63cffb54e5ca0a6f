"""Queries for the console's pages: a day's counts, a campaign by task, what waits for somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, select

from domain.assignment import ENDED_UNPAID, AssignmentStatus
from domain.delivery import RESENT_WHEN_IN_DOUBT, DeliveryClass, DeliveryStatus
from domain.ledger import LedgerAccount
from domain.payout import BatchStatus
from domain.people import Category
from domain.platforms import Platform
from storage.campaign_summaries import now_in
from storage.kept_updates import BROKEN
from storage.reviews import WAITING
from storage.tables.base import among
from storage.tables.campaigns import task
from storage.tables.delivery import LOST, delivery
from storage.tables.money import ledger_entry, payout, payout_batch, posting
from storage.tables.people import person
from storage.tables.work import assignment, review, submission

S = AssignmentStatus


@dataclass(frozen=True, slots=True)
class Earned:
    """What was settled, net of reversals."""

    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """What happened within a span of time."""

    claims: int
    submissions: int
    sent: int
    earned: tuple[Earned, ...]


def _within(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(moment >= bindparam("since"), moment < bindparam("until"))


_CLAIMS = select(func.count()).select_from(assignment).where(_within(assignment.c.claimed_at))
_SUBMISSIONS = select(func.count()).select_from(submission).where(_within(submission.c.at))
_SENT = (
    select(func.count())
    .select_from(delivery)
    .where(
        delivery.c.status == DeliveryStatus.SENT,
        delivery.c["class"] != DeliveryClass.FOLLOW_UP,  # no message of its own
        _within(delivery.c.ended_at),
    )
)
# Settlements and reversals are all that ever touches a campaign's funds.
_EARNED = (
    select(ledger_entry.c.currency, func.sum(-ledger_entry.c.amount_minor))
    .join(posting, posting.c.id == ledger_entry.c.posting_id)
    .where(ledger_entry.c.account == LedgerAccount.CAMPAIGN_FUNDS, _within(posting.c.at))
    .group_by(ledger_entry.c.currency)
    .order_by(ledger_entry.c.currency)
)


def numbers(conn: Connection, since: datetime, until: datetime) -> DayNumbers:
    span = {"since": since, "until": until}
    claims, submissions, sent = (
        conn.execute(counting, span).scalar_one() for counting in (_CLAIMS, _SUBMISSIONS, _SENT)
    )
    earned = (Earned(currency, int(sum_)) for currency, sum_ in conn.execute(_EARNED, span))
    return DayNumbers(claims, submissions, sent, tuple(earned))


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task of a campaign: its slots, and its funnel as in domain.campaign.CampaignSummary."""

    task_id: int
    title: str
    platform: Platform
    category: Category
    region: str
    audience: str
    scene: str
    opens_at: datetime
    due_at: datetime
    slots: int
    free: int
    held: int
    done: int
    claimed: int
    submitted: int
    approved: int
    settled: int
    lost: int


_TASKS = (
    select(
        task.c.id,
        task.c.title,
        task.c.platform,
        task.c.category,
        task.c.region,
        task.c.audience,
        task.c.scene,
        task.c.opens_at,
        task.c.due_at,
        task.c.slots,
        task.c.free,
        task.c.held,
        task.c.done,
        func.count(assignment.c.id),
        now_in(S.SUBMITTED, S.CHANGES_REQUESTED, S.APPROVED, S.SETTLED),
        now_in(S.APPROVED, S.SETTLED),
        now_in(S.SETTLED),
        now_in(*ENDED_UNPAID),
    )
    .outerjoin(assignment, assignment.c.task_id == task.c.id)
    .where(task.c.campaign_id == bindparam("of_campaign"))
    .group_by(task.c.id)
    .order_by(task.c.due_at, task.c.id)
)


def tasks(conn: Connection, campaign_id: int) -> tuple[TaskLine, ...]:
    rows = conn.execute(_TASKS, {"of_campaign": campaign_id})
    return tuple(_task(row) for row in rows)


def _task(row: Any) -> TaskLine:
    values: list[Any] = [*row[:2], Platform(row[2]), Category(row[3]), *row[4:9]]
    return TaskLine(*values, *map(int, row[9:]))


_REVIEW_CLOCKS = (
    select(submission.c.at, assignment.c.review_due_at)
    .join(assignment, assignment.c.id == submission.c.assignment_id)
    .outerjoin(review, review.c.submission_id == submission.c.id)
    .where(WAITING)
)


def review_clocks(conn: Connection) -> list[tuple[datetime, datetime]]:
    """Of each submission that waits for a decision: when it came, when the clock approves it."""
    return [(at, due_at) for at, due_at in conn.execute(_REVIEW_CLOCKS)]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A payout batch in a list; `approved_by` is a name too, empty until somebody did."""

    batch_id: int
    status: BatchStatus
    prepared_by: str
    prepared_at: datetime
    approved_by: str
    approved_at: datetime | None
    payouts: int
    amount_minor: int
    currency: str


_approver = person.alias("approver")
_BATCHES = (
    select(
        payout_batch.c.id,
        payout_batch.c.status,
        person.c.name,
        payout_batch.c.prepared_at,
        func.coalesce(_approver.c.name, ""),
        payout_batch.c.approved_at,
        func.count(),
        func.sum(payout.c.amount_minor),
        payout_batch.c.currency,
    )
    .join(payout, payout.c.batch_id == payout_batch.c.id)
    .join(person, person.c.id == payout_batch.c.prepared_by)
    .outerjoin(_approver, _approver.c.id == payout_batch.c.approved_by)
    .group_by(payout_batch.c.id, person.c.name, _approver.c.name)
    .order_by(payout_batch.c.id.desc())
    .limit(bindparam("most"))
)
_UNAPPROVED = _BATCHES.where(payout_batch.c.status == BatchStatus.PREPARED)


def count_batches(conn: Connection) -> int:
    return int(conn.execute(select(func.count()).select_from(payout_batch)).scalar_one())


def batches(conn: Connection, start: int, most: int) -> tuple[BatchLine, ...]:
    """The newest first, but for `start` of them."""
    rows = conn.execute(_BATCHES.offset(start), {"most": most})
    return tuple(_batch(row) for row in rows)


def unapproved_batches(conn: Connection, most: int) -> tuple[BatchLine, ...]:
    """Those that wait for another person's approval."""
    return tuple(_batch(row) for row in conn.execute(_UNAPPROVED, {"most": most}))


def _batch(row: Any) -> BatchLine:
    values: list[Any] = [row[0], BatchStatus(row[1]), *row[2:7], int(row[7]), row[8]]
    return BatchLine(*values)


_IN_DOUBT: Final = (
    select(func.count())
    .select_from(delivery)
    .where(
        LOST,  # their index; of them …
        delivery.c.status == DeliveryStatus.IN_DOUBT,
        among(delivery.c["class"], RESENT_WHEN_IN_DOUBT),
        delivery.c.ended_at >= bindparam("since"),
    )
)


def in_doubt(conn: Connection, since: datetime) -> int:
    """Messages about work or money that may not have arrived."""
    return conn.execute(_IN_DOUBT, {"since": since}).scalar_one()


def kept_updates(conn: Connection) -> int:
    """What somebody sent us and we could not process."""
    return conn.execute(BROKEN).scalar_one()
