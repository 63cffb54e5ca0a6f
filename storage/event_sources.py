"""What happened, read from rows that are only ever appended: no cause has to say a word of it.

Writers take turns on both databases, so ids of these tables commit in their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, func, select

from domain.disputes.life import DisputeEventKind
from domain.disputes.lines import LineKind
from domain.ledger import PostingKind
from domain.posting_keys import KeyOf, row_of
from domain.risk.cases import EventKind
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import among
from storage.tables.campaigns import campaign, task
from storage.tables.disputes import dispute, dispute_event
from storage.tables.money import payout, posting, settlement
from storage.tables.risk import risk_case, risk_event, risk_signal
from storage.tables.work import assignment, assignment_event, post, submission


class Source(StrEnum):
    """A table that is read along its ids."""

    WORK = "assignment_event"
    MONEY = "posting"
    RISK = "risk_event"
    DISPUTE = "dispute_event"


_TABLES: Final[dict[Source, Table]] = {
    Source.WORK: assignment_event,
    Source.MONEY: posting,
    Source.RISK: risk_event,
    Source.DISPUTE: dispute_event,
}
# The first decision, an appeal's, and what a clock decides; VOIDED follows from an earlier one.
DECISIONS: Final = frozenset(
    {
        EventKind.CLEARED,
        EventKind.CONFIRMED,
        EventKind.REINSTATED,
        EventKind.UPHELD,
        EventKind.LAPSED,
    }
)


D = DisputeEventKind
ENDS: Final = frozenset({D.GRANTED, D.GIVEN_BACK, D.DECLINED, D.WITHDRAWN, D.MOOT})


@dataclass(frozen=True, slots=True)
class WorkRow:
    event_id: int
    status: str
    reason: str
    at: datetime
    assignment_id: int
    person_id: int
    task_id: int
    campaign_id: int
    platform: str
    post_key: str | None  # of the latest hand-in, by now
    settled_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    posting_id: int
    kind: PostingKind
    at: datetime
    payout_id: int
    batch_id: int
    person_id: int
    reference: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    event_id: int
    kind: EventKind
    reason: str
    at: datetime
    case_id: int
    assignment_id: int
    person_id: int
    campaign_id: int
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """`awarded_minor` is what it gave in the end, by now."""

    event_id: int
    kind: DisputeEventKind
    at: datetime
    dispute_id: int
    line: LineKind
    reason: str
    person_id: int
    campaign_id: int | None
    assignment_id: int | None
    payout_id: int | None
    amount_minor: int
    awarded_minor: int
    currency: str


_SETTLED = (
    select(func.coalesce(func.sum(settlement.c.amount_minor), 0))
    .where(settlement.c.assignment_id == assignment.c.id)
    .correlate(assignment)
    .scalar_subquery()
)
_WORK = (
    select(
        assignment_event.c.id,
        assignment_event.c.status,
        assignment_event.c.reason,
        assignment_event.c.at,
        assignment.c.id,
        assignment.c.person_id,
        task.c.id,
        task.c.campaign_id,
        task.c.platform,
        post.c.post_key,
        _SETTLED,
        campaign.c.currency,
    )
    .select_from(assignment_event)
    .join(assignment, assignment.c.id == assignment_event.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .outerjoin(submission, submission.c.id == LATEST_WITH_POST)
    .outerjoin(post, post.c.id == submission.c.post_id)
    .where(assignment_event.c.id > bindparam("after"), assignment_event.c.id <= bindparam("upto"))
    .order_by(assignment_event.c.id)
)
_ANSWERS = (
    select(posting.c.id, posting.c.kind, posting.c.at, posting.c.key)
    .where(
        posting.c.id > bindparam("after"),
        posting.c.id <= bindparam("upto"),
        among(posting.c.kind, {PostingKind.PAYMENT, PostingKind.RETURN, PostingKind.BOUNCE}),
    )
    .order_by(posting.c.id)
)
_PAYOUTS = select(
    payout.c.id,
    payout.c.batch_id,
    payout.c.person_id,
    payout.c.reference,
    payout.c.amount_minor,
    payout.c.currency,
).where(payout.c.id.in_(bindparam("ids", expanding=True)))
_RISK = (
    select(
        risk_event.c.id,
        risk_event.c.kind,
        risk_event.c.reason,
        risk_event.c.at,
        risk_case.c.id,
        assignment.c.id,
        assignment.c.person_id,
        task.c.campaign_id,
    )
    .select_from(risk_event)
    .join(risk_case, risk_case.c.id == risk_event.c.case_id)
    .join(assignment, assignment.c.id == risk_case.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .where(
        risk_event.c.id > bindparam("after"),
        risk_event.c.id <= bindparam("upto"),
        among(risk_event.c.kind, {EventKind.OPENED, *DECISIONS}),
    )
    .order_by(risk_event.c.id)
)
_SIGNALS = (
    select(risk_signal.c.case_id, risk_signal.c.signal)
    .where(risk_signal.c.case_id.in_(bindparam("ids", expanding=True)))
    .distinct()
    .order_by(risk_signal.c.case_id, risk_signal.c.signal)
)


_DISPUTES = (
    select(
        dispute_event.c.id,
        dispute_event.c.kind,
        dispute_event.c.at,
        dispute.c.id,
        dispute.c.kind,
        dispute.c.reason,
        dispute.c.person_id,
        dispute.c.campaign_id,
        dispute.c.assignment_id,
        dispute.c.payout_id,
        dispute.c.amount_minor,
        dispute.c.awarded_minor,
        dispute.c.currency,
    )
    .select_from(dispute_event)
    .join(dispute, dispute.c.id == dispute_event.c.dispute_id)
    .where(
        dispute_event.c.id > bindparam("after"),
        dispute_event.c.id <= bindparam("upto"),
        among(dispute_event.c.kind, {D.OPENED, *ENDS}),
    )
    .order_by(dispute_event.c.id)
)


def newest(conn: Connection, source: Source) -> int:
    table = _TABLES[source]
    found: int = conn.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    return found


def work(conn: Connection, after: int, upto: int) -> Sequence[WorkRow]:
    return [_work(row) for row in conn.execute(_WORK, {"after": after, "upto": upto})]


def _work(row: Any) -> WorkRow:
    values: list[Any] = [*row[:10], int(row[10]), row[11]]
    return WorkRow(*values)


def money(conn: Connection, after: int, upto: int) -> Sequence[MoneyRow]:
    """Payouts that the bank answered, and those that it sent back."""
    told = [
        (payout_id, row)
        for row in conn.execute(_ANSWERS, {"after": after, "upto": upto})
        # What else is ever called a payment is no answer about a payout.
        if (payout_id := _payout_of(row.key)) is not None
    ]
    if not told:
        return []
    ids = sorted({payout_id for payout_id, _ in told})
    payouts: dict[int, Any] = {row[0]: row for row in conn.execute(_PAYOUTS, {"ids": ids})}
    return [
        MoneyRow(row.id, PostingKind(row.kind), row.at, *payouts[payout_id])
        for payout_id, row in told
    ]


def _payout_of(key: str) -> int | None:
    answered = row_of(key, KeyOf.ANSWER)
    return answered if answered is not None else row_of(key, KeyOf.BOUNCE)


def risk(conn: Connection, after: int, upto: int) -> Sequence[RiskRow]:
    rows = conn.execute(_RISK, {"after": after, "upto": upto}).all()
    if not rows:
        return []
    signals: dict[int, list[str]] = {}
    for case_id, signal in conn.execute(_SIGNALS, {"ids": [row[4] for row in rows]}):
        signals.setdefault(case_id, []).append(signal)
    made = []
    for row in rows:
        seen = tuple(signals.get(row[4], ()))
        values: list[Any] = [row[0], EventKind(row[1]), *row[2:], seen]
        made.append(RiskRow(*values))
    return made


def disputes(conn: Connection, after: int, upto: int) -> Sequence[DisputeRow]:
    """Their beginnings and their ends; what is said in between is between two."""
    return [_dispute(row) for row in conn.execute(_DISPUTES, {"after": after, "upto": upto})]


def _dispute(row: Any) -> DisputeRow:
    values: list[Any] = [row[0], D(row[1]), *row[2:4], LineKind(row[4]), *row[5:]]
    return DisputeRow(*values)
