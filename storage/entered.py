"""Queries about work whose figures are entered by hand: what it is paid by, who may enter them."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.assignment import AssignmentStatus
from domain.entered import Enterable
from domain.platforms import Platform
from domain.terms import Interaction, Source
from storage.linked import CONCERNED
from storage.submissions import LATEST_WITH_POST
from storage.tables.campaigns import task, terms
from storage.tables.people import account, person
from storage.tables.work import assignment, submission

_ONE = (
    select(
        assignment.c.id,
        submission.c.id,
        task.c.title,
        task.c.platform,
        account.c.handle,
        terms.c.counted,
        terms.c.weakest_source,
        assignment.c.cutoff_at,
        assignment.c.person_id == bindparam("reviewer_id"),
        assignment.c.status,
        CONCERNED,
    )
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(terms, terms.c.id == assignment.c.terms_id)
    .join(account, account.c.id == assignment.c.account_id)
    .join(person, person.c.id == assignment.c.person_id)
    .join(submission, submission.c.id == LATEST_WITH_POST)
    .where(assignment.c.id == bindparam("of_assignment"))
)


def one(
    conn: Connection, assignment_id: int, actor_id: int
) -> tuple[Enterable, AssignmentStatus, bool] | None:
    """The work, how it stands, and whether it concerns the actor; None: nothing was handed in."""
    row: Any = conn.execute(_ONE, {"of_assignment": assignment_id, "reviewer_id": actor_id}).first()
    if row is None:
        return None
    *head, status, concerned = row
    head[3], head[6] = Platform(head[3]), Source(head[6])
    head[5], head[8] = tuple(map(Interaction, head[5])), bool(head[8])
    return Enterable(*head), AssignmentStatus(status), bool(concerned)
