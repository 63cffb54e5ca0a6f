"""Queries about a work's deadline and its one extension; what else a work is, assignments.py."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from domain.assignment import AssignmentStatus
from domain.extension import Term
from storage.tables.campaigns import task
from storage.tables.work import assignment

_TERM = (
    select(
        assignment.c.id,
        assignment.c.person_id,
        task.c.title,
        assignment.c.status,
        assignment.c.due_at,
        task.c.due_at,
        assignment.c.extended_at,
    )
    .join(task, task.c.id == assignment.c.task_id)
    .where(assignment.c.id == bindparam("assignment_id"))
)


def term(conn: Connection, assignment_id: int) -> Term | None:
    row = conn.execute(_TERM, {"assignment_id": assignment_id}).first()
    if row is None:
        return None
    number, person_id, title, stored, due_at, task_due_at, extended_at = row
    status = AssignmentStatus(stored)
    is_draft = status is AssignmentStatus.DRAFT_SUBMITTED
    return Term(number, person_id, title, status, due_at, task_due_at, extended_at, is_draft)


def extend(conn: Connection, term: Term, due_at: datetime, now: datetime) -> bool:
    """False when the work has moved, or had its extension, since `term` was read."""
    extended = conn.execute(
        update(assignment)
        .where(
            assignment.c.id == term.assignment_id,
            assignment.c.status == term.status,
            assignment.c.due_at == term.due_at,
            assignment.c.extended_at.is_(None),
        )
        .values(due_at=due_at, extended_at=now, revision=assignment.c.revision + 1)
    )
    return extended.rowcount == 1
