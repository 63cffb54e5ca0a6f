"""Queries about disputes: opening, moving, what is due; who may decide, dispute_parts.py says."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select, update

from domain.assignment import AssignmentStatus
from domain.disputes.life import (
    UNDECIDED,
    DisputeEventKind,
    DisputeFacts,
    DisputeStatus,
    EvidenceFile,
)
from domain.disputes.lines import DisputeReason, Line, LineKind
from domain.due_work import DueItem
from storage.dispute_parts import BARRED
from storage.due_pages import page, paged
from storage.tables.base import among
from storage.tables.campaigns import terms
from storage.tables.disputes import dispute, dispute_event
from storage.tables.money import settlement
from storage.tables.people import person
from storage.tables.work import assignment

_NOBODY: Final = -1
IS_OPEN: Final = among(dispute.c.status, UNDECIDED)


_CAP = func.coalesce(
    select(terms.c.cap_minor).where(terms.c.id == assignment.c.terms_id).scalar_subquery(), 0
)
_SETTLED = (
    select(func.coalesce(func.sum(settlement.c.amount_minor), 0))
    .where(settlement.c.assignment_id == dispute.c.assignment_id)
    .scalar_subquery()
)
_earlier = dispute.alias("earlier")
_GRANTED = (
    select(func.coalesce(func.sum(_earlier.c.awarded_minor), 0))
    .where(
        _earlier.c.assignment_id == dispute.c.assignment_id,
        _earlier.c.status == DisputeStatus.GRANTED,
        _earlier.c.kind != LineKind.TAKEN_BACK,
    )
    .scalar_subquery()
)
OF_CREATOR: Final = dispute.join(person, person.c.id == dispute.c.person_id).outerjoin(
    assignment, assignment.c.id == dispute.c.assignment_id
)
FACTS: Final = (
    dispute.c.id,
    dispute.c.kind,
    dispute.c.subject_id,
    dispute.c.assignment_id,
    dispute.c.payout_id,
    dispute.c.campaign_id,
    dispute.c.person_id,
    dispute.c.currency,
    dispute.c.amount_minor,
    dispute.c.reason,
    dispute.c.status,
    dispute.c.opened_at,
    dispute.c.answer_due_at,
    dispute.c.decide_due_at,
    dispute.c.escalated_at,
    dispute.c.next_at,
    dispute.c.decided_by,
    dispute.c.decided_at,
    dispute.c.awarded_minor,
    dispute.c.note,
    assignment.c.status,
    _CAP,
    _SETTLED,
    _GRANTED,
    BARRED,
)
_ONE = select(*FACTS).select_from(OF_CREATOR).where(dispute.c.id == bindparam("of_dispute"))
_HOLD = select(dispute.c.id).where(dispute.c.id == bindparam("of_dispute")).with_for_update()
# First its work, as whoever settles or ends that does: a grant and a settlement see each other.
_HOLD_WORK = (
    select(assignment.c.id)
    .join(dispute, dispute.c.assignment_id == assignment.c.id)
    .where(dispute.c.id == bindparam("of_dispute"))
    .with_for_update(of=assignment)
)
_OPEN_OF_WORK = (
    select(dispute.c.id)
    .where(dispute.c.assignment_id == bindparam("of_assignment"), IS_OPEN)
    .order_by(dispute.c.id)
)
_OPEN_OF_PERSON = (
    select(dispute.c.id)
    .where(dispute.c.person_id == bindparam("of_person"), IS_OPEN)
    .order_by(dispute.c.id)
)
_WHO_DISPUTES = (
    select(dispute.c.person_id)
    .distinct()
    .where(dispute.c.campaign_id == bindparam("of_campaign"), IS_OPEN)
)
_OPEN_OF_PAYOUT = (
    select(dispute.c.id, dispute.c.kind)
    .where(dispute.c.payout_id == bindparam("of_payout"), IS_OPEN)
    .order_by(dispute.c.id)
)
_DUE = paged(
    select(dispute.c.next_at, dispute.c.id).where(dispute.c.next_at <= bindparam("now")),
    dispute.c.next_at,
    dispute.c.id,
)


def from_row(row: Any) -> DisputeFacts:
    kind, reason, status = LineKind(row[1]), DisputeReason(row[9]), DisputeStatus(row[10])
    work = AssignmentStatus(row[20]) if row[20] else None
    of_work = [work, *(int(each) for each in row[21:24]), bool(row[24])]
    values: list[Any] = [row[0], kind, *row[2:9], reason, status, *row[11:20], *of_work]
    return DisputeFacts(*values)


def one(conn: Connection, dispute_id: int, actor_id: int | None) -> DisputeFacts | None:
    """Without an actor it is the clock that asks."""
    values = {"of_dispute": dispute_id, "reviewer_id": actor_id or _NOBODY}
    row = conn.execute(_ONE, values).first()
    return None if row is None else from_row(row)


def hold(conn: Connection, dispute_id: int, actor_id: int | None) -> DisputeFacts | None:
    """Ours until the unit of work ends, and read once it is ours."""
    which = {"of_dispute": dispute_id}
    conn.execute(_HOLD_WORK, which)
    if conn.execute(_HOLD, which).first() is None:
        return None
    return one(conn, dispute_id, actor_id)


def open_of_work(conn: Connection, assignment_id: int) -> list[int]:
    return list(conn.execute(_OPEN_OF_WORK, {"of_assignment": assignment_id}).scalars())


def open_of_person(conn: Connection, person_id: int) -> list[int]:
    return list(conn.execute(_OPEN_OF_PERSON, {"of_person": person_id}).scalars())


def who_disputes(conn: Connection, campaign_id: int) -> list[int]:
    """Whose disputes over a campaign nobody has decided on."""
    return list(conn.execute(_WHO_DISPUTES, {"of_campaign": campaign_id}).scalars())


def open_of_payout(conn: Connection, payout_id: int) -> list[int]:
    return [row[0] for row in conn.execute(_OPEN_OF_PAYOUT, {"of_payout": payout_id})]


def open_about_payout(conn: Connection, payout_id: int) -> int | None:
    """About the payout itself; its tax is another matter."""
    rows = conn.execute(_OPEN_OF_PAYOUT, {"of_payout": payout_id})
    return next((row[0] for row in rows if row[1] == LineKind.PAYOUT), None)


def due(conn: Connection, after: DueItem, now: datetime, most: int) -> list[DueItem]:
    """Disputes of which a clock ran out, oldest first."""
    return page(conn, _DUE, after, most, now=now)


def add(conn: Connection, line: Line, reason: DisputeReason, now: datetime, **clock: Any) -> int:
    """IntegrityError when there is one about that line."""
    values = {
        "kind": line.kind,
        "subject_id": line.subject_id,
        "assignment_id": line.assignment_id,
        "payout_id": line.payout_id,
        "campaign_id": line.campaign_id,
        "person_id": line.person_id,
        "currency": line.currency,
        "amount_minor": line.amount_minor,
        "reason": reason,
        "status": DisputeStatus.OPEN,
        "opened_at": now,
    }
    dispute_id: int = conn.execute(
        insert(dispute).values(values | clock).returning(dispute.c.id)
    ).scalar_one()
    return dispute_id


def move(conn: Connection, facts: DisputeFacts, target: DisputeStatus, **columns: Any) -> None:
    """The dispute is held by this unit of work, so nobody was first."""
    conn.execute(
        update(dispute)
        .where(dispute.c.id == facts.dispute_id)
        .values(status=target.value, **columns)
    )


def note_event(
    conn: Connection,
    dispute_id: int,
    kind: DisputeEventKind,
    actor_id: int | None,
    note: str = "",
    file: EvidenceFile | None = None,
    *,
    now: datetime,
) -> int:
    values = {
        "dispute_id": dispute_id,
        "kind": kind,
        "actor_id": actor_id,
        "note": note,
        "file_id": file.file_id if file else "",
        "file_kind": file.kind if file else None,
        "file_sha256": file.sha256 if file else "",
        "at": now,
    }
    event_id: int = conn.execute(
        insert(dispute_event).values(values).returning(dispute_event.c.id)
    ).scalar_one()
    return event_id


_LAST = (
    select(dispute_event.c.kind, dispute_event.c.actor_id, dispute_event.c.note)
    .where(dispute_event.c.dispute_id == bindparam("of_dispute"))
    .order_by(dispute_event.c.id.desc())
    .limit(1)
)


def is_last(
    conn: Connection, dispute_id: int, kind: DisputeEventKind, actor_id: int, note: str
) -> bool:
    """Nothing happened to the dispute since they said just this."""
    row = conn.execute(_LAST, {"of_dispute": dispute_id}).first()
    return row is not None and tuple(row) == (kind, actor_id, note)


def times(conn: Connection, dispute_id: int, kind: DisputeEventKind) -> int:
    """How often that happened to the dispute."""
    counted = select(func.count()).where(
        dispute_event.c.dispute_id == dispute_id, dispute_event.c.kind == kind
    )
    return conn.execute(counted.select_from(dispute_event)).scalar_one()
