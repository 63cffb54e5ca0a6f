"""Queries about assignments and their audit; a change of status is one UPDATE and one event."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from domain.assignment import CREATORS_TURN, AssignmentFacts, AssignmentStatus
from storage.driver_sql import among_these
from storage.prepared import Later, Prepared, prepared_insert
from storage.tables.campaigns import task
from storage.tables.work import assignment, assignment_event

_INSERT = prepared_insert(
    insert(assignment).returning(assignment.c.id),
    "task_id",
    "account_id",
    "person_id",
    "terms_id",
    "status",
    "reserved_minor",
    "claimed_at",
    "due_at",
)
_EVENT = prepared_insert(
    insert(assignment_event), "assignment_id", "status", "actor_id", "reason", "note", "at"
)
FACTS: Final = (
    assignment.c.id,
    assignment.c.task_id,
    task.c.campaign_id,
    assignment.c.account_id,
    assignment.c.person_id,
    assignment.c.terms_id,
    assignment.c.status,
    assignment.c.reserved_minor,
    assignment.c.claimed_at,
    assignment.c.due_at,
    assignment.c.review_due_at,
    assignment.c.review_seconds_left,
    assignment.c.approved_at,
    assignment.c.cutoff_at,
    task.c.draft_required,
    assignment.c.revision,
)
_FACTS = Prepared(
    select(*FACTS)
    .join(task, task.c.id == assignment.c.task_id)
    .where(assignment.c.id == bindparam("assignment_id"))
)

# Once approved it stays so, whatever was asked to be changed of the post since.
DRAFT_APPROVED = exists(
    select(assignment_event.c.id)
    .where(
        assignment_event.c.assignment_id == assignment.c.id,
        assignment_event.c.status == AssignmentStatus.DRAFT_APPROVED,
    )
    .correlate(assignment)
)


def add(
    conn: Connection,
    *,
    task_id: int,
    account_id: int,
    person_id: int,
    terms_id: int,
    reserved_minor: int,
    due_at: datetime,
    now: datetime,
) -> Later[int]:
    """A claimed assignment and its first event; IntegrityError when the account holds one."""
    inserted = _INSERT.first_later(
        conn,
        task_id=task_id,
        account_id=account_id,
        person_id=person_id,
        terms_id=terms_id,
        status=AssignmentStatus.CLAIMED,
        reserved_minor=reserved_minor,
        claimed_at=now,
        due_at=due_at,
    )

    def added() -> int:
        row = inserted()
        assert row is not None  # RETURNING answers or the insert raised
        note_event(conn, row[0], AssignmentStatus.CLAIMED, person_id, now=now)
        return int(row[0])

    return added


def facts(conn: Connection, assignment_id: int) -> AssignmentFacts | None:
    row = _FACTS.first(conn, assignment_id=assignment_id)
    return None if row is None else facts_from(row)


def facts_from(row: Sequence[Any]) -> AssignmentFacts:
    """The columns of FACTS as a row has them."""
    values: list[Any] = [*row[:6], AssignmentStatus(row[6]), *row[7:]]
    return AssignmentFacts(*values)


def newest(conn: Connection, person_id: int, task_id: int, account_id: int) -> int | None:
    return conn.execute(
        select(assignment.c.id)
        .where(
            assignment.c.person_id == person_id,
            assignment.c.task_id == task_id,
            assignment.c.account_id == account_id,
        )
        .order_by(assignment.c.id.desc())
        .limit(1)
    ).scalar()


def handed_in_from(conn: Connection, assignment_id: int) -> AssignmentStatus:
    """Where the work stood when it was its creator's turn last."""
    last = conn.execute(
        select(assignment_event.c.status)
        .where(
            assignment_event.c.assignment_id == assignment_id,
            assignment_event.c.status.in_(sorted(CREATORS_TURN)),
        )
        .order_by(assignment_event.c.id.desc())
        .limit(1)
    ).scalar_one()
    return AssignmentStatus(last)


def move(
    conn: Connection,
    facts: AssignmentFacts,
    target: AssignmentStatus,
    *,
    actor_id: int | None,
    now: datetime,
    reason: str = "",
    note: str = "",
    **columns: Any,
) -> bool:
    """From what `facts` say to `target`, with its event; False when another was first.

    Also one that left the status as it was: a link that took another's place.
    """
    moved = conn.execute(
        update(assignment)
        .where(
            assignment.c.id == facts.assignment_id,
            assignment.c.status == facts.status,
            assignment.c.revision == facts.revision,
        )
        .values(status=target, revision=assignment.c.revision + 1, **columns)
    )
    if moved.rowcount != 1:
        return False
    note_event(conn, facts.assignment_id, target, actor_id, now=now, reason=reason, note=note)
    return True


_SETTLE: Final = (
    "UPDATE assignment SET status = ?, reserved_minor = 0, revision = revision + 1"
    " WHERE status = ? AND id IN {these} RETURNING id"
)


def settle(
    conn: Connection, assignment_ids: Sequence[int], actor_id: int | None, *, now: datetime
) -> int:
    """Approved → settled, with its event each and nothing reserved any more; how many moved."""
    states = AssignmentStatus.SETTLED.value, AssignmentStatus.APPROVED.value
    moved = among_these(conn, _SETTLE, assignment_ids, *states)
    _EVENT.many(conn, [_settled_event(each, actor_id, now) for each in assignment_ids])
    return len(moved)


def _settled_event(assignment_id: int, actor_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "assignment_id": assignment_id,
        "status": AssignmentStatus.SETTLED,
        "actor_id": actor_id,
        "reason": "",
        "note": "",
        "at": now,
    }


def note_event(
    conn: Connection,
    assignment_id: int,
    status: AssignmentStatus,
    actor_id: int | None,
    *,
    now: datetime,
    reason: str = "",
    note: str = "",
) -> None:
    _EVENT.tell(
        conn,
        assignment_id=assignment_id,
        status=status,
        actor_id=actor_id,
        reason=reason,
        note=note,
        at=now,
    )
