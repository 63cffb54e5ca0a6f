"""Queries about what disputes made good of works: for `/why`, for the void that takes it back."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select

from domain.assignment import AssignmentStatus
from domain.disputes.life import MADE_GOOD, DisputeStatus
from domain.disputes.lines import LineKind
from domain.earnings import MadeGood
from domain.ledger import Owed
from domain.posting_keys import KeyOf
from storage import taken_along
from storage.posting_keys import key_of
from storage.tables.base import among
from storage.tables.disputes import dispute
from storage.tables.money import posting
from storage.tables.work import assignment

IS_GRANTED = dispute.c.status == DisputeStatus.GRANTED
# What was granted for work that is void already is not taken back with it.
STANDS: ColumnElement[bool] = or_(
    dispute.c.kind == LineKind.TAKEN_BACK, assignment.c.status != AssignmentStatus.VOID
)
"""Of a grant and its work."""
OF_WORK = dispute.join(assignment, assignment.c.id == dispute.c.assignment_id)
_KEY = key_of(KeyOf.DISPUTE, dispute.c.id)
_TAKEN_BY = taken_along.taken_by(
    dispute,
    dispute.c.awarded_minor,
    dispute.c.decided_at,
    key_of(KeyOf.REVERSE_GRANT, dispute.c.id),
)
_OF_WORK = (
    select(
        dispute.c.id,
        dispute.c.kind,
        dispute.c.awarded_minor,
        dispute.c.decided_at,
        IS_GRANTED & ~STANDS,
        dispute.c.note,
        func.coalesce(posting.c.hash, ""),
        *taken_along.COLUMNS,
    )
    .select_from(taken_along.joined(OF_WORK.outerjoin(posting, posting.c.key == _KEY), _TAKEN_BY))
    .where(
        dispute.c.assignment_id == bindparam("of_assignment"), among(dispute.c.status, MADE_GOOD)
    )
    .order_by(dispute.c.id)
)
_TO_TAKE_BACK = (
    select(dispute.c.id, dispute.c.campaign_id, dispute.c.person_id, dispute.c.awarded_minor)
    .add_columns(dispute.c.currency)
    .where(
        and_(dispute.c.assignment_id == bindparam("of_assignment"), IS_GRANTED),
        dispute.c.kind != LineKind.TAKEN_BACK,
    )
    .order_by(dispute.c.id)
    .with_for_update()
)


def of_work(conn: Connection, assignment_id: int) -> tuple[MadeGood, ...]:
    rows: Any = conn.execute(_OF_WORK, {"of_assignment": assignment_id})
    return tuple(_made_good(row) for row in rows)


def _made_good(row: Any) -> MadeGood:
    values: list[Any] = [row[0], LineKind(row[1]), *row[2:4], bool(row[4]), *row[5:7]]
    values.append(taken_along.sent_by(row[7:]))
    return MadeGood(*values)


def to_take_back(conn: Connection, assignment_id: int) -> list[tuple[int, int, Owed]]:
    """(dispute, campaign, what) of grants that go when their work becomes void; held."""
    rows = conn.execute(_TO_TAKE_BACK, {"of_assignment": assignment_id})
    return [(row[0], row[1], Owed(row[2], row[3], row[4])) for row in rows]
