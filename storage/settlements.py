"""Queries about settlements: what was fixed, which never changes; due_settlements has the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from domain import checkpoints
from domain.ledger import Owed
from domain.pricing import PriceLine
from domain.settlement_waits import PATIENCE
from domain.terms import MissingData
from storage import price_lines
from storage.due_settlements import Unmeasured
from storage.prepared import Prepared
from storage.tables.campaigns import campaign, terms
from storage.tables.money import settlement
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class NewSettlement:
    assignment_id: int
    checkpoint: str
    terms_id: int
    post_id: int | None
    snapshot_id: int | None
    last_reading_id: int
    last_news_id: int
    room_minor: int | None
    granted_minor: int
    unheard: bool
    person_id: int
    campaign_id: int
    amount_minor: int
    currency: str
    lines: tuple[PriceLine, ...]
    settled_at: datetime
    payable_at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement as its reversal and its maturity see it."""

    settlement_id: int
    assignment_id: int
    campaign_id: int
    person_id: int
    amount_minor: int
    currency: str
    matured_at: datetime | None

    @property
    def owed(self) -> Owed:
        return Owed(self.person_id, self.amount_minor, self.currency)


SETTLED = select(
    settlement.c.id,
    settlement.c.assignment_id,
    settlement.c.campaign_id,
    settlement.c.person_id,
    settlement.c.amount_minor,
    settlement.c.currency,
    settlement.c.matured_at,
)
_OF_ASSIGNMENT = SETTLED.where(settlement.c.assignment_id == bindparam("of_assignment")).order_by(
    settlement.c.id
)
_HELD = _OF_ASSIGNMENT.with_for_update()


_ADD = Prepared(insert(settlement), [field.name for field in fields(NewSettlement)])


def add(conn: Connection, new: Sequence[NewSettlement]) -> None:
    """IntegrityError when that checkpoint of an assignment is settled already."""
    _ADD.many(conn, [_row(each) for each in new])


def _row(new: NewSettlement) -> dict[str, Any]:
    return {
        "assignment_id": new.assignment_id,
        "checkpoint": new.checkpoint,
        "terms_id": new.terms_id,
        "post_id": new.post_id,
        "snapshot_id": new.snapshot_id,
        "last_reading_id": new.last_reading_id,
        "last_news_id": new.last_news_id,
        "room_minor": new.room_minor,
        "granted_minor": new.granted_minor,
        "unheard": new.unheard,
        "person_id": new.person_id,
        "campaign_id": new.campaign_id,
        "amount_minor": new.amount_minor,
        "currency": new.currency,
        "lines": price_lines.to_json(new.lines),
        "settled_at": new.settled_at,
        "payable_at": new.payable_at,
    }


def is_settled(conn: Connection, assignment_id: int, checkpoint: str) -> bool:
    found = select(settlement.c.id).where(
        settlement.c.assignment_id == assignment_id, settlement.c.checkpoint == checkpoint
    )
    return conn.execute(found).first() is not None


def is_settled_since(conn: Connection, assignment_id: int, since: datetime) -> bool:
    found = select(settlement.c.id).where(
        settlement.c.assignment_id == assignment_id, settlement.c.settled_at > since
    )
    return conn.execute(found).first() is not None


def of_assignment(conn: Connection, assignment_id: int, *, hold: bool = False) -> list[Settled]:
    """Its settlements; with `hold` they stand still until the commit: none matures meanwhile."""
    asked = _HELD if hold else _OF_ASSIGNMENT
    rows = conn.execute(asked, {"of_assignment": assignment_id})
    return [Settled(*row) for row in rows]


def retained_until(conn: Connection, assignment_id: int) -> datetime | None:
    """How long its post must stay up; None when nothing was agreed."""
    return conn.execute(
        select(assignment.c.retained_until).where(assignment.c.id == assignment_id)
    ).scalar()


_UNREAD = (
    select(
        campaign.c.title,
        settlement.c.checkpoint,
        settlement.c.settled_at,
        assignment.c.cutoff_at,
        terms.c.cutoff_days,
        terms.c.missing_data,
    )
    .select_from(settlement)
    .join(campaign, campaign.c.id == settlement.c.campaign_id)
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .join(terms, terms.c.id == settlement.c.terms_id)
    .where(
        settlement.c.campaign_id == bindparam("of_campaign"),
        settlement.c.unheard,
        settlement.c.settled_at >= bindparam("since"),
        settlement.c.settled_at < bindparam("until"),
    )
)


def unread(
    conn: Connection, campaign_id: int, since: datetime, until: datetime
) -> Unmeasured | None:
    """The campaign's posts of which nothing ever came, given up by the clock in that time."""
    span = {"of_campaign": campaign_id, "since": since, "until": until}
    rows = [row for row in conn.execute(_UNREAD, span) if _is_given_up(row)]
    return Unmeasured(campaign_id, rows[0].title, len(rows)) if rows else None


def _is_given_up(row: Any) -> bool:
    """A person's word that nothing will come may have been earlier; the last cut-off of some waits
    for nothing else.
    """
    days = checkpoints.days_of(row.checkpoint)
    early = timedelta(days=0 if days is None else row.cutoff_days - days)
    is_person_asked = days is None and row.missing_data != MissingData.FLOOR
    return not is_person_asked and row.settled_at >= row.cutoff_at - early + PATIENCE
