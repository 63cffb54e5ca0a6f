"""How much a work may still earn: what was settled of it, what caps of creator and task leave."""

from typing import Any

from sqlalchemy import Connection, func, select, update

from domain.assignment import AssignmentFacts, AssignmentStatus
from storage.tables.campaigns import task
from storage.tables.money import pot_share, settlement
from storage.tables.work import assignment

STANDS = assignment.c.status != AssignmentStatus.VOID
"""Of a settlement's work: what was settled of void work is reversed, all of it."""

_SETTLED = select(func.coalesce(func.sum(settlement.c.amount_minor), 0)).join(
    assignment, assignment.c.id == settlement.c.assignment_id
)


def settled_minor(conn: Connection, assignment_id: int) -> int:
    """At earlier checkpoints."""
    of_work = _SETTLED.where(settlement.c.assignment_id == assignment_id)
    return int(conn.execute(of_work).scalar_one())


def left(conn: Connection, facts: AssignmentFacts, creator_cap_minor: int) -> int | None:
    """The least that the caps and the pot leave; None where there are none."""
    task_cap_minor = conn.execute(
        select(task.c.cap_minor).where(task.c.id == facts.task_id)
    ).scalar_one()
    rooms = _share(conn, facts.assignment_id)
    if creator_cap_minor:
        of_creator = (
            settlement.c.campaign_id == facts.campaign_id,
            settlement.c.person_id == facts.person_id,
        )
        rooms.append(creator_cap_minor - _standing(conn, *of_creator))
    if task_cap_minor:
        rooms.append(task_cap_minor - _standing(conn, assignment.c.task_id == facts.task_id))
    return max(0, min(rooms)) if rooms else None


def _share(conn: Connection, assignment_id: int) -> list[int]:
    """Of the campaign's pot, if it has one."""
    found = select(pot_share.c.share_minor).where(pot_share.c.assignment_id == assignment_id)
    return list(conn.execute(found).scalars())


def _standing(conn: Connection, *which: Any) -> int:
    return int(conn.execute(_SETTLED.where(STANDS, *which)).scalar_one())


def pay_out(conn: Connection, assignment_id: int, amount_minor: int, **columns: Any) -> None:
    """Of what it reserves that much is earned now; the rest stays until the last checkpoint."""
    conn.execute(
        update(assignment)
        .where(assignment.c.id == assignment_id)
        .values(
            reserved_minor=assignment.c.reserved_minor - amount_minor,
            revision=assignment.c.revision + 1,
            **columns,
        )
    )
