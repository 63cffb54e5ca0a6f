"""Queries that open one amount: the work, its terms, its reading, what was fixed and posted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from domain.assignment import AssignmentStatus
from domain.earnings import Fixed, Opened, Part, Sent
from domain.metrics import MetricSnapshot
from domain.posting_keys import KeyOf
from domain.pricing import PriceLine
from domain.settlement import SettlementState
from domain.terms import Terms
from storage import price_lines, taken_along, terms
from storage.earnings import STATE
from storage.metrics import READING, reading_if_any
from storage.posting_keys import key_of
from storage.risk_holds import HELD_BY
from storage.submissions import LATEST_WITH_POST
from storage.tables import campaigns
from storage.tables.campaigns import campaign, task
from storage.tables.metrics import metric_snapshot
from storage.tables.money import posting, settlement
from storage.tables.people import person
from storage.tables.work import assignment, post, submission


@dataclass(frozen=True, slots=True)
class Work:
    """One assignment as far as its amount goes; `post_id` is what is measured."""

    assignment_id: int
    person_id: int
    creator: str
    status: AssignmentStatus
    title: str
    campaign: str
    currency: str
    post_id: int | None
    post_url: str
    terms_version: int
    cutoff_at: datetime | None
    held_by: int | None
    terms: Terms


@dataclass(frozen=True, slots=True)
class FixedAmount:
    """What its settlement says."""

    amount_minor: int
    price_lines: tuple[PriceLine, ...]
    snapshot: MetricSnapshot | None
    last_reading_id: int
    last_news_id: int
    fixed: Fixed


_WORK = (
    select(
        assignment.c.id,
        assignment.c.person_id,
        person.c.name,
        assignment.c.status,
        task.c.title,
        campaign.c.title,
        campaign.c.currency,
        post.c.id,
        func.coalesce(post.c.url, ""),
        campaigns.terms.c.version,
        assignment.c.cutoff_at,
        HELD_BY,
        *terms.COLUMNS,
    )
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(campaigns.terms, campaigns.terms.c.id == assignment.c.terms_id)
    .join(person, person.c.id == assignment.c.person_id)
    .outerjoin(submission, submission.c.id == LATEST_WITH_POST)
    .outerjoin(post, post.c.id == submission.c.post_id)
    .where(assignment.c.id == bindparam("of_assignment"))
)
_KEY = key_of(KeyOf.SETTLE, settlement.c.assignment_id, settlement.c.checkpoint)
_FIXED = (
    select(
        settlement.c.amount_minor,
        settlement.c.lines,
        settlement.c.id,
        settlement.c.settled_at,
        settlement.c.payable_at,
        STATE,
        func.coalesce(posting.c.hash, ""),
        settlement.c.last_reading_id,
        settlement.c.last_news_id,
        settlement.c.checkpoint,
        *READING,
    )
    .select_from(settlement)
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .outerjoin(metric_snapshot, metric_snapshot.c.id == settlement.c.snapshot_id)
    .outerjoin(posting, posting.c.key == _KEY)
    .where(settlement.c.assignment_id == bindparam("of_assignment"))
    .order_by(settlement.c.id.desc())
    .limit(1)
)
_FIXED_PART = _FIXED.where(settlement.c.checkpoint == bindparam("of_checkpoint"))


def work(conn: Connection, assignment_id: int) -> Work | None:
    row: Any = conn.execute(_WORK, {"of_assignment": assignment_id}).first()
    if row is None:
        return None
    values: list[Any] = [*row[:3], AssignmentStatus(row[3]), *row[4:12], terms.from_row(row[12:])]
    return Work(*values)


def fixed(conn: Connection, assignment_id: int, checkpoint: str = "") -> FixedAmount | None:
    """The part of that checkpoint, or the last one."""
    values: dict[str, Any] = {"of_assignment": assignment_id}
    asked = _FIXED
    if checkpoint:
        asked, values["of_checkpoint"] = _FIXED_PART, checkpoint
    row: Any = conn.execute(asked, values).first()
    if row is None:
        return None
    amount_minor, lines, settlement_id, settled_at, payable_at, state, posting_hash = row[:7]
    reading_id, news_id, checkpoint, *snapshot = row[7:]
    standing = SettlementState(state)
    stands = Fixed(settlement_id, checkpoint, settled_at, payable_at, standing, posting_hash)
    shown = price_lines.from_json(lines)
    return FixedAmount(amount_minor, shown, reading_if_any(snapshot), reading_id, news_id, stands)


_PARTS = (
    select(settlement.c.checkpoint, settlement.c.amount_minor, settlement.c.settled_at)
    .where(settlement.c.assignment_id == bindparam("of_assignment"))
    .order_by(settlement.c.id)
)


def parts(conn: Connection, assignment_id: int) -> list[Part]:
    """All that checkpoints fixed of it, in their order."""
    return [Part(*row) for row in conn.execute(_PARTS, {"of_assignment": assignment_id})]


_NEWEST = (
    select(
        settlement.c.assignment_id,
        task.c.title,
        person.c.name,
        settlement.c.amount_minor,
        settlement.c.currency,
        settlement.c.settled_at,
    )
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .join(person, person.c.id == settlement.c.person_id)
    .order_by(settlement.c.id.desc())
    .limit(bindparam("most"))
)


def newest(conn: Connection, most: int) -> list[Opened]:
    """What was settled last, of everybody."""
    return [Opened(*row) for row in conn.execute(_NEWEST, {"most": most})]


_TAKEN_BY = taken_along.taken_by(
    settlement,
    settlement.c.amount_minor,
    settlement.c.matured_at,
    key_of(KeyOf.REVERSE, settlement.c.id),
)
_SENT = (
    select(*taken_along.COLUMNS)
    .select_from(taken_along.joined(settlement, _TAKEN_BY))
    .where(settlement.c.id == bindparam("of_settlement"))
)


def sent(conn: Connection, settlement_id: int) -> Sent | None:
    """The payout that took it along."""
    row = conn.execute(_SENT, {"of_settlement": settlement_id}).first()
    return taken_along.sent_by(row) if row else None
